"""首页 and what its figures lead to: today's things, figures by rule and by place, lists, records."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, event, insert, select, update

from domain.permissions import AdminRole
from domain.sweeping import GRADES
from models.cadre import Appointment
from models.organisation import Below, Organisation
from models.person import Person
from models.problem import Problem
from models.rating import Rating
from models.record import Record, RecordYouth
from models.standing import StandingRow
from models.ticket import Duty, Ticket
from models.wish import Wish
from services import (
    console_figures,
    console_records,
    console_short,
    quotas,
    standing,
    standing_weeks,
    tally,
)
from services.console_short import Asked
from services.switches import turn
from tests.admin.console import CITY, COUNTY, NEIGHBOUR

RULE = {"rule": "contacts", "programme": "guangyuan-2017"}


def test_what_waits_today_is_what_one_may_do(house):
    leader = house.browser().text("")
    assert "今天要办的" in leader
    assert "微心愿待审核" in leader
    assert "一次性密码还没用" in leader
    reader = house.browser(AdminRole.AUDITOR).text("")
    assert "今天没有等着你的事" in reader
    assert "一次性密码" not in house.browser(AdminRole.OPERATOR).text("")
    place = house.places[COUNTY]
    with house.open_uow() as uow:
        uow.session.execute(update(Wish).where(Wish.status == "pending").values(status="removed"))
        uow.session.execute(
            update(Ticket)
            .where(Ticket.organ_id == place)
            .values(due_at=house.now, status="waiting")
        )
    house.now += timedelta(minutes=1)
    page = house.browser().text("")
    assert "微心愿待审核" not in page
    assert "诉求超时了" in page
    assert f"tickets?tab=overdue&amp;in={place}" in page
    turn_off(house, "login_figures", place)
    quiet = re.search(
        r'h-todo__number">([^<]*)</span><span><strong>一次性密码', house.browser().text("")
    )
    assert quiet is not None
    assert quiet[1] == "·", "a figure of logins is not told where that is off"


def turn_off(house, name, place):
    house.do(turn, place, name, False, by_name="李老师", reason="按 12 号文件")


@pytest.mark.both
def test_figures_are_those_of_each_one_judged(house):
    """Hold the sums against the engine, over all cadres and organs of the city."""
    with house.open_uow(read_only=True) as uow:
        place = house.places[CITY]
        found = tally.roll(tally.count(uow, uow.today, place), tally.units(uow, place))
        under = dict(
            uow.session.execute(
                select(Below.descendant_id, Below.ancestor_id)
                .join(Organisation, Organisation.id == Below.ancestor_id)
                .where(Organisation.parent_id == place)
            ).all()
        )
        ours = set(under) | {place}
        stands = [
            stand
            for stand in quotas.of_cadres(uow, uow.today) + quotas.of_organs(uow, uow.today)
            if stand.organisation_id in ours
        ]
        expected = {}
        for stand in stands:
            for s in (s for s in stand.standings if s.begun):
                for unit in {place, under.get(stand.organisation_id, place)}:
                    key = (unit, stand.subject, s.rule.id)
                    whole, part, exempt = expected.get(key, (0, 0, 0))
                    met = s.bound and s.met
                    expected[key] = (whole + s.bound, part + met, exempt + (not s.bound))
        got = {
            (unit, line.subject, line.rule): (f.whole, f.part, f.exempt)
            for unit, lines in found.items()
            for line, f in lines.items()
            if line.subject in GRADES
        }
    assert got == expected
    assert len({unit for unit, *_ in got}) > 2


def test_every_figure_leads_to_its_list(house):
    page = house.browser(AdminRole.SUPER, CITY).text("")
    links = re.findall(r'href="/console/(standing\?[^"]*)"', page)
    assert len(links) > 10
    browser = house.browser(AdminRole.SUPER, CITY)
    for link in dict.fromkeys(links):
        answer = browser.client.get("/console/" + link.replace("&amp;", "&"))
        assert answer.status_code == 200, link
    county = house.places[COUNTY]
    assert f"in={county}" in page
    assert "共青团临溪县委" in browser.text("", **{"in": county})
    assert house.browser().get("", **{"in": house.places[NEIGHBOUR]}).status_code == 404
    assert house.browser().get("", **{"in": house.places[CITY]}).status_code == 404


def test_who_is_short_page_by_page_and_why(house):
    browser = house.browser(AdminRole.SUPER, CITY)
    place, short = house.places[CITY], {}
    with house.open_uow(read_only=True) as uow:
        programme = uow.means.programmes[RULE["programme"]]
        for rule in programme.rules:
            asked = Asked(place, "cadre", programme, rule, uow.today)
            found = {
                state: [one.id for one in console_short.found(uow, asked, state).rows]
                for state in console_short.STATES
            }
            short[rule.id], after = found["short"], 0
            paged = []
            while page := console_short.found(uow, asked, "short", after=after, most=1):
                paged += [one.id for one in page.rows]
                after = page.after
                if not after:
                    break
            assert paged == sorted(found["short"])
            assert not set(found["short"]) & set(found["met"])
    assert sum(map(len, short.values())) > 3
    rule, (cadre, *_) = max(short.items(), key=lambda one: len(one[1]))
    with house.open_uow() as uow:
        uow.session.execute(
            update(Person).where(Person.id == cadre).values(name="<script>alert(1)</script>")
        )
    shown = browser.text("standing", rule=rule, programme=RULE["programme"])
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    one = browser.text(f"standing/cadre/{cadre}", rule=rule)
    assert "这个数字" in one
    assert "依据" in one
    assert "用的方案" in one
    other = next(
        row.cadre_id
        for row in house.rows(
            select(Appointment.cadre_id).where(
                Appointment.organisation_id == house.places[NEIGHBOUR]
            )
        )
    )
    county = house.browser()
    assert county.get(f"standing/cadre/{other}", rule="contacts").status_code == 404
    assert county.get(f"standing/organ/{house.places[CITY]}", rule="contacts").status_code == 404
    assert county.get("standing", rule="nonsense", programme="none").status_code == 404
    assert county.get("standing", **RULE, period="2026Q3", state="exempt").status_code == 200
    assert "五个一" in county.text(f"standing/organ/{house.places[COUNTY]}", rule="five-ones-organ")


@pytest.mark.both
def test_records_by_week_and_the_list_of_a_week(house):
    place = house.places[COUNTY]
    with house.open_uow(read_only=True) as uow:
        weeks = console_records.weekly(uow, place)
        counted = 0
        for week in weeks:
            rows, more = console_records.happened(
                uow, place, week.first_day, week.last_day, most=500
            )
            assert not more
            assert len(rows) == week.number
            counted += len(rows)
        top = uow.session.scalars(
            select(Organisation.id).where(Organisation.parent_id.is_(None))
        ).one()
        everywhere = sum(week.number for week in console_records.weekly(uow, top))
        living = select(Record.id).where(
            Record.undone_at.is_(None), Record.happened_at >= house.now - timedelta(days=370)
        )
        in_year = len(uow.session.scalars(living).all())
    assert weeks[-1].first_day == date(2026, 11, 23)
    assert len(weeks) == 53
    assert 20 < counted < everywhere <= in_year


def the_list_of_records_by_pages_and_kind(house):
    browser = house.browser(AdminRole.SUPER, CITY)
    page = browser.text("records", since="2026-01-01", until="2026-11-23")
    more = re.search(r'href="([^"]*after=\d+)" data-next', page)
    assert more is not None
    again = browser.client.get(more[1].replace("&amp;", "&")).text
    assert "回第一页" in again
    assert "志愿服务" in browser.text("records", since="2026-01-01", kind="volunteering")
    assert browser.get("records", since="nonsense", until="9999-99-99").status_code == 200
    assert house.browser().get("records", **{"in": house.places[NEIGHBOUR]}).status_code == 404


def test_a_large_place_is_counted_at_night_and_says_when(house, monkeypatch):
    monkeypatch.setattr(standing, "LARGE", 3)
    browser = house.browser(AdminRole.SUPER, CITY)
    assert "每天凌晨数一次,明天早上来看" in browser.text("")
    assert house.do(standing.settle) > 10
    house.now += timedelta(hours=1)
    page = browser.text("")
    assert "2026-11-23 10:00 统计" in page
    live = house.do(lambda uow: _live(uow, house.places[CITY]))
    kept = house.do(lambda uow: standing.of(uow, house.places[CITY], uow.today))
    assert not kept.live
    for unit, lines in live.items():
        assert {k: v for k, v in kept.figures[unit].items() if v.whole or v.exempt} == {
            k: v for k, v in lines.items() if v.whole or v.exempt
        }
    house.do(standing.settle)
    assert house.rows(select(StandingRow.counted_at).distinct()) == [(house.now,)]


@pytest.mark.both
def test_the_weeks_of_a_large_place_are_kept_and_only_what_changed_is_written(house, monkeypatch):
    place = house.places[CITY]
    live = house.do(lambda uow: console_records.weekly(uow, place))
    assert sum(week.number for week in live) > 20
    monkeypatch.setattr(standing, "LARGE", 3)
    assert (
        sum(week.number for week in house.do(lambda uow: console_records.weekly(uow, place))) == 0
    )
    assert house.do(standing_weeks.settle) > 50
    assert house.do(lambda uow: console_records.weekly(uow, place)) == live
    assert house.do(standing_weeks.settle) == 0
    newest = house.one(
        select(Record.id)
        .join(Appointment, Appointment.cadre_id == Record.cadre_id)
        .where(Appointment.organisation_id == house.places[COUNTY], Record.undone_at.is_(None))
        .order_by(Record.happened_at.desc(), Record.id.desc())
    )
    with house.open_uow() as uow:
        uow.session.execute(update(Record).where(Record.id == newest).values(undone_at=house.now))
    above = len(house.rows(select(Below.ancestor_id).where(Below.descendant_id == place)))
    changed = house.do(standing_weeks.settle)
    assert 1 <= changed <= above + 1  # of one kind, in one week, once for each large one above
    kept = house.do(lambda uow: console_records.weekly(uow, place))
    assert sum(week.number for week in kept) == sum(week.number for week in live) - 1


def _live(uow, place):
    return tally.roll(tally.count(uow, uow.today, place), tally.units(uow, place))


def what_youths_think_is_hidden_below_five_votes(house):
    place = house.places[COUNTY]
    cadre = house.one(select(Appointment.cadre_id).where(Appointment.organisation_id == place))
    people = house.rows(select(Person.id).limit(5))
    with house.open_uow() as uow:
        uow.session.execute(delete(Rating))
        for n, (person,) in enumerate(people, 1):
            row = {"cadre_id": cadre, "person_id": person, "occasion": "ticket", "stars": 4}
            row |= {"occasion_id": n, "at": house.now, "status": "counted"}
            uow.session.execute(insert(Rating).values(**row, round=date(2026, 11, 1)))
    assert "约 4 颗星" in house.browser().text("")
    with house.open_uow() as uow:
        uow.session.execute(delete(Rating).where(Rating.occasion_id == 1))
    assert "不到 5 票" in house.browser().text("")


def a_quarter_that_is_over(house):
    page = house.browser().text("", period="2026Q3")
    assert "2026 年第三季度,数到 2026-09-30" in page
    assert "period=2026Q3" in page
    assert console_figures.period(date(2026, 11, 23), "1999Q1").key == "2026Q4"


def as_many_questions_for_many_as_for_few(house):
    sent = []
    event.listen(house.engine, "before_cursor_execute", lambda *_: sent.append(1))

    def asked(path, **query):
        sent.clear()
        assert browser.get(path, **query).status_code == 200
        return len(sent)

    browser = house.browser(AdminRole.SUPER, CITY)
    few = asked("records", since="2026-11-20", until="2026-11-23")
    assert asked("records", since="2026-01-01", until="2026-11-23") == few
    assert asked("standing", **RULE) <= 15
    assert asked("") <= asked("", **{"in": house.places[COUNTY]}) + 8


def the_quarter_s_materials(house):
    browser = house.browser(AdminRole.SUPER, CITY)
    page = browser.text("materials", period="2026Q3")
    link = re.search(r'href="/console/(materials/\d+[^"]*)"', page)
    if link:
        paper = browser.client.get("/console/" + link[1].replace("&amp;", "&")).text
        assert "完成情况统计" in paper
        assert house.browser(AdminRole.ORGAN, NEIGHBOUR).get(link[1].split("?")[0]).status_code in {
            404,
            200,
        }
    assert "本级" in house.browser().text("materials")
    refused = house.browser(AdminRole.SUPER, CITY).post("materials/nudge/999999")
    assert refused.status_code in {404, 422}
    assert house.browser(AdminRole.AUDITOR).post("materials/nudge/1").status_code == 403


def confirmed_by_youths_is_two_way(house):
    place = house.places[COUNTY]
    line = tally.Line(tally.LOAD, "", tally.CONFIRMED)
    before = house.do(_live, place)[place][line]
    with house.open_uow() as uow:
        uow.session.execute(update(RecordYouth).values(confirmed_at=house.now))
    after = house.do(_live, place)[place]
    assert after[line].part >= before.part
    assert after[line].part == after[tally.Line(tally.LOAD, "", tally.REACHED)].part


def who_is_on_duty(house):
    browser, place = house.browser(), house.places[COUNTY]
    page = browser.text("duty")
    assert "现在会找" in page or "没有人会被叫到" in page
    cadre = re.search(r'name="cadre">\s*<option value="(\d+)"', page)[1]
    assert "今天在班" in browser.does("duty", cadre=cadre, **{"in": place})
    there = house.rows(select(Duty.id, Duty.organ_id))[-1]
    assert there.organ_id == place
    assert house.browser(AdminRole.OPERATOR).post("duty", cadre=cadre).status_code == 403
    other = house.browser(AdminRole.ORGAN, NEIGHBOUR)
    assert other.post(f"duty/{there.id}/remove").status_code == 422
    assert other.post("duty", cadre=cadre).status_code == 422, "of another county"
    assert other.post("duty", cadre=cadre, **{"in": place}).status_code == 404
    assert browser.post("duty", cadre=cadre, first="2026-13-01").status_code == 422
    browser.does(f"duty/{there.id}/remove", **{"in": place})
    assert house.one(select(Duty.id).where(Duty.id == there.id)) is None


def a_problem_handed_up_is_answered(house):
    browser, place = house.browser(AdminRole.SUPER, CITY), house.places[CITY]
    number, title = house.rows(
        select(Problem.id, Problem.title).where(
            Problem.handed_to == place, Problem.status == "handed"
        )
    )[0]
    assert title in browser.text("problems")
    assert house.browser().text(f"problems/{number}")
    assert house.browser(AdminRole.ORGAN, NEIGHBOUR).get(f"problems/{number}").status_code == 404
    no = browser.post(f"problems/{number}/answer", answer="")
    assert no.status_code == 422
    form = {"answer": "住建局说好了,下周一退。", "in": place}
    assert "答复好了" in browser.does(f"problems/{number}/answer", **form)
    assert house.one(select(Problem.status).where(Problem.id == number)) == "answered"
    assert house.browser(AdminRole.AUDITOR).post(f"problems/{number}/answer").status_code == 403


def a_line_is_handed_up_and_taken_back(house):
    browser, place = house.browser(), house.places[COUNTY]
    number = house.one(
        select(Problem.id).where(Problem.organ_id == place, Problem.status == "draft")
    )
    page = browser.does("problems/hand", problem=[str(number)], **{"in": place})
    assert "1 条交给" in page
    browser.does(f"problems/{number}/back", **{"in": place})
    assert house.one(select(Problem.status).where(Problem.id == number)) == "draft"
    assert browser.post("problems/hand").status_code == 422


def organs_without_a_leader(house):
    with house.open_uow() as uow:
        uow.session.execute(update(Appointment).values(leads=False))
    assert "单位没有负责人" in house.browser().text("")
    page = house.browser().text("vacant")
    assert f"organisations/{house.places[COUNTY]}" in page
    assert f"organisations/{house.places[NEIGHBOUR]}" not in page


def test_what_an_organ_sees_to_itself(house):
    who_is_on_duty(house)
    a_problem_handed_up_is_answered(house)
    a_line_is_handed_up_and_taken_back(house)
    organs_without_a_leader(house)


def test_pages_that_only_tell(house):
    the_list_of_records_by_pages_and_kind(house)
    a_quarter_that_is_over(house)
    as_many_questions_for_many_as_for_few(house)
    the_quarter_s_materials(house)
    confirmed_by_youths_is_two_way(house)
    what_youths_think_is_hidden_below_five_votes(house)
