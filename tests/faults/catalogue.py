"""The catalogue: how an experiment is written down, run and judged; see also `__main__`.

An experiment is a function of a `Trial`. It makes a fault happen and says what came of it, in
figures. Counts are judged always, times and rates only in the full run; a control is what must go
wrong when the guard is off, or the experiment proves nothing.
"""

import contextlib
import importlib
import pkgutil
import random
import shutil
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import tests.faults
from tests.databases import schema
from tests.faults.databases import OwnPostgres, OwnRedis
from tests.faults.fakewx import Platform
from tests.faults.supervise import Children

SQLITE = ("sqlite",)
POSTGRES = ("postgresql",)
BOTH = ("sqlite", "postgresql")
CHANCES = 5
"""How often a race may be run until it is lost."""

EXPERIMENTS = {}


@dataclass(frozen=True)
class Experiment:
    id: str
    title: str
    on: tuple[str, ...]
    short: tuple[str, ...]
    run: Callable[["Trial"], None]

    @property
    def module(self):
        return self.run.__module__


def experiment(id_, title, *, on=BOTH, short=None):
    """Enter a function of a `Trial` in the catalogue.

    ``short`` are the databases it is tried on in the tests, where one says as much as both: the
    full run tries all.
    """

    def enter(run):
        if id_ in EXPERIMENTS and EXPERIMENTS[id_].module != run.__module__:
            message = f"{id_} is in the catalogue twice"
            raise ValueError(message)
        EXPERIMENTS[id_] = Experiment(id_, title, on, short or on, run)
        return run

    return enter


def everything():
    """Return all experiments: those of every module ``on_*`` of this folder, in order.

    A module that cannot be read is an experiment that fails, and not the end of all others.
    """
    for found in pkgutil.iter_modules(tests.faults.__path__):
        if found.name.startswith("on_"):
            try:
                importlib.import_module(f"tests.faults.{found.name}")
            except Exception as no:  # noqa: BLE001 - see above
                _broken(found.name, no)
    return sorted(EXPERIMENTS.values(), key=lambda one: (one.id[0], _numbered(one.id)))


def _broken(name, no):
    def run(_):
        raise no

    EXPERIMENTS[name] = Experiment(name, "cannot be imported", SQLITE, SQLITE, run)


def _numbered(id_):
    digits = "".join(c for c in id_[1:] if c.isdigit())
    return (int(digits or 0), id_)


@dataclass
class Figure:
    """What came of it: ``passed`` is None for what is written down and not judged."""

    value: float
    goal: str
    passed: bool | None
    control: bool = False

    def as_json(self):
        return {
            "value": self.value,
            "goal": self.goal,
            "pass": self.passed,
            **({"control": True} if self.control else {}),
        }


@dataclass
class World:
    """What the trials of one run share: the databases' templates, a server, a zygote."""

    databases: object
    zygote: object
    plain_postgres: object = None
    """What own PostgreSQL servers are copied from; see `OwnPostgres`."""
    ending: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    shared: dict = field(default_factory=dict)

    def close(self):
        self.ending.close()
        self.zygote.close()
        if self.plain_postgres:
            self.plain_postgres.close()


