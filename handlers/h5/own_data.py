"""我的数据: what is stored about the visitor, as a file, to be corrected, and to be deleted."""

import io
import json
from typing import Final

from flask import Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from domain.delivery import Kind
from domain.erasing import Scope
from domain.errors import Refusal
from handlers.h5.desk import Pages, Role, Visit
from handlers.h5.pages import typed
from services import erasing, own_data_chapters, own_data_mend

_FILE: Final = "我的数据"


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _reading(pages)
    _correcting(pages)
    _phone(pages)
    _letters(pages)
    _deleting(pages)


def _reading(pages: Pages) -> None:
    @pages.get("/me/data", Role.PERSON)
    def own_data(visit: Visit, **_: object) -> ResponseReturnValue:
        who = visit.who
        parts = own_data_chapters.parts(visit.uow, who.id, who.openid)
        return visit.page(
            "own_data/all",
            me={line.what: line.about for line in parts[0].lines[:4]},
            parts=parts,
            waiting=erasing.waiting(visit.uow, who.id),
            letters=[o.title for o in _wanted(visit) if not o.on],
        )

    @pages.get("/me/data/part/<string(maxlength=12):key>", Role.PERSON)
    def own_data_part(visit: Visit, key: str) -> ResponseReturnValue:
        who = visit.who
        part = own_data_chapters.part_of(visit.uow, who.id, who.openid, key)
        return visit.page("own_data/part", part=part)

    @pages.post("/me/data/export", Role.PERSON, again=own_data)
    def own_data_export(visit: Visit) -> ResponseReturnValue:
        uow, who = visit.uow, visit.who
        found = own_data_chapters.export(uow, who.id, who.openid)
        if typed("as") == "json":
            said = json.dumps(own_data_chapters.as_json(uow, found), ensure_ascii=False, indent=1)
            return _file(said, "application/json", f"{uow.today:%Y%m%d}.json")
        said = render_template("h5/own_data/file.html", parts=found, today=uow.today, who=who)
        return _file(said, "text/html", f"{uow.today:%Y%m%d}.html")


def _file(said: str, mime: str, name: str) -> Response:
    data = io.BytesIO(said.encode())
    return send_file(data, mime, as_attachment=True, download_name=f"{_FILE}{name}")


def _correcting(pages: Pages) -> None:
    @pages.get("/me/data/correct", Role.PERSON)
    def own_data_correct(visit: Visit) -> ResponseReturnValue:
        name, born = own_data_mend.stands(visit.uow, visit.who.id)
        return visit.page("own_data/correct", called=name, born=born)

    @pages.post("/me/data/correct", Role.PERSON, again=own_data_correct)
    def own_data_corrected(visit: Visit) -> ResponseReturnValue:
        changed = own_data_mend.correct(
            visit.uow, visit.who.id, name=typed("name"), born=typed("born")
        )
        said = f"改好了:{'、'.join(changed)}。" if changed else "和原来一样,没有动。"
        return visit.done(said, "h5.own_data")


def _phone(pages: Pages) -> None:
    @pages.get("/me/data/phone", Role.PERSON)
    def own_data_phone(visit: Visit) -> ResponseReturnValue:
        return visit.page("own_data/phone")

    @pages.post("/me/data/phone", Role.PERSON, again=own_data_phone)
    def own_data_send(visit: Visit) -> ResponseReturnValue:
        sent = own_data_mend.send_code(visit.uow, visit.who.id, visit.who.openid, typed("phone"))
        said = f"验证码发到 {sent.masked} 了。"
        return visit.done(said, "h5.own_data_code", to=sent.sealed)

    @pages.get("/me/data/phone/code", Role.PERSON)
    def own_data_code(visit: Visit) -> ResponseReturnValue:
        sealed = typed("to") or request.args.get("to", "")
        shown = own_data_mend.masked(visit.uow, visit.who.openid, sealed)
        return visit.page("own_data/code", sealed=sealed, shown=shown)

    @pages.post("/me/data/phone/code", Role.PERSON, again=own_data_code)
    def own_data_prove(visit: Visit) -> ResponseReturnValue:
        judged = own_data_mend.change_phone(
            visit.uow, visit.who.id, visit.who.openid, typed("to"), typed("code")
        )
        if isinstance(judged, Refusal):  # the try stays counted
            visit.wrong = str(judged)
            return own_data_code(visit)
        return visit.done(f"换好了,现在是 {judged}。", "h5.own_data")


def _wanted(visit: Visit) -> list[own_data_mend.Wanted]:
    return own_data_mend.letters(visit.uow, visit.who.id, is_cadre=visit.who.is_cadre)


def _letters(pages: Pages) -> None:
    @pages.get("/me/data/letters", Role.PERSON)
    def own_data_letters(visit: Visit) -> ResponseReturnValue:
        return visit.page("own_data/letters", wanted=_wanted(visit))

    @pages.post("/me/data/letters", Role.PERSON, again=own_data_letters)
    def own_data_want(visit: Visit) -> ResponseReturnValue:
        chosen = [kind for kind in request.form.getlist("kind") if kind in set(Kind)]
        own_data_mend.want(visit.uow, visit.who.id, chosen, is_cadre=visit.who.is_cadre)
        return visit.done("记下了,马上生效。", "h5.own_data")


def _deleting(pages: Pages) -> None:
    @pages.get("/me/data/delete", Role.PERSON)
    def own_data_delete(visit: Visit) -> ResponseReturnValue:
        scope = erasing.scope_of(visit.uow, visit.who.id)
        waiting = erasing.waiting(visit.uow, visit.who.id)
        return visit.page("own_data/delete", whole=scope is Scope.ALL, waiting=waiting)

    @pages.post("/me/data/delete", Role.PERSON, again=own_data_delete)
    def own_data_erase(visit: Visit) -> ResponseReturnValue:
        waiting = erasing.ask(visit.uow, visit.who.id)
        back = url_for("h5.own_data_keep")
        said = f"收到。{waiting.when} 删除,到时不再通知你;在那之前随时可以不删。"
        return visit.done(said, "h5.own_data", undo=back, label="不删了")

    @pages.post("/me/data/keep", Role.PERSON, again=own_data_delete)
    def own_data_keep(visit: Visit) -> ResponseReturnValue:
        erasing.take_back(visit.uow, visit.who.id)
        return visit.done("好,不删了,什么都没有动。", "h5.own_data")
