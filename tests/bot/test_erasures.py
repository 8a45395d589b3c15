"""``erasures``: for who cannot come by WeChat, and the ledger kept apart from the backups."""

import json

import pytest
from sqlalchemy import select

from models.engine import open_engine
from models.erasure import Erasure
from tests.house import PERSONAS, peopled

PHONE = PERSONAS["许诺"].phone.removeprefix("+86")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_operator_exports_erases_and_keeps_the_ledger(
    run, new_database, database_kind, tmp_path
):
    url = new_database(database_kind, fill=peopled)
    file = tmp_path / "person.json"
    assert run(url, "erasures", "export", PHONE, file).exit_code == 0
    assert PHONE in file.read_text("utf-8")
    assert {"me", "contacts"} <= {
        one["key"] for one in json.loads(file.read_text("utf-8"))["parts"]
    }
    assert "删除" in run(url, "erasures", "ask", PHONE).stdout
    assert "已经申请过了" in run(url, "erasures", "ask", PHONE).stderr
    assert "什么都没有动" in run(url, "erasures", "keep", PHONE).stdout
    assert "没有这个号码" in run(url, "erasures", "ask", "13000000009").stderr
    run(url, "erasures", "ask", PHONE)
    ledger = tmp_path / "ledger.json"
    ledger.write_text(run(url, "erasures", "ledger").stdout, "utf-8")
    rows = json.loads(ledger.read_text("utf-8"))
    rows[-1]["done_at"] = rows[-1]["due_at"]
    ledger.write_text(json.dumps(rows), "utf-8")
    assert "又删除了 1 人" in run(url, "erasures", "apply", ledger).stdout
    assert "又删除了 0 人" in run(url, "erasures", "apply", ledger).stdout
    engine = open_engine(url)
    with engine.connect() as connection:
        assert len(connection.execute(select(Erasure.id)).all()) == 2
    engine.dispose()
    assert "没有这个号码" in run(url, "erasures", "ask", PHONE).stderr
