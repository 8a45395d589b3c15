"""Topics and works through the API: who only has the mini-program reads and answers them, too."""

from sqlalchemy import update

from domain.proofs import Proof
from models.mini import MiniUser
from tests.services.test_photos import picture

TALK = {"title": "周末去哪儿", "text": "说说你的想法", "everybody": True}


def refused(phone, method, path, body=None):
    answer = phone.ask(method, path, body)
    return answer.status_code, answer.json()["code"]


def test_one_is_started_read_answered_and_looked_after(phone, mini):
    me, cadre = phone("许诺").login(), phone("王敏").password()
    asked = cadre.get("/topics/audience")
    assert asked["size"] >= asked["here"] >= 1
    assert refused(cadre, "POST", "/topics", {**TALK, "everybody": False}) == (409, "topic_nobody")
    assert refused(me, "POST", "/topics", TALK)[0] == 403
    started = cadre.post("/topics", TALK)
    topic, one = started["topic"], f"/topics/{started['topic']['id']}"
    assert "小程序" in started["said"]
    assert (topic["mine"], topic["sort"], topic["readers"]) == (True, "talk", asked["here"])
    assert cadre.get("/topics", tab="mine")["items"][0]["title"] == "周末去哪儿"
    assert refused(me, "GET", "/topics?tab=mine")[0] == 403

    line = me.get("/topics", limit=1)["items"][0]
    assert (line["id"], line["by"], line["opened"]) == (topic["id"], "王敏", False)
    me.post(f"{one}/opened")
    assert cadre.get(one)["opened"] == 1
    said = me.post(f"{one}/answers", {"text": "去爬山"})
    assert (said["answer"]["who"], said["answer"]["status"]) == ("我", "held")
    assert "自动" in said["said"]
    mini.app.texts.work()
    held = me.post(f"{one}/answers", {"text": "加我 13800001111"})["answer"]
    assert (held["status"], held["reason"]) == ("held", "里面有号码")
    answers = cadre.get(f"{one}/answers", limit=1)
    assert (answers["items"][0]["who"], answers["items"][0]["id"]) == ("许诺", held["id"])
    older = cadre.get(f"{one}/answers", after=answers["next"])
    assert [row["text"] for row in older["items"]] == ["去爬山"]
    assert cadre.post(f"/topic-answers/{held['id']}/show")["status"] == "shown"
    hidden = cadre.post(f"/topic-answers/{held['id']}/hide", {"reason": "留了号码"})
    assert (hidden["status"], hidden["reason"]) == ("removed", "留了号码")
    assert me.get(f"{one}/answers")["items"][0]["reason"] == "留了号码"
    assert refused(cadre, "DELETE", f"/topic-answers/{held['id']}") == (404, "no_such_answer")
    assert me.ask("DELETE", f"/topic-answers/{held['id']}").status_code == 204

    # A cadre of another case-load sees nothing; one of the same youth's, who was not meant, too.
    other = phone("赵强").password()
    assert refused(other, "GET", one) == (404, "no_such_topic")
    assert refused(other, "POST", f"{one}/close") == (404, "no_such_topic")
    friend = phone("林小溪").login()
    assert friend.get(f"{one}/answers")["items"][0]["who"] == "许同学"
    mine = said["answer"]["id"]
    assert friend.post(f"/topic-answers/{mine}/report") == {"held": False}
    assert cadre.get(f"{one}/answers")["items"][0]["reports"] == 1

    sent = {"Authorization": f"Bearer {cadre.token}", "Idempotency-Key": "a-picture-1"}
    sent["Content-Type"] = "image/jpeg"
    shown = cadre.http.post(f"{cadre.root}{one}/photos", data=picture(), headers=sent, timeout=60)
    assert len(shown.json()["photos"]) == 1
    shares_a_picture_alone(cadre, sent)
    assert cadre.post(f"{one}/close")["status"] == "closed"
    assert refused(me, "POST", f"{one}/answers", {"text": "晚了"}) == (409, "topic_closed")
    assert cadre.post(f"{one}/reopen")["status"] == "open"


def shares_a_picture_alone(cadre, sent):
    """Its title and whom it is for stand behind the question mark."""
    where, how = f"{cadre.root}/topics/picture", {"headers": sent, "timeout": 60}
    asked = {"title": "河边的日出", "everybody": "true"}
    sent["Idempotency-Key"] = "a-picture-2"
    alone = cadre.http.post(where, params=asked, data=picture(), **how)
    assert alone.status_code == 201, alone.text
    topic = alone.json()["topic"]
    assert (topic["sort"], topic["text"], len(topic["photos"])) == ("work", "", 1)
    for n, (body, code) in enumerate(((b"", "topic_empty"), (b"no picture", "not_a_photo"))):
        sent["Idempotency-Key"] = f"no-picture-{n}"
        no = cadre.http.post(where, params=asked, data=body, **how)
        assert (no.status_code, no.json()["code"]) == (409, code), no.text


def test_a_leader_reads_what_is_shared_below_and_takes_it_down(phone, mini):
    me, cadre = phone("许诺").login(), phone("王敏").password()
    topic = cadre.post("/topics", TALK)["topic"]
    one = f"/topics/{topic['id']}"
    me.post(f"{one}/answers", {"text": "去爬山"})
    mini.app.texts.work()
    boss = phone("李向阳").password()
    assert topic["id"] in [row["id"] for row in boss.get("/topics", tab="below")["items"]]
    assert boss.get(f"{one}/above")["title"] == "周末去哪儿"
    assert boss.get(f"{one}/answers/above")["items"][0]["who"] == "许同学"
    assert refused(me, "GET", f"{one}/above")[0] == 403
    assert refused(boss, "POST", f"{one}/take-down", {"reason": " "}) == (409, "topic_reason")
    boss.post(f"{one}/take-down", {"reason": "先不聊这个"})
    assert refused(me, "GET", one) == (404, "no_such_topic")
    work = {"title": "一首歌", "sort": "work", "link": "https://music.example.com/1"}
    shared = cadre.post("/topics", {**work, "everybody": True})["topic"]
    assert shared["host"] == "music.example.com"
    cadre.post(f"/topics/{shared['id']}/withdraw")
    assert refused(me, "GET", f"/topics/{shared['id']}") == (404, "no_such_topic")

    # Who came into the chat by password, and here has only shown a number, is no cadre here.
    known = phone("赵强").password()
    mine = known.post("/topics", TALK)["topic"]
    assert known.get(f"/topics/{mine['id']}")["mine"] is True
    with mini.app.open_uow() as uow:
        uow.session.execute(update(MiniUser).values(proof=Proof.PHONE))
    assert refused(known, "GET", f"/topics/{mine['id']}") == (404, "no_such_topic")
