"""The programme files that come with the house."""

from importlib.resources import files

from domain.programme import Programme, ProgrammeFaults, load
from domain.tables import Fault


def names() -> list[str]:
    """Return which programmes there are, without reading them."""
    entries = (entry.name for entry in files("programmes").iterdir())
    return sorted(name.removesuffix(".toml") for name in entries if name.endswith(".toml"))


def programmes() -> dict[str, Programme]:
    """Read and check every file in ``programmes/``; raise ``ProgrammeFaults`` with all faults."""
    found: dict[str, Programme] = {}
    faults: list[Fault] = []
    for entry in sorted(files("programmes").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            try:
                programme = load(entry.name, entry.read_bytes())
            except ProgrammeFaults as no:
                faults.extend(no.faults)
            else:
                found[programme.id] = programme
    if faults:
        raise ProgrammeFaults(tuple(faults))
    return found
