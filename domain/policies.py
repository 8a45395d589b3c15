"""How a programme reminds, how long a claim or an offer lives, and how its file says so."""

from dataclasses import dataclass
from datetime import timedelta

from domain.reminders import Policy, QuietHours
from domain.tables import Table


@dataclass(frozen=True, slots=True)
class WishPolicy:
    """How long a claim lives, and how long before its end the claimer is nudged."""

    claim: timedelta = timedelta(days=7)
    nudge: timedelta = timedelta(days=2)
    most_yuan: int = 500
    """What one wish may cost at most."""


@dataclass(frozen=True, slots=True)
class TicketPolicy:
    """In how many working days a ticket is taken up, answered, escalated; when one asks again."""

    accept_days: int = 1
    answer_days: int = 5
    escalate_days: int = 2
    follow_up: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ActivityPolicy:
    """How long an offered seat is kept for somebody on the wait-list."""

    offer: timedelta = timedelta(hours=12)


def read_reminders(table: Table) -> Policy:
    """Read ``[reminders]``."""
    default, quiet = Policy(), table.table("quiet")
    policy = Policy(
        ladder=table.integers("ladder", default.ladder),
        quiet=QuietHours(
            start=quiet.clock("from", default.quiet.start),
            end=quiet.clock("to", default.quiet.end),
        ),
        routine_a_week=table.integer("routine_a_week", default.routine_a_week),
        urgent_a_week=table.integer("urgent_a_week", default.urgent_a_week),
    )
    for key in ("routine_a_week", "urgent_a_week"):
        if getattr(policy, key) > 1:
            table.fault(key, f"是 {getattr(policy, key)},一个人一周最多 1 条")
    start, end = policy.quiet.start, policy.quiet.end
    if start > default.quiet.start or end < default.quiet.end or start <= end:
        table.fault("quiet", "至少要包含 21:00 到 8:00")
    quiet.close()
    table.close()
    return policy


def read_wishes(table: Table) -> WishPolicy:
    """Read ``[wishes]``."""
    claim, nudge = table.integer("claim_days", 7, least=1), table.integer("nudge_days", 2)
    if nudge >= claim:
        table.fault("nudge_days", f"是 {nudge},要小于 claim_days({claim})")
    most = table.integer("most_yuan", WishPolicy().most_yuan, least=1)
    table.close()
    return WishPolicy(timedelta(days=claim), timedelta(days=nudge), most)


def read_tickets(table: Table) -> TicketPolicy:
    """Read ``[tickets]``; a lower level may be quicker, so nothing here is held against above."""
    usual = TicketPolicy()
    policy = TicketPolicy(
        accept_days=table.integer("accept_days", usual.accept_days, least=1),
        answer_days=table.integer("answer_days", usual.answer_days, least=1),
        escalate_days=table.integer("escalate_days", usual.escalate_days, least=1),
        follow_up=timedelta(days=table.integer("follow_up_days", usual.follow_up.days, least=1)),
    )
    table.close()
    return policy


def read_activities(table: Table) -> ActivityPolicy:
    """Read ``[activities]``."""
    policy = ActivityPolicy(timedelta(hours=table.integer("offer_hours", 12, least=1)))
    table.close()
    return policy
