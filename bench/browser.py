"""One client on one kept connection, which carries its cookies like a browser."""

import http.client
from http.cookies import SimpleCookie
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlencode

from seed.sign_ins import PASSWORD
from tests.support.web import Answers, forms


class Answer(NamedTuple):
    status: int
    body: str
    seconds: float
    location: str


class Browser:
    def __init__(self, port: int, email: str | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: dict[str, str] = {}
        if email:
            self._sign_in(email)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, answers: Answers) -> Answer:
        return self._ask("POST", path, urlencode(answers, doseq=True))

    def form(self, path: str) -> Answers:
        """What a browser would send of the page's last form if nothing were typed."""
        page = self.get(path)
        if page.status != 200:
            raise LookupError(f"{path} answered {page.status}")
        return forms(page.body)[-1][1]

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        seconds = perf_counter() - started
        self._keep_cookies(response)
        text = content.decode("utf-8", "replace")
        return Answer(response.status, text, seconds, response.getheader("Location", ""))

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(header).items():
                self._cookies[name] = morsel.value

    def _sign_in(self, email: str) -> None:
        answer = self.post("/sign-in", {**self.form("/sign-in"), "email": email, "password": PASSWORD})
        if answer.status != 302:
            raise RuntimeError(f"{email} could not sign in")
