"""一览表: the cadres of an organ, one-time passwords, and the form in and out."""

from handlers.api.sheets import XLSX
from tests.api.steps import pages, refused, uploaded
from tests.services.workbooks import ROSTER, cells, workbook


def test_the_roster_is_read_and_a_form_is_written(phone):
    leader = phone("李向阳").password()
    size = leader.get("/roster/size")
    lines = pages(leader, "/roster", 20)
    assert len(lines) == len({one["id"] for one in lines}) == size["total"] > 2
    assert "王敏" in [one["name"] for one in lines]
    assert all("*" in one["phone"] for one in lines if one["phone"])
    new = ["1", "洪新", size["unit"], "书记", "13900000777", "", "", "", ""]
    form = workbook(["走支部连百心情况一览表"], ROSTER, new)
    made = uploaded(leader, "/roster/sheets", form, type="fulltime", name="一览.xlsx")
    assert made.status_code == 201, made.text
    sheet = made.json()
    assert (sheet["kind"], sheet["status"], sheet["name"]) == ("roster", "fine", "一览.xlsx")
    path = f"/sheets/{sheet['id']}"
    written = leader.post(f"{path}/write")
    assert (written["status"], written["counts"]["new"]) == ("done", 1)
    (login,) = leader.post(f"{path}/logins")["logins"]
    assert login["name"] == "洪新"
    forgotten = leader.ask("DELETE", f"{path}/logins").json()
    assert forgotten["logins_until"] is None
    assert refused(leader, "POST", f"{path}/logins") == (404, "sheet_gone")
    assert leader.get("/roster/sheets")["items"][0]["id"] == sheet["id"]

    waiting = [one for one in leader.get("/roster", limit=100)["items"] if one["waiting"]]
    hong = next(one["id"] for one in waiting if one["name"] == "洪新")
    again = leader.post(f"/roster/{hong}/login")
    assert again["username"] == login["username"]
    assert again["password"] != login["password"]
    assert refused(leader, "POST", "/roster/999999/login") == (404, "login_not_waiting")
    bad = uploaded(leader, "/roster/sheets", b"no sheet", type="fulltime")
    assert (bad.status_code, bad.json()["code"]) == (409, "bad_sheet")
    cadre = phone("王敏").password()
    for method, where in (
        ("GET", "/roster"),
        ("GET", "/roster/export"),
        ("POST", f"/roster/{hong}/login"),
    ):
        assert refused(cadre, method, where) == (403, "leaders_only")
    template = leader.ask("GET", "/roster/template")
    assert template.headers["Content-Type"] == XLSX
    assert len(cells(template.content)) >= 3
    export = leader.ask("GET", "/roster/export")
    assert export.status_code == 200, export.text
    assert "王敏" in str(cells(export.content))
