"""The chat page: one document and its static files; all else it asks of `/sim/`."""

from flask import Blueprint, Response, send_from_directory

blueprint = Blueprint("page", __name__, static_folder="static", static_url_path="/static")

# What people and the account write is shown as text, and could not run if it were not:
# scripts come from here alone, while pictures and the pages opened in the phone come from the app.
POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: blob: http: https:",
    "media-src": "'self' http: https:",
    "frame-src": "http: https:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}


@blueprint.get("/")
def index() -> Response:
    answer = send_from_directory(str(blueprint.static_folder), "index.html", max_age=0)
    answer.headers["Content-Security-Policy"] = "; ".join(
        f"{name} {sources}" for name, sources in POLICY.items()
    )
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
