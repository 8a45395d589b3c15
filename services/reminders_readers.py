"""To whom reminders go: where people are, what they muted, and what they were told lately."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.delivery import Kind, Status
from domain.periods import local_day
from domain.reminders import Item, Policy, Told, week_of
from domain.telling import Past, digest_late
from models import reminder as questions
from services.reminders_due import chunks
from services.reminders_fresh import items_of, reports_of
from services.reminders_words import Report
from services.subjects import Programmes
from services.uow import Uow

JOB: Final = "reminders"
_BACK: Final = timedelta(days=100)
"""How far back it is asked what was told: longer than any ladder."""
_GONE: Final = frozenset({Status.SENDING, Status.SENT, Status.DELIVERED, Status.UNCERTAIN})
"""What went, or may have: only this counts against the messages of a week."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One person as a plan looks at them; without ``openid``, ``mini_openid`` nothing does."""

    id: int
    name: str
    organisation_id: int
    openid: str | None
    mini_openid: str | None
    """Of whoever has no chat."""
    muted: frozenset[str]
    policy: Policy
    digest_only: bool

    @property
    def reached(self) -> bool:
        """Whether letters reach them at all."""
        return bool(self.openid or self.mini_openid)


@dataclass(slots=True)
class Letters:
    """What was written to one person in the last months."""

    told: set[Item] = field(default_factory=set)
    waiting: dict[int, tuple[Item, ...]] = field(default_factory=dict)
    """By number: what nobody has begun to send."""
    reports: dict[int, Report] = field(default_factory=dict)
    """By organ: this week's digests in what waits."""
    planned: list[tuple[datetime, int]] = field(default_factory=list)
    """When, and in which lane, what waits was to go."""
    went: list[Told] = field(default_factory=list)

    @property
    def past(self) -> Past:
        """The same as the choice looks at it."""
        waiting = frozenset(item for items in self.waiting.values() for item in items)
        return Past(frozenset(self.told), waiting, tuple(self.went))


def readers(uow: Uow, person_ids: list[int]) -> list[Reader]:
    """Return people, by id, as their programmes and switches have them reminded."""
    rows = uow.session.execute(questions.people(person_ids)).all()
    places = sorted({row.organisation_id for row in rows})
    programmes = Programmes.over(uow, places)
    turns = uow.session.execute(questions.turned("digest_only", places))
    turned = {place: is_on for place, _, is_on in turns}
    found = []
    for row in sorted(rows, key=lambda row: row.id):
        openid = row.openid if row.following else None
        here = row.left_at is None
        programme = programmes.of(row.organisation_id)
        found.append(
            Reader(
                row.id,
                row.name,
                row.organisation_id,
                openid if here else None,
                row.mini_openid if here and not openid else None,
                frozenset((row.muted if openid else row.mini_muted) or ()),
                programme.reminders,
                turned.get(row.organisation_id, programme.switches.digest_only),
            )
        )
    return found


def letters(uow: Uow, person_ids: list[int]) -> Mapping[int, Letters]:
    """Return what people were told of, and what went to them and when.

    What waits in the chat was told of and went nowhere; what was dropped is as if never written.
    """
    found: dict[int, Letters] = defaultdict(Letters)
    rows = uow.session.execute(questions.letters(person_ids, uow.now - _BACK, uow.now))
    for row in rows:
        one, items = found[row.person_id], items_of(row.because)
        urgent = bool(row.because.get("urgent"))
        if row.status == Status.PENDING and row.first_try_at is None:
            one.waiting[row.id] = items
            one.planned.append((row.due_at, row.lane))
            held = reports_of(row.because, items, uow.today)
            one.reports.update({report.organ_id: report for report in held})
            continue
        one.told.update(items)
        if row.status == Status.PENDING or row.status in _GONE:
            one.went.append(Told(row.closed_at or row.due_at, urgent))
    return found


def late_for_digests(uow: Uow, person_ids: set[int]) -> set[int]:
    """Return whose week was spent on the digests' day, is free now, and has brought none yet."""
    week = week_of(uow.today).key
    found = set()
    for some in chunks(person_ids):
        written = letters(uow, some)
        for reader in readers(uow, sorted(written)) if written else ():
            past = written[reader.id].past
            said = past.told | past.waiting
            if digest_late(past, uow.today, reader.policy) and not any(
                item.kind is Kind.DIGEST and item.window == week for item in said
            ):
                found.add(reader.id)
    return found


def is_digest_day(uow: Uow, *, ahead: bool = False) -> bool:
    """Say whether this is the day of digests: Monday, or the first day after it if that was missed.

    Missed is a Monday on which the clock stood still although it had run before; of a day that
    lies ``ahead`` nobody can know that.
    """
    monday = week_of(uow.today).first_day
    if uow.today == monday or ahead:
        return uow.today == monday
    last = uow.session.scalar(questions.last_run(JOB, uow.now))
    return last is not None and local_day(last) < monday
