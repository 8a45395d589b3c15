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
    table.close()
    return WishPolicy(timedelta(days=claim), timedelta(days=nudge))


def read_activities(table: Table) -> ActivityPolicy:
    """Read ``[activities]``."""
    policy = ActivityPolicy(timedelta(hours=table.integer("offer_hours", 12, least=1)))
    table.close()
    return policy
