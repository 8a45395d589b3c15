"""Figures for Prometheus: how the sending side stands, and how long answers take.

They name nobody. Whoever asks from this very machine may have them, unless a token is set: then
whoever has the token. With several web workers, each writes its counters into one folder, which
their parent makes, and any of them adds them all up.
"""

import hmac
import ipaddress
import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot.spool_file import HELD, SUFFIX
from bot.values import COUNTERS
from services import sending_figures
from services.sending_figures import Figures
from services.uow import OpenUow

log = logging.getLogger(__name__)

FRESH: Final = 5.0
"""Seconds for which figures hold: they are counted, and several may ask."""

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5)
"""The platform hangs up after five."""
_FORWARDED: Final = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")
"""By these a proxy on this machine says that somebody else is asking."""
_MESSAGE: Final = "wechat.push"


class Metrics:
    """What one web application has to tell."""

    def __init__(
        self,
        open_uow: OpenUow,
        *,
        token: str = "",
        spool: Path | None = None,
    ) -> None:
        self._token = token
        registry = CollectorRegistry()
        self._took = Histogram(
            "tuan100_answer_seconds",
            "How long an answer took, by what was asked and how it ended",
            ("door", "status"),
            buckets=_SECONDS,
            registry=registry,
        )
        if COUNTERS in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it says no types
        registry.register(_Standing(open_uow, spool))
        self._registry = registry

    def attach(self, web: Flask) -> None:
        """Hang /metrics in, and watch how long answers take."""
        blueprint = Blueprint("metrics", __name__)
        blueprint.add_url_rule("/metrics", "metrics", self._tell)
        web.register_blueprint(blueprint)
        web.before_request(_begin)
        web.after_request(self._observe)

    def _tell(self) -> Response:
        if not self._may_ask():
            # Who may not know learns nothing, not even that there is something.
            return Response("not found\n", 404, content_type="text/plain; charset=utf-8")
        headers = {"Cache-Control": "no-store"}
        told = generate_latest(self._registry)
        return Response(told, 200, headers, content_type=CONTENT_TYPE_PLAIN_0_0_4)

    def _may_ask(self) -> bool:
        if self._token:
            shown = request.headers.get("Authorization", "").encode()
            return hmac.compare_digest(shown, f"Bearer {self._token}".encode())
        return is_loopback(request.remote_addr) and not any(
            name in request.headers for name in _FORWARDED
        )

    def _observe(self, response: Response) -> Response:
        if (began := g.get("began")) is not None and (door := _door()):
            status = f"{response.status_code // 100}xx"
            self._took.labels(door, status).observe(time.perf_counter() - began)
        return response


def _begin() -> None:
    g.began = time.perf_counter()


def _door() -> str:
    """Say through which door a request came; what is not worth counting has none."""
    endpoint = request.endpoint or ""
    if endpoint == _MESSAGE:
        return str(g.get("lane", "message"))
    return "" if endpoint.partition(".")[0] in {"", "static", "health", "metrics"} else "page"


def is_loopback(address: str | None) -> bool:
    """Say whether an address is this machine's own."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    # What listens for both kinds of addresses writes one kind as the other.
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


class _Standing(Collector):
    """Asks the database at each scrape, but not more often than every few seconds."""

    def __init__(self, open_uow: OpenUow, spool: Path | None) -> None:
        self._open_uow = open_uow
        self._spool = spool
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._figures: Figures | None = None

    def describe(self) -> Iterable[Metric]:
        """Describe nothing beforehand: that would ask the database when the house is built."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Return what is true now, or a few seconds ago."""
        figures = self._now()
        yield _gauge(
            "tuan100_database_up", "Whether the database answers", int(figures is not None)
        )
        if self._spool is not None:
            words = "Bytes of messages that wait on this machine's disk, of all its processes"
            yield _gauge("tuan100_spool_bytes", words, _size(self._spool))
            held = sum(1 for _ in self._spool.glob(f"*{HELD}"))
            yield _gauge("tuan100_spool_held", "Files with messages left to a person", held)
        if figures is not None:
            yield from families(figures)

    def _now(self) -> Figures | None:
        with self._lock:
            if time.monotonic() - self._asked >= FRESH:
                try:
                    with self._open_uow(read_only=True) as uow:
                        self._figures = sending_figures.figures(uow)
                except SQLAlchemyError as away:
                    log.warning("no figures: %s", type(away).__qualname__)
                    self._figures = None
                self._asked = time.monotonic()
            return self._figures


def _size(folder: Path) -> int:
    """Return how much waits in a folder of spools; one that is emptied meanwhile holds nothing."""
    size = 0
    for path in folder.glob(f"*{SUFFIX}"):
        with suppress(OSError):
            size += path.stat().st_size
    return size


def families(figures: Figures) -> Iterator[Metric]:
    """Return the sending side's figures as Prometheus knows them."""
    yield _by(
        "tuan100_letters",
        "Letters that are not decided",
        ("state", "lane", "channel"),
        figures.letters.items(),
    )
    yield _by(
        "tuan100_oldest_letter_seconds",
        "How long the oldest letter that is due has waited",
        ("lane", "channel"),
        ((key, age.total_seconds()) for key, age in figures.oldest.items()),
    )
    yield _by(
        "tuan100_steps_5m",
        "What came of the tries of the last five minutes",
        ("channel", "outcome"),
        figures.steps.items(),
    )
    halts = (((one.scope,), 1) for one in figures.halts)
    yield _by("tuan100_halt", "What rests", ("scope",), halts)
    used = (((channel,), n) for channel, n in figures.used.items())
    yield _by("tuan100_budget_used", "Calls of the day that are used", ("channel",), used)
    alive = (((role,), n) for role, n in figures.processes.items())
    yield _by("tuan100_processes", "Processes that live", ("role",), alive)
    runs = (((job,), age.total_seconds()) for job, age in figures.runs.items())
    yield _by("tuan100_job_age_seconds", "How long ago a job last ran", ("job",), runs)
    yield _gauge("tuan100_open_runs", "Runs of many parts under way", figures.open_runs)
    yield _gauge("tuan100_reports_waiting", "Reports without their letter yet", figures.reports)


def _by(
    name: str,
    words: str,
    labels: tuple[str, ...],
    values: Iterable[tuple[tuple[str, ...], float]],
) -> Metric:
    family = GaugeMetricFamily(name, words, labels=labels)
    for key, value in values:
        family.add_metric(key, value)
    return family


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)
