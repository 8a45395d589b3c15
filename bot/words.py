"""The list of words that texts are looked through for: ours, and what an installation adds."""

from importlib.resources import files
from pathlib import Path
from typing import Final

from domain.safety import Words, amended, shipped

SHIPPED: Final = "programmes/safety/words.toml"
"""Where the list that comes with the house stands, as people see it."""
_OURS: Final = files("programmes").joinpath("safety").joinpath("words.toml")


def words(own: str = "") -> Words:
    """Return the list, with an installation's own file applied; raise ``WordFaults``."""
    listed = shipped(_OURS.read_bytes(), SHIPPED)
    return amended(listed, Path(own).read_bytes(), own) if own else listed
