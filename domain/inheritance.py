"""No raising: what a programme asks beyond the one above it, named with both numbers and clauses.

A child may keep or relax, never raise ("不能层层加码"). What is stricter is decided rule by rule,
for each role at each level on its own, in ``domain.strictness``.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from domain.rule_words import Cell, say_cells
from domain.rules import Rule
from domain.strictness import Aspect, Difference, more_than_akin, stricter

NO_RAISING: Final = "不能层层加码"
WHERE_IT_SAYS_SO: Final = "广青办发〔2017〕12号四3"


class Ruled(Protocol):
    """Whatever has a title and rules: a programme."""

    @property
    def title(self) -> str:
        """How people call it."""
        ...

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Its rules."""
        ...

    @property
    def local_rules(self) -> bool:
        """Whether those below may add rules of their own notices."""
        ...


@dataclass(frozen=True, slots=True)
class Raise:
    """One demand beyond the programme above: of whom, what, and on whose words each side rests."""

    rule: str
    title: str
    who: str
    what: Difference
    upper: str
    """Title of the programme above."""
    upper_clause: str
    lower_clause: str

    @property
    def aspect(self) -> Aspect:
        """In what more is asked."""
        return self.what.aspect

    @property
    def text(self) -> str:
        """Say it in Chinese: both numbers, both clauses, and what to do."""
        above = f"{self.what.upper}({self.upper_clause})" if self.upper_clause else self.what.upper
        return (
            f"「{self.title}」对{self.who}高于上级方案「{self.upper}」,"
            f"{NO_RAISING}({WHERE_IT_SAYS_SO})。"
            f"上级:{above}。这里:{self.what.lower}({self.lower_clause})。{self.what.cure}"
        )


def raised(parent: Ruled, child: Ruled) -> tuple[Raise, ...]:
    """Return everything in which a child asks more than its parent; empty: it may stand.

    Where the parent allows ``local_rules``, a rule that it lacks may stand, unless it asks for more
    of what some rule of the parent counts: the same under another name.
    """
    above = {rule.id: rule for rule in parent.rules}
    found = []
    for rule in child.rules:
        if rule.id in above or not parent.local_rules:
            pairs = [(above.get(rule.id), stricter(above.get(rule.id), rule))]
        else:
            pairs = [(akin, more_than_akin(akin, rule)) for akin in parent.rules]
        for upper, differences in pairs:
            found += [_told(parent, upper, rule, cells, d) for d, cells in differences.items()]
    return tuple(found)


def _told(
    parent: Ruled, upper: Rule | None, lower: Rule, cells: list[Cell], what: Difference
) -> Raise:
    return Raise(
        rule=lower.id,
        title=lower.title,
        who=say_cells(cells),
        what=what,
        upper=parent.title,
        upper_clause=_clause(upper) if upper else "",
        lower_clause=_clause(lower),
    )


def _clause(rule: Rule) -> str:
    return str(rule.sources[0]) if rule.sources else "没有写依据"
