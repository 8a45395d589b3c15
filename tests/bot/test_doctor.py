"""Each fault is found, named, and told how to mend."""

import json
from datetime import datetime, timedelta

import pytest

from bot import database, doctor
from bot.app import build
from bot.settings import checked
from domain.periods import HOME
from models.engine import open_engine
from models.post import Outbox
from services import clocks, halts, processes
from services.uow import utc_now
from tests.bot.outfit import AWAY, content
from tests.house import migrated

EVERYTHING = [
    *("database", "redis", "token", "addresses", "menu", "templates"),
    *("programmes", "senders", "letters", "halts", "spool", "callback", "clock"),
]


@pytest.fixture
def house(new_house):
    """Open a house whose clock is right."""
    return new_house("sqlite", now=datetime.now(HOME))


@pytest.fixture
def examine(run, house):
    """Examine the house's own set-up, changed as a test says; give the report."""

    def examine(database=None, **sections):
        where = {"platform": house.simulator.url, "home": house.settings.site.base_url}
        for name in set(where) & set(sections):
            where[name] = sections.pop(name)
        url = database or house.settings.database.url
        done = run(url, "doctor", "--format", "json", **where, **sections)
        report = json.loads(done.stdout)
        assert done.exit_code == (0 if report["ok"] else 1)
        assert [finding["check"] for finding in report["findings"]] == EVERYTHING
        return report

    return examine


def faults(report):
    """Return what is wrong, and see that each tells how to mend it."""
    wrong = [finding for finding in report["findings"] if finding["state"] == "fail"]
    assert all(finding["mend"] for finding in wrong)
    assert report["ok"] is not bool(wrong)
    return {finding["check"]: finding for finding in wrong}


def test_all_is_well_and_another_client_learns_how_to_connect(examine, house):
    report = examine()
    assert faults(report) == {}
    assert {finding["state"] for finding in report["findings"]} == {"ok"}
    assert report["connection"] == {
        "callback": f"{house.settings.site.base_url}/wechat",
        "mode": "safe",
        "appid": "wxfake0123456789ab",
        "token": "fake-token",
        "encoding_aes_key": "FAKE" * 10 + "FAE",
        "kind": "service",
        "api_url": house.simulator.url,
    }


def test_in_text_each_fault_has_its_remedy_below(run, house):
    house.app.account.drop_menu()
    where = {"platform": house.simulator.url, "home": house.settings.site.base_url}
    done = run(house.settings.database.url, "doctor", **where)
    lines = done.stdout.splitlines()
    at = lines.index("✗ menu       公众号上还没有菜单")
    assert lines[at + 1].strip() == "→ 运行 tuan100 menu push"
    assert sum(line.startswith("✓") for line in lines) == len(EVERYTHING) - 1
    assert any(line.split() == ["encoding_aes_key", "FAKE" * 10 + "FAE"] for line in lines)
    assert done.exit_code == 1


def test_another_menu(examine, house):
    buttons = house.app.router.menu_json()["button"]
    buttons[0]["sub_button"][0]["key"] = "an_older_key"
    house.app.account.publish_menu(buttons)
    assert faults(examine())["menu"]["found"] == "公众号上的菜单和程序里的不一样"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (None, "SEAT 没有配置"),
        ({"id": "another"}, "SEAT 的模板不在这个公众号里"),
        ({"fields": {"activity": "thing9", "time": "time2"}}, "SEAT 的模板没有 thing9"),
    ],
)
def test_a_missing_template(examine, change, found):
    templates = content("sqlite:///x")["wechat"]["templates"]
    if change is None:
        del templates["SEAT"]
    else:
        templates["SEAT"] |= change
    wrong = faults(examine(wechat={"templates": templates}))
    assert set(wrong) == {"templates"}
    assert wrong["templates"]["found"] == found
    assert "[wechat.templates]" in wrong["templates"]["mend"]


@pytest.mark.parametrize(
    ("change", "found", "mend"),
    [
        ({"secret": "fake-wrong"}, "AppSecret 不对", "[wechat] secret"),
        ({"appid": "wxfakefakefakefake"}, "没有这个 AppID", "[wechat] appid"),
    ],
)
def test_a_wrong_secret_is_one_fault_and_not_four(examine, change, found, mend):
    report = examine(wechat=change)
    wrong = faults(report)
    assert set(wrong) == {"token"}
    assert wrong["token"]["found"].startswith(found)
    assert mend in wrong["token"]["mend"]
    skipped = {f["check"] for f in report["findings"] if f["state"] == "skip"}
    assert skipped == {"addresses", "menu", "templates"}


