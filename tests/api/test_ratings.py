"""Ratings through the API: who may, what a cadre hears of them, and another look at words."""

from datetime import date, timedelta

from sqlalchemy import insert, select

from models.person import Person
from models.rating import Rating


def refused(phone, method, path, body=None):
    answer = phone.ask(method, path, body)
    return answer.status_code, answer.json()["code"]


def voted(house, cadre, many):
    """Let so many people have said how it was, and be heard."""
    with house.app.open_uow() as uow:
        about = uow.session.scalar(select(Person.id).where(Person.name == cadre))
        people = uow.session.scalars(select(Person.id).where(Person.id != about).limit(many)).all()
        told = {"cadre_id": about, "occasion": "record", "status": "counted", "decision": ""}
        told |= {"round": date(2026, 11, 1), "at": uow.now - timedelta(days=30), "stars": 4}
        rows = [
            {**told, "person_id": one, "occasion_id": n, "words": f"话{n}"}
            for n, one in enumerate(people, 1)
        ]
        uow.session.execute(insert(Rating), rows)


def test_who_was_helped_says_how_it_was_and_nobody_hears_who(phone, mini):
    me, boss = phone("林小溪").login(), phone("李向阳").password()
    asked = me.post("/tickets", {"text": "图书馆几点关门", "sort": "voice"})["ticket"]["id"]
    one = f"/ratings/ticket/{asked}"
    assert refused(me, "PUT", one, {"stars": 5}) == (404, "rating_not_involved")
    boss.post(f"/tickets/{asked}/answer", {"text": "晚上九点"})
    met = me.get("/ratings")["items"][0]
    assert (met["occasion"], met["id"], met["cadre"]) == ("ticket", asked, "李向阳")
    assert me.get(one)["stars"] is None
    assert refused(me, "PUT", one, {"stars": 6})[0] == 422
    assert refused(me, "PUT", "/ratings/nothing/1", {"stars": 5}) == (404, "rating_not_involved")
    first = me.ask("PUT", one, {"stars": 4, "words": "回得快"}).json()
    assert (first["before"], first["held"]) == (False, True)
    assert me.ask("PUT", one, {"stars": 5, "words": "回得很快"}).json()["before"] is True
    said = me.get("/ratings/mine")["items"][0]
    assert (said["stars"], said["words"], said["open"]) == (5, "回得很快", True)
    assert me.get("/ratings")["items"] == []

    # Words of distress are no opinion of a cadre.
    crying = me.ask("PUT", one, {"stars": 5, "words": "我不想活了"})
    assert crying.headers["X-Care"]
    assert crying.json()["words"] == ""

    cadre = phone("赵强").password()
    assert cadre.get("/ratings/heard")["total"] is None
    assert refused(me, "GET", "/ratings/heard")[0] == 403
    voted(mini, "赵强", 5)
    heard = cadre.get("/ratings/heard")
    assert heard["total"] == {"votes": 5, "stars": 4.0, "text": "约 4 颗星"}
    assert set(heard["words"][0]) == {"mark", "text", "status"}
    mark = heard["words"][0]["mark"]
    assert refused(cadre, "POST", "/ratings/heard/appeal", {"mark": "ab", "why": "没有这事"}) == (
        404,
        "rating_not_shown",
    )
    appealed = cadre.post("/ratings/heard/appeal", {"mark": mark, "why": "没有这回事"})
    assert appealed["to"] == boss.get("/problems/desk")["above"] or appealed["to"]
    waiting = boss.get("/ratings/above")["items"]
    assert [row["mark"] for row in waiting] == [mark]
    assert waiting[0]["cadre"] == "赵强"
    assert boss.get("/ratings/below")["items"][0]["figure"]["votes"] == 5
    decision = {"mark": mark, "keep": False, "why": "查过,没有这回事"}
    assert refused(cadre, "POST", "/ratings/above/decision", decision)[0] == 403
    assert boss.post("/ratings/above/decision", decision) == {"cadre": "赵强"}
    assert refused(boss, "POST", "/ratings/above/decision", decision) == (
        404,
        "rating_not_appealed",
    )
    assert cadre.get("/ratings/heard")["withdrawn"] is True
