"""Structured logs: one JSON object a line, with the request's id. Ids and counts, never names."""

import json
import logging
import secrets
import sys
import time
import traceback

from flask import Flask, Response, g, has_request_context, request

from crm.core import clock

EXTRA = ("method", "endpoint", "status", "milliseconds")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {"at": clock.now().isoformat(), "level": record.levelname, "event": record.getMessage()}
        if has_request_context():
            line["request_id"] = request_id()
        line.update({name: getattr(record, name) for name in EXTRA if hasattr(record, name)})
        if record.exc_info:
            line["trace"] = _trace(record.exc_info[1])
        return json.dumps(line)


def _trace(error: BaseException | None) -> str:
    """Where it went wrong and by which kinds of error, without their words: a database's hold the row itself."""
    lines: list[str] = []
    while error is not None:
        lines += [*traceback.format_tb(error.__traceback__), type(error).__qualname__]
        error = error.__cause__ or error.__context__
    return "\n".join(lines)


def request_id() -> str:
    made: str = g.setdefault("request_id", secrets.token_hex(8))
    return made


def init_app(app: Flask) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    app.logger.handlers[:] = [handler]
    app.logger.propagate = False
    app.logger.setLevel(logging.INFO)
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_id()
    if request.endpoint not in ("static", "health"):
        facts = {
            "method": request.method,
            "endpoint": request.endpoint,
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.started) * 1000) if "started" in g else None,
        }
        logging.getLogger("crm").info("request", extra=facts)
    return response
