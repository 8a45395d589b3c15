"""Refusals: what the programme says when a rule says no, in words that name the next step."""

from typing import Any, ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A rule said no: rolled back, told to the person, logged at INFO by its code.

    Subclasses set ``code`` (stable, English, for API and log) and ``text`` (Chinese, with
    ``{placeholders}`` filled from ``data``).
    """

    code: ClassVar[str]
    text: ClassVar[str]

    def __init__(self, **data: Any) -> None:  # noqa: ANN401 - whatever the text names
        self.data = data
        super().__init__(self.text.format(**data))
