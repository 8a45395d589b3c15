"""A notice to very many, seen to its end: ``python -m tests.admin.push_many --people 16000``."""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests import servers
from tests.admin.pushing import pushed


def main():
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--people", type=int, default=16_000)
    said.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    chosen = said.parse_args()
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'house.sqlite3'}"
        if chosen.database == "postgresql":
            url = ending.enter_context(servers.postgres())
        seen = pushed(url, chosen.people, patience=3600.0)
    lines = (
        f"{seen.people:,} people on {chosen.database}: {seen.shown}",
        f"written {seen.written:.1f} s after the press",
        f"sent, from the first written to the last taken by the platform: {seen.sent:.1f} s",
        f"the page said so {seen.done:.1f} s after the press",
        "became of them: " + ", ".join(f"{k} {v:,}" for k, v in sorted(seen.by_status.items())),
        "statements a page: " + ", ".join(f"{k} {v}" for k, v in seen.statements.items()),
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