def test_what_others_keep_hides_no_wrong_secret_and_no_right_one(examine, empty_redis_url):
    """A token in Redis lives on after the secret was changed; a breaker, after it was mended."""
    shared = {"redis": {"url": empty_redis_url}}
    assert faults(examine(**shared)) == {}
    assert set(faults(examine(**shared, wechat={"secret": "fake-wrong"}))) == {"token"}
    assert faults(examine(**shared)) == {}


def test_our_address_is_not_on_the_whitelist(examine, house):
    house.simulator.patch("/sim/config", {"ip_whitelist": ["10.1.2.3"]})
    wrong = faults(examine())
    assert set(wrong) == {"token"}
    assert "不在 IP 白名单里" in wrong["token"]["found"]
    assert "127.0.0.1" in wrong["token"]["found"]
    assert "IP 白名单里加上 127.0.0.1" in wrong["token"]["mend"]


def test_wechat_is_away(examine):
    wrong = faults(examine(platform=AWAY))
    assert set(wrong) == {"token", "clock"}
    assert wrong["token"]["found"] == "连不上微信(refused)"


def test_the_schema_is_behind(examine, new_database, database_kind):
    url = new_database(database_kind, fill=migrated)
    engine = open_engine(url)
    database.downgrade(engine, "base")
    engine.dispose()
    wrong = faults(examine(url))
    assert set(wrong) == {"database"}
    assert wrong["database"]["found"] == f"表结构 空,应为 {database.head()}"
    assert wrong["database"]["mend"] == "运行 tuan100 db upgrade"


def test_the_database_is_away(examine):
    wrong = faults(examine("postgresql+psycopg://tuan:geheim@127.0.0.1:1/x"))
    assert set(wrong) == {"database"}
    assert "geheim" not in str(wrong)


def test_redis_is_away(examine):
    wrong = faults(examine(redis={"url": "redis://:geheim@127.0.0.1:1/0"}))
    assert set(wrong) == {"redis"}
    assert wrong["redis"]["found"] == "连不上(ConnectionError)"
    assert "geheim" not in str(wrong)


def letter(house, **values):
    """Write a letter that should have gone half an hour ago."""
    ago = house.now() - timedelta(minutes=30)
    usual = {"key": "k", "kind": "wish", "lane": 2, "channel": "template", "status": "pending"}
    usual |= {"openid": "o1", "written_at": ago, "due_at": ago, "turn": 1}
    with house.app.open_uow() as uow:
        uow.session.add(Outbox(**(usual | values)))


def test_nobody_sends(examine, house):
    letter(house, lane=1)  # a notice sleeps at night, and so would this test
    wrong = faults(examine())
    assert set(wrong) == {"senders"}
    assert wrong["senders"]["found"].startswith("1 条消息到点没发,最早的该在")
    assert "tuan100 deliver" in wrong["senders"]["mend"]


def test_who_is_at_work_and_what_waits(examine, house):
    letter(house, due_at=house.now() - timedelta(minutes=3))
    with house.app.open_uow() as uow:
        for owner, role in (("a", "deliver"), ("b", "deliver"), ("c", "clock")):
            processes.enter(uow, owner, role, "here")
    found = {one["check"]: one["found"] for one in examine()["findings"]}
    assert found["senders"].startswith("在跑的进程:定时 1、发送 2;1 条等着发,最早的等了 3 分钟")


def test_letters_wait_for_a_person(examine, house):
    letter(house, status="uncertain")
    letter(house, key="k2", status="held")
    wrong = faults(examine())
    assert set(wrong) == {"letters"}
    assert wrong["letters"]["found"] == "1 条扣下了、1 条不知道到没到"
    assert "tuan100 letters list" in wrong["letters"]["mend"]


def test_what_rests_is_told_and_a_fault_only_where_nobody_but_a_person_ends_it(examine, house):
    with house.app.open_uow() as uow:
        halts.stop(uow, "channel:template", "平台说今天的次数用完了", uow.now + timedelta(hours=1))
    found = {one["check"]: one["found"] for one in examine()["findings"]}
    assert found["halts"].startswith("模板消息这条通道停着到 ")
    with house.app.open_uow() as uow:
        halts.stop(uow, "mass", "王丽:先停一停")
    wrong = faults(examine())
    assert set(wrong) == {"halts"}
    assert "王丽:先停一停" in wrong["halts"]["found"]
    assert "tuan100 resume mass" in wrong["halts"]["mend"]
    with house.app.open_uow() as uow:
        clocks.hold(uow, "abc", "这台机器的时钟跳了一天")
    assert "timedatectl" in faults(examine())["halts"]["mend"]


def test_there_is_no_room_for_messages(examine, tmp_path):
    (tmp_path / "file").touch()
    wrong = faults(examine(server={"spool": str(tmp_path / "file" / "spool")}))
    assert set(wrong) == {"spool"}


