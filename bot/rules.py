"""The programme files: those that come with the house, and those of an installation's folder."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from domain.programme import Programme, load_all

_ENDING: Final = ".toml"
SHIPPED: Final = "programmes"
"""Where the files that come with the house stand, as people see it."""


def names(folder: str = "") -> list[str]:
    """Return which programmes there are, without reading them."""
    return sorted(entry.name.removesuffix(_ENDING) for _, entry in _entries(folder))


def texts(folder: str = "") -> dict[str, bytes]:
    """Return the content of every programme file by where it stands: ``programmes/light.toml``."""
    return {where: entry.read_bytes() for where, entry in _entries(folder)}


def programmes(folder: str = "") -> dict[str, Programme]:
    """Read and check every file; raise ``ProgrammeFaults`` with all faults of all of them."""
    return dict(_read(tuple(texts(folder).items())))


@lru_cache(maxsize=2)
def _read(found: tuple[tuple[str, bytes], ...]) -> Mapping[str, Programme]:
    """Read each state of the files once: a process may open the house many times."""
    return load_all(dict(found))


def file_of(programme: str, among: Mapping[str, bytes] | Iterable[str]) -> str:
    """Return the file that a programme stands in."""
    return next(name for name in among if name.rsplit("/", 1)[-1] == f"{programme}{_ENDING}")


def _entries(folder: str) -> Iterator[tuple[str, Traversable]]:
    yield from _of(files("programmes"), SHIPPED)
    if folder:
        yield from _of(Path(folder), folder.rstrip("/"))


def _of(place: Traversable, where: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(place.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(_ENDING) and entry.is_file():
            yield f"{where}/{entry.name}", entry
