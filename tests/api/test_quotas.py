"""进度: each number with its reasons, and what would fill it."""

import pytest


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.fixture
def me(phone):
    return phone("赵强").password()


def test_a_number_is_explained_by_its_records(me, phone):
    a_record_moves_the_number_and_undoing_it_moves_it_back(me)
    a_leader_sees_the_organ_as_well(phone)
    found = me.get("/quotas", limit=100)["items"]
    assert {one["subject"] for one in found} == {"cadre"}
    order = [one["state"] for one in found]
    assert order == sorted(order, key=["owed", "met", "excused", "coming"].index)
    owed = me.get("/quotas", state="owed")["items"]
    assert owed == [one for one in found if one["state"] == "owed"]
    assert all(one["missing"] == one["target"] - one["count"] > 0 for one in owed)
    assert all(one["reason"] for one in found if one["state"] == "excused")

    for one in found:
        told = me.get(f"/quotas/{one['rule']}")
        assert told["quota"] == one
        assert told["sources"][0]["clause"]
        if told["counted"]:
            assert sum(line["adds"] for line in told["counted"]) == one["count"]
        assert all(line["why"] for line in told["left_out"])
    refused(me.ask("GET", "/quotas/no-such-rule"), 404, "no_such_rule")
    refused(me.ask("GET", "/quotas/x?subject=organ"), 404, "no_such_subject")
    refused(me.ask("GET", "/quotas/x?subject_id=1"), 404, "no_such_subject")
    refused(phone("林小溪").login().ask("GET", "/quotas"), 403, "not_a_cadre")

    ways = me.get("/quotas/ways")
    assert ways["unmet"] or ways["outings"] or ways["wishes"]
    assert all(one["kind"] in {"heart_to_heart", "visit"} for one in ways["unmet"])


def a_record_moves_the_number_and_undoing_it_moves_it_back(me):
    rule = me.get("/quotas", state="owed")["items"][0]
    path = f"/quotas/{rule['rule']}"
    youth = me.get("/contacts", limit=1)["items"][0]["id"]
    said = {"kind": "heart_to_heart", "day": "2026-11-23", "youths": [youth], "minutes": 90}
    record = me.post("/records", said)
    counts = next(one for one in record["counts_for"] if one["rule"] == rule["rule"])
    now = me.get(path)
    assert (counts["counts"], now["quota"]["count"]) == (True, rule["count"] + 1)
    assert record["id"] in [line["id"] for line in now["counted"]]
    me.post(f"/records/{record['id']}/undo")
    now = me.get(path)
    assert now["quota"]["count"] == rule["count"]
    assert [line["undone"] for line in now["left_out"] if line["id"] == record["id"]] == [True]


def a_leader_sees_the_organ_as_well(phone):
    leader = phone("李向阳").password()
    organs = leader.get("/quotas", subject="organ", state="owed")["items"]
    organ = next(one for one in organs if one["parts"])
    assert sum(part["missing"] for part in organ["parts"]) == organ["missing"]
    named = {"subject": "organ", "subject_id": organ["subject_id"]}
    assert leader.get(f"/quotas/{organ['rule']}", **named)["quota"] == organ
    other = f"/quotas/{organ['rule']}?subject=organ&subject_id=999999"
    refused(leader.ask("GET", other), 404, "no_such_subject")
