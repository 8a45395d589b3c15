"""What a check of an installation says where it does not simply find all well."""


class Wrong(Exception):  # noqa: N818 - it carries what to say
    """Something is wrong; ``mend`` says what to do about it."""

    def __init__(self, found: str, mend: str) -> None:
        self.found, self.mend = found, mend
        super().__init__(found)


class Skipped(Exception):  # noqa: N818 - likewise
    """There is nothing to check, and why."""
