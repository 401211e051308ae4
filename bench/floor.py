"""The least that any page can cost: a bare route under the same server."""

from flask import Flask

app = Flask(__name__)


@app.route("/")
def ok() -> str:
    return "ok"
