"""``python -m tests.api --examples N``: schemathesis at length, on both databases, as everybody."""

import argparse
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from schemathesis.core.errors import NoLinksFound

from handlers.api.nouns import NOUNS
from tests import servers
from tests.api.conformance import WHO, Examiner, loaded, operations
from tests.api.walking import served, walked
from tests.api.wire import MINI, Wire
from tests.databases import KINDS, Databases
from tests.house import House, peopled


def main():
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument(
        "--examples", type=int, default=100, help="good requests made up for each operation"
    )
    told.add_argument("--plan", type=int, default=10_000, help="planned bad requests for each")
    told.add_argument("--only", default="", help="operations whose label has this in it")
    told.add_argument(
        "--walks", type=int, default=8, help="ways from answer to answer in each noun"
    )
    told.add_argument("--on", choices=KINDS, nargs="*", default=KINDS)
    chosen = told.parse_args()
    with tempfile.TemporaryDirectory() as folder, servers.postgres() as url:
        databases = Databases(Path(folder), server=lambda: url)
        houses = [House(databases.fresh(kind, peopled), mini=MINI) for kind in chosen.on]
        try:
            examiner = Examiner([Wire(house.app) for house in houses])
            for operation in operations(loaded()):
                if chosen.only in operation.label:
                    _examine(examiner, operation, chosen)
            for kind, house in zip(chosen.on, houses, strict=True):
                examiner.faults += _walk(kind, Wire(house.app), chosen)
        finally:
            for house in houses:
                house.close()
    answers = sum(map(Counter, examiner.statuses.values()), Counter())
    say(
        f"{examiner.sent:,} requests: {', '.join(f'{n} × {s}' for s, n in sorted(answers.items()))}"
    )
    say(f"{len(examiner.faults)} faults")
    return 1 if examiner.faults else 0


def _examine(examiner, operation, chosen):
    started, before = time.process_time(), examiner.sent
    known = len(examiner.faults)
    examiner.examine(operation, plan=chosen.plan, draws=chosen.examples)
    for fault in examiner.faults[known:]:
        say(f"\n{fault}")
    say(
        f"{operation.label:<60}{examiner.sent - before:>6} requests"
        f"{time.process_time() - started:>7.1f} s  {examiner.statuses[operation.label]}"
    )


def _walk(kind, wire, chosen):
    """Go from answer to answer within each noun, as everybody."""
    found = []
    for who, name in WHO.items():
        tokens = wire.youths() if who == "youth" else iter(lambda name=name: wire.of(name), "")
        steps = Counter()
        with served(wire.web) as url:
            for noun in NOUNS:
                part = loaded().include(tag=[noun.tag])
                # Some have nothing that leads on from an answer.
                with suppress(NoLinksFound):
                    counted, faults = walked(part, url, tokens, walks=chosen.walks, length=12)
                    steps += counted
                    found += faults
                    for fault in faults:
                        say(f"\n{fault}")
        taken = sum(n for (_, status), n in steps.items() if status < 300)
        say(f"walks on {kind} as {who}: {steps.total():,} steps, {taken:,} of them taken")
    return found


def say(line):
    print(line, flush=True)  # noqa: T201 - it is a command


if __name__ == "__main__":
    raise SystemExit(main())