def test_the_callback_cannot_be_reached(examine):
    wrong = faults(examine(home=AWAY))
    assert set(wrong) == {"callback"}
    assert wrong["callback"]["found"].startswith(f"{AWAY}/wechat 打不开")


def test_something_else_answers_at_the_callback(examine, house):
    assert "应答不对(404)" in faults(examine(home=house.simulator.url))["callback"]["found"]
    assert "token" in faults(examine(wechat={"token": "another"}))["callback"]["mend"]


@pytest.mark.parametrize(("minutes", "way"), [(5, "快"), (-5, "慢")])
def test_our_clock_is_wrong(house, minutes, way):
    where = {"platform": house.simulator.url, "home": house.settings.site.base_url}
    settings = checked(content(house.settings.database.url, **where), "test")
    app = build(settings, clock=lambda: utc_now() + timedelta(minutes=minutes))
    wrong = faults(doctor.report(app))
    app.close()
    assert set(wrong) == {"clock"}
    assert wrong["clock"]["found"].startswith(f"比微信{way} ")
    assert "timedatectl" in wrong["clock"]["mend"]


def test_the_clock_of_the_database_is_wrong(house, examine, monkeypatch):
    monkeypatch.setattr(clocks, "independent", lambda _: utc_now() + timedelta(hours=1))
    wrong = faults(examine())
    assert set(wrong) == {"clock"}
    assert wrong["clock"]["found"].startswith("数据库服务器的时钟差 3")


def test_a_personal_account_is_not_blamed_for_what_it_cannot_do(examine, new_house):
    personal = new_house("sqlite", kind="personal", now=datetime.now(HOME))
    report = examine(
        personal.settings.database.url,
        platform=personal.simulator.url,
        home=personal.settings.site.base_url,
        wechat={"kind": "personal"},
    )
    assert faults(report) == {}
    skipped = {f["check"]: f["found"] for f in report["findings"] if f["state"] == "skip"}
    assert set(skipped) == {"menu", "templates"}


def test_the_mini_program_has_a_secret_of_its_own(house):
    mini = {"appid": "wxfakemini01234567", "secret": "fake-secret-of-the-mini-program"}
    told = {}
    for secret in (mini["secret"], "wrong-secret"):
        where = {"platform": house.simulator.url, "home": house.settings.site.base_url}
        wechat = {"mini": mini | {"secret": secret}}
        settings = checked(content(house.settings.database.url, **where, wechat=wechat), "test")
        app = build(settings)
        told[secret] = {one["check"]: one for one in doctor.report(app)["findings"]}["mini"]
        app.close()
    assert told[mini["secret"]]["state"] == "ok"
    assert told["wrong-secret"]["state"] == "fail"
    assert "[wechat.mini]" in told["wrong-secret"]["mend"]
    assert "wrong-secret" not in str(told["wrong-secret"])


def test_notices_that_people_say_yes_to_are_looked_for_at_whoever_sends_them(house):
    mini = {"appid": "wxfakemini01234567", "secret": "fake-secret-of-the-mini-program"}
    right = {"SEAT": {"id": "fake-template-SEAT", "fields": {"note": "thing4"}}}
    wrong = {
        "NEWS": {"id": "of-the-other-account", "fields": {"title": "thing1"}},
        "SEAT": {"id": "fake-template-SEAT", "fields": {"note": "thing9"}},
    }
    told = []
    for ours, theirs in ((right, wrong), (wrong, right)):
        where = {"platform": house.simulator.url, "home": house.settings.site.base_url}
        wechat = {"mini": mini | {"subscriptions": theirs}, "subscriptions": ours}
        app = build(checked(content(house.settings.database.url, **where, wechat=wechat), "test"))
        findings = {one.check: one for one in doctor.examine(app)}
        told.append((findings["notices"], findings["mini_notices"]))
        app.close()
    assert [[one.state for one in both] for both in told] == [["ok", "fail"], ["fail", "ok"]]
    assert told[0][1].found == "NEWS 的模板不在「我的模板」里;SEAT 的模板没有 thing9"
    assert told[0][1].mend.endswith("[wechat.mini.subscriptions]")
    assert told[1][0].mend.endswith("[wechat.subscriptions]")


def test_everything_wrong_at_once_is_told_at_once(examine):
    wrong = faults(
        examine(
            "postgresql+psycopg://127.0.0.1:1/x",
            platform=AWAY,
            home=AWAY,
            redis={"url": "redis://127.0.0.1:1/0"},
        )
    )
    assert set(wrong) == {"database", "redis", "token", "callback", "clock"}
