"""Excel files of youths: checked, put right, written; the case-load as a file."""

from sqlalchemy import select

from handlers.api.sheets import XLSX
from models.audit import Audit
from tests.api.steps import refused, uploaded
from tests.services.workbooks import HEADS, cells, workbook


def test_a_file_of_youths_is_checked_put_right_and_written(mini, phone):
    cadre = phone("王敏").password()
    faulty = workbook(HEADS, ["陈一", 13900000101], ["陈二", 139], ["", "13900000103"])
    sent = uploaded(cadre, "/sheets/youths", faulty, fourteen="true").json()
    assert (sent["status"], sent["fault_count"], sent["working"]) == ("faulty", 2, False)
    path = f"/sheets/{sent['id']}"
    first = cadre.get(f"{path}/faults", limit=1)
    assert [one["row"] for one in first["items"]] == [3]
    rest = cadre.get(f"{path}/faults", after=first["next"])
    assert ([one["row"] for one in rest["items"]], rest["next"]) == ([4], None)
    assert refused(cadre, "POST", f"{path}/write") == (404, "sheet_gone")
    assert cadre.ask("DELETE", path).status_code == 204

    right = workbook(HEADS, ["陈一", 13900000101], ["陈二", 13900000102])
    sent = uploaded(cadre, "/sheets/youths", right, fourteen="true", name="我的.xlsx").json()
    path = f"/sheets/{sent['id']}"
    assert (sent["status"], sent["usable"], sent["name"]) == ("fine", 2, "我的.xlsx")
    written = cadre.post(f"{path}/write")
    assert (written["status"], written["counts"]["new"], bool(written["change_id"])) == (
        "done",
        2,
        True,
    )
    assert cadre.get(path)["status"] == "done"
    assert cadre.get("/sheets/youths")["items"][0]["id"] == sent["id"]
    other = phone("赵强").password()
    assert refused(other, "GET", path) == (404, "sheet_gone")
    large = uploaded(cadre, "/sheets/youths", b"x" * (5 * 2**20 + 1), fourteen="true")
    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    unsaid = uploaded(cadre, "/sheets/youths", right)
    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "invalid")
    assert refused(phone("周一帆").login(), "GET", "/sheets/youths") == (403, "not_a_cadre")
    template = cadre.ask("GET", "/sheets/youths/template")
    assert template.headers["Content-Type"] == XLSX
    assert [str(one) for one in cells(template.content)[0]] == HEADS
    faulty = workbook(HEADS, ["陈一", 13900000101], ["陈二", 139])
    path = f"/sheets/{uploaded(cadre, '/sheets/youths', faulty, fourteen='true').json()['id']}"
    mend = cadre.ask("GET", f"{path}/faults.xlsx")
    assert [row[0] for row in cells(mend.content)[1:]] == ["陈二"]
    export = cadre.ask("GET", "/sheets/youths/export", params={"numbers": "true"})
    assert export.status_code == 200, export.text
    assert "林小溪" in str(cells(export.content))
    with mini.app.open_uow() as uow:
        noted = uow.session.scalars(select(Audit).where(Audit.deed == "exported")).one()
        assert noted.data["numbers"]
    assert refused(cadre, "GET", f"{path}/logins.xlsx") == (404, "sheet_gone")
