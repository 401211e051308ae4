"""Security headers of every answer. No inline script or style anywhere, so the policy has no exception."""

from flask import Flask, Response, request

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def init_app(app: Flask, *, tiles_url: str | None, is_production: bool) -> None:
    """`tiles_url` is the one outside address that a map may show pictures from, if a tile server is set.

    A page that needs more than this, such as to ask where the person is, sets that header itself.
    """
    images = "'self' data:" + (f" {tiles_url.split('/{')[0]}" if tiles_url else "")

    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Content-Security-Policy"] = POLICY.format(images=images)
        if is_production:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    app.after_request(add)