@dataclass
class Trial:
    """One experiment on one kind of database."""

    experiment: Experiment
    kind: str
    seed: int
    full: bool
    world: World
    figures: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)

    def __post_init__(self):
        self.random = random.Random(f"{self.seed} {self.experiment.id}")  # noqa: S311 - it is repeatable
        self.ending = contextlib.ExitStack()

    def size(self, short, full):
        """Return how much there is to do."""
        return full if self.full else short

    # What there is

    @cached_property
    def folder(self):
        folder = Path(tempfile.mkdtemp(prefix="faults-"))
        folder.chmod(0o755)
        self.ending.callback(shutil.rmtree, folder, ignore_errors=True)
        return folder

    @cached_property
    def database(self):
        """The URL of a migrated, empty database of this trial's kind."""
        return self.fresh()

    def fresh(self, fill=schema):
        """Make another database, empty or as ``fill(url)`` leaves one; filling is done once."""
        url = self.world.databases.fresh(self.kind, fill)
        self.ending.callback(self.world.databases.drop, url)
        return url

    @cached_property
    def postgres(self):
        """A PostgreSQL of this trial's own, for faults of the server itself."""
        return self.enter(OwnPostgres(self.world, on_disk=self.full))

    @cached_property
    def redis_server(self):
        """A Redis of this trial's own: ``.url .stop() .start() .pause() .resume() .client()``."""
        return self.enter(OwnRedis())

    @property
    def redis(self):
        return self.redis_server.url

    @cached_property
    def children(self):
        """Starts our commands as processes; all of them end with the trial."""
        return self.enter(Children(self.folder, self.world.zygote))

    @cached_property
    def platform(self):
        """A platform of this trial's own, in a process."""
        return self.enter(Platform(self.seed))

    def shared(self, name, make):
        """Return what several trials on one kind of database share; ``make()`` is a context.

        It ends with the run, when the common PostgreSQL may be gone already.
        """
        key = (name, self.kind)
        if key not in self.world.shared:
            self.world.shared[key] = self.world.ending.enter_context(make())
        return self.world.shared[key]

    def enter(self, context):
        """Enter a context that ends with the trial."""
        return self.ending.enter_context(context)

    # What came of it

    def figure(self, name, value, *, is_=None, at_most=None, at_least=None):
        """Write down a count, which is judged always."""
        goal, passed = _judged(value, is_, at_most, at_least)
        self.figures[name] = Figure(value, goal, passed)

    def measure(self, name, value, *, at_most=None, at_least=None):
        """Write down a time or a rate, which is judged in the full run alone."""
        goal, passed = _judged(value, None, at_most, at_least)
        value = round(value, 4 if abs(value) < 1 else 2)
        self.figures[name] = Figure(value, goal, passed if self.full else None)

    def control(self, name, value, *, more_than):
        """Write down what went wrong with the guard off; it has to.

        What goes wrong by chance is given as a function: it may have a few chances.
        """
        if callable(value):
            found = (value() for _ in range(CHANCES))
            value = next((one for one in found if one > more_than), more_than)
        self.figures[name] = Figure(value, f"more than {more_than}", value > more_than, True)

    def note(self, text):
        self.notes.append(text)

    def skip(self, why):
        """Give up for a reason that is not ours; it stands in the record."""
        raise Skipped(why)


class Skipped(Exception):  # noqa: N818 - it is an answer, not a bug
    """This machine cannot do the experiment; the message says why."""


def _judged(value, is_, at_most, at_least):
    wanted = [
        *([(f"is {is_}", value == is_)] if is_ is not None else []),
        *([(f"at most {at_most}", value <= at_most)] if at_most is not None else []),
        *([(f"at least {at_least}", value >= at_least)] if at_least is not None else []),
    ]
    if not wanted:
        return "", None
    return ", ".join(goal for goal, _ in wanted), all(met for _, met in wanted)


def run(chosen, kind, world, *, seed, full):
    """Run one experiment on one kind of database and return its record."""
    trial = Trial(chosen, kind, seed, full, world)
    began = time.monotonic()
    said = None
    skipped = None
    try:
        with trial.ending:
            chosen.run(trial)
    except Skipped as no:
        skipped = str(no)
    except Exception:  # noqa: BLE001 - it is written down, and the others go on
        said = traceback.format_exc()
    judged = [one.passed for one in trial.figures.values() if one.passed is not None]
    return {
        "test": chosen.id,
        "title": chosen.title,
        "database": kind,
        "seed": seed,
        "full": full,
        "figures": {name: one.as_json() for name, one in trial.figures.items()},
        "goal": "; ".join(f"{name} {one.goal}" for name, one in trial.figures.items() if one.goal),
        "pass": None if skipped else said is None and bool(judged) and all(judged),
        "seconds": round(time.monotonic() - began, 2),
        **({"notes": trial.notes} if trial.notes else {}),
        **({"skipped": skipped} if skipped else {}),
        **({"error": said} if said else {}),
    }
