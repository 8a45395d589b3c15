from collections import defaultdict

import pytest

from bot.rules import programmes
from domain.periods import PeriodKind
from services import quotas
from tests.rules.table import PROGRAMMES, Cell, rows
from tests.rules.world import CADRES, ORGANS

ALL = programmes()
ROWS = rows()
RULES = [(programme.id, rule.id) for programme in ALL.values() for rule in programme.rules]
BY_RULE = defaultdict(list)
for row in ROWS:
    for name in row.programmes:
        BY_RULE[name, row.rule].append(row)

# domain.md, section 2: each id, and the rules or principles that are it here.
LAW = {
    "contacts": {"contacts"},
    "contacts-split": {"contacts-split"},
    "five-ones-fulltime": {"five-ones-fulltime"},
    "five-ones-parttime": {"five-ones-parttime"},
    "five-ones-organ": {"five-ones-organ"},
    "open-day-may": {"open-day-may"},
    "education-guide": {"education-guide"},
    "branch-report-in": {"branch-report-in"},
    "league-day": {"league-day"},
    "offline-quarterly": {"offline-quarterly"},
    "face-to-face-yearly": {"face-to-face-yearly"},
    "night-visits": {"night-visits"},
    "research-topic": {"research-topic"},
    "sharing-session": {"sharing-session"},
    "quarter-report": {"quarter-report"},
    "campaigns": {
        "open-day-may",
        "campaign-into-youth",
        "campaign-stories",
        "campaign-lectures",
        "campaign-service-month",
    },
    "evaluation": {"evaluation-bulletin", "evaluation-half"},
    "no-raising": {"no-raising"},  # test_principles.py
    "no-forcing": {"no-forcing"},
}


def said_of(uow, who, on):
    """Return what is said of a subject on a day, by rule."""
    if who in CADRES:
        stand = quotas.of_cadre(uow, CADRES[who][0], on)
        return {s.rule.id: s for s in stand.standings} if stand else {}
    stands = quotas.of_organs(uow, on, [ORGANS[who][0]])
    return {s.rule.id: s for stand in stands for s in stand.standings}


@pytest.mark.parametrize("programme", sorted(PROGRAMMES.values()))
def test_every_cell_is_what_was_worked_out_by_hand(world, programme):
    mine = [row for row in ROWS if programme in row.programmes]
    said = {}
    with world(programme) as uow:
        for who, on in {(row.who, row.on) for row in mine}:
            said[who, on] = said_of(uow, who, on)
    wrong = [
        (row, found)
        for row in mine
        if (found := Cell.of(said[row.who, row.on].get(row.rule))) != row.cell
    ]
    assert wrong == []
    for row in mine:
        if row.cell:  # whoever is excused, or waits for a campaign, owes nothing
            standing = said[row.who, row.on][row.rule]
            assert standing.owed is row.cell.short, row
            assert standing.missing == max(row.cell.asked - row.cell.done, 0), row
            assert standing.bound is (row.cell.exempt is None), row


@pytest.mark.parametrize("programme", sorted(PROGRAMMES.values()))
def test_asking_for_everybody_says_the_same_as_asking_for_one(world, programme):
    mine = [row for row in ROWS if programme in row.programmes]
    names = {("cadre", n): name for name, (n, _) in CADRES.items()}
    names |= {("organ", about[0]): name for name, about in ORGANS.items()}
    with world(programme) as uow:
        for on in {row.on for row in mine}:
            stands = [*quotas.of_cadres(uow, on), *quotas.of_organs(uow, on)]
            cells = {
                (names[stand.subject, stand.id], s.rule.id): Cell.of(s)
                for stand in stands
                for s in stand.standings
            }
            for row in mine:
                if row.on == on:
                    assert cells.get((row.who, row.rule)) == row.cell, row


@pytest.mark.parametrize(("programme", "rule"), RULES)
def test_every_rule_of_every_programme_is_met_missed_and_excused_by_somebody(programme, rule):
    cells = [row.cell for row in BY_RULE[programme, rule] if row.cell]
    assert any(cell.met for cell in cells)
    assert any(cell.short for cell in cells)
    assert any(cell.exempt for cell in cells)
    assert any(row.cell is None for row in BY_RULE[programme, rule])


@pytest.mark.parametrize(
    ("programme", "rule"),
    [
        (programme.id, rule.id)
        for programme in ALL.values()
        for rule in programme.rules
        if rule.period.kind is PeriodKind.CAMPAIGN
    ],
)
def test_every_campaign_is_asked_about_in_and_out_of_its_season(programme, rule):
    begun = {row.cell.begun for row in BY_RULE[programme, rule] if row.cell}
    assert begun == {True, False}


def test_the_table_names_nothing_that_is_not_there():
    assert set(BY_RULE) == set(RULES)
    assert {row.who for row in ROWS} <= set(CADRES) | set(ORGANS)
    keys = [(row.rule, name, row.who, row.on) for row in ROWS for name in row.programmes]
    assert len(keys) == len(set(keys))
    assert all(row.why for row in ROWS)


def test_every_rule_of_the_law_is_somewhere_and_no_other():
    here = {rule for _, rule in RULES}
    here |= {one.id for programme in ALL.values() for one in programme.principles}
    assert set().union(*LAW.values()) == here
