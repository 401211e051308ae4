from flask import Blueprint

offline = Blueprint("offline", __name__, url_prefix="/offline")
