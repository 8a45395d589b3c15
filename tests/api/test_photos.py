"""Photos through the API: for whom they are, and gone when who added them says so."""

from sqlalchemy import select

from models.person import Person
from models.record import Record
from services import photos
from services.photos import Owner
from tests.api.conftest import OWN_PASSWORD
from tests.house import PERSONAS
from tests.services.test_photos import picture


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_a_photo_is_seen_by_few_and_removed_by_who_added_it(phone, mini):
    with mini.app.open_uow() as uow:
        cadre = uow.session.scalar(select(Person.id).where(Person.name == "王敏"))
        record = uow.session.scalar(select(Record.id).where(Record.cadre_id == cadre).limit(1))
        photo = photos.keep(uow, Owner.RECORD, record, cadre, picture())
    me, other = phone("王敏").password(), phone("林小溪").login()
    shown = me.ask("GET", f"/photos/{photo}")
    assert (shown.headers["Content-Type"], shown.content[:2]) == ("image/jpeg", b"\xff\xd8")
    mark = {"If-None-Match": shown.headers["ETag"]}
    assert me.ask("GET", f"/photos/{photo}", headers=mark).status_code == 304
    assert "private" in shown.headers["Cache-Control"]
    for method in ("GET", "DELETE"):
        refused(other.ask(method, f"/photos/{photo}"), 404, "no_such_photo")
    # By phone alone a cadre is a person like others.
    assert me.ask("DELETE", "/me/binding").status_code == 204
    me.login()
    for method in ("GET", "DELETE"):
        refused(me.ask(method, f"/photos/{photo}"), 404, "no_such_photo")
    proof = {"username": PERSONAS["王敏"].username, "password": OWN_PASSWORD}
    me.post("/session/password", proof)
    assert me.ask("DELETE", f"/photos/{photo}").status_code == 204
    for method in ("GET", "DELETE"):
        refused(me.ask(method, f"/photos/{photo}"), 404, "no_such_photo")
