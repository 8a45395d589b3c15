"""Rendering: a page with a status, and the page that only says something."""

from dataclasses import dataclass
from enum import StrEnum

from flask import render_template, request

Page = tuple[str, int]
"""What a view returns: HTML and its status."""

GONE = 410
UNPROCESSABLE = 422


class Sign(StrEnum):
    """WeUI's icons for what a page says."""

    SUCCESS = "success"
    INFO = "info"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Say:
    """What happened, and what can be done next; ``closes`` returns to the chat by itself."""

    title: str
    text: str
    sign: Sign = Sign.INFO
    closes: bool = False
    note: str = ""


def page(name: str, status: int = 200, **data: object) -> Page:
    """Render a template."""
    return render_template(f"h5/{name}.html", **data), status


def say(what: Say, status: int = 200) -> Page:
    """Render a page that says one thing and leads back to the chat."""
    return page("say", status, say=what)


def typed(name: str) -> str:
    """Return a field of the form; a NUL, which PostgreSQL refuses, is nothing one can type."""
    return request.form.get(name, "").replace("\0", "")
