"""What stands at the side of each page, and which pages there are: one line for each noun."""

from dataclasses import dataclass
from types import ModuleType
from typing import Final

from domain.permissions import May
from handlers.admin import (
    activities,
    audit,
    cadre_logins,
    cadre_sheets,
    cadre_steps,
    cadres,
    check_calls,
    checks,
    content,
    content_shared,
    duty,
    extracts,
    home,
    materials,
    me,
    notices,
    organisation_moves,
    organisations,
    problems,
    records,
    reminders,
    reminders_calls,
    reminders_halts,
    reminders_letters,
    rules,
    settings,
    standing,
    tickets,
    wishes,
    youth_tags,
    youths,
)

NOUNS: Final[tuple[ModuleType, ...]] = (
    home,
    organisations,
    organisation_moves,
    cadres,
    cadre_steps,
    cadre_logins,
    cadre_sheets,
    audit,
    settings,
    me,
    notices,
    youths,
    youth_tags,
    extracts,
    standing,
    records,
    materials,
    problems,
    duty,
    rules,
    activities,
    wishes,
    tickets,
    reminders,
    reminders_letters,
    reminders_calls,
    reminders_halts,
    checks,
    check_calls,
    content,
    content_shared,
)
"""Each puts its pages on the console by ``add(console)``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line at the side: who has the right sees it. ``path`` is below the console's root."""

    title: str
    path: str
    icon: str
    right: May


NAV: Final = (
    Entry("首页", "", "home", May.SEE),
    Entry("通知", "notices", "speakerphone", May.SEE),
    Entry("组织", "organisations", "building-community", May.SEE),
    Entry("团干部", "cadres", "users", May.SEE),
    Entry("小伙伴", "youths", "user", May.SEE),
    Entry("活动", "activities", "activity", May.ENTER),
    Entry("微心愿", "wishes", "heart", May.SEE),
    Entry("诉求", "tickets", "message-2", May.SEE),
    Entry("内容", "content", "book", May.SEE),
    Entry("提醒", "reminders", "bell", May.SEE),
    Entry("抽查", "checks", "checks", May.SEE),
    Entry("规则", "rules", "adjustments", May.SEE),
    Entry("审计", "audit", "shield-check", May.AUDIT),
    Entry("设置", "settings", "settings", May.ENTER),
)
