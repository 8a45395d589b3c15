"""The whole house as an operator starts it, in one process and in many."""

import re
import signal

import requests
from sqlalchemy import select

from bot.commands.stage import free_port
from models.engine import open_engine
from models.post import Outbox
from tests.bot.outfit import cli, content, written
from tests.bot.processes import Platform, answers, simulator, street
from tests.house import PERSONAS, peopled, wait_until

NEAR_THE_END = ("--start", "2026-12-24T09:05:00+08:00")


def talks(platform, site, file):
    """Have the platform save the address, a youth log in by SMS, and a cadre write down a talk."""
    assert cli(file, "menu", "push").exit_code == 0
    verified = platform.post("/sim/verify")
    assert (verified["ok"], verified["content_type"].split(";")[0]) == (True, "text/plain")
    assert platform.act("周一帆", "follow").startswith("你好")
    platform.act("周一帆", "press", key="youth_login")
    platform.act("周一帆", "say", text=PERSONAS["周一帆"].phone.removeprefix("+86"))
    sms = f"/sim/people/{PERSONAS['周一帆'].openid}/sms"
    wait_until(lambda: platform.get(sms)["sms"])
    code = re.search(r"\d{6}", platform.get(sms)["sms"][-1]["text"]).group()
    platform.act("周一帆", "say", text=code)
    assert "登录好了" in platform.act("周一帆", "say", text="1")
    assert "5/5" in platform.act("赵强", "say", text="记 谈心 许诺")
    big = requests.post(f"{site}/wechat", data=b"x" * (129 * 1024), timeout=60)
    assert big.status_code == 413


def told(platform, who):
    """Return the reminders that have reached a person from outside the conversation."""
    ledger = platform.get(f"/sim/ledger?kind=template&openid={PERSONAS[who].openid}")
    return [message for message in ledger["messages"] if "QUOTA_DUE" in str(message)]


def test_one_process_serves_sends_and_ticks_and_ends_when_told(new_database, tmp_path):
    port = free_port(0)
    site = f"http://127.0.0.1:{port}"
    with street() as start:
        platform = simulator(start, tmp_path, site, *NEAR_THE_END)
        whole = content(
            new_database("sqlite", fill=peopled),
            platform=platform.url,
            home=site,
            server={"port": port},
            clock={"follow": f"{platform.url}/sim/clock"},
        )
        file = written(tmp_path, whole)
        house = start(tmp_path, "--config", file, "serve")
        house.wait_for("单机模式")
        wait_until(lambda: told(platform, "赵强"))
        talks(platform, site, file)
        second = cli(file, "serve")
        assert second.exit_code == 2
        assert "换个端口" in second.stderr
        assert house.end() == 0
        assert "Traceback" not in house.text()
        assert len(told(platform, "赵强")) == 1
        assert not answers(site)


def test_many_processes_share_the_work_and_a_reminder_arrives_once(
    new_database, empty_redis_url, tmp_path
):
    port = free_port(0)
    site = f"http://127.0.0.1:{port}"
    database = new_database("postgresql", fill=peopled)
    with street() as start:
        platform = simulator(start, tmp_path, site, *NEAR_THE_END)
        whole = content(
            database,
            platform=platform.url,
            home=site,
            redis={"url": empty_redis_url},
            server={"port": port, "workers": 2, "threads": 2},
            clock={"follow": f"{platform.url}/sim/clock"},
        )
        file = written(tmp_path, whole)
        names = ("serve", "clock", "clock", "deliver")
        houses = [start(tmp_path, "--config", file, name) for name in names]
        houses[0].wait_for(lambda: answers(site))
        wait_until(lambda: told(platform, "赵强"))
        talks(platform, site, file)
        engine = open_engine(database)
        open_letters = select(Outbox.key).where(Outbox.status.in_(("pending", "sending")))

        def all_sent():
            with engine.connect() as connection:
                return not connection.scalars(open_letters).all()

        wait_until(all_sent)
        engine.dispose()
        for house in houses:
            assert house.end() == 0, (house.name, house.text())
            assert "Traceback" not in house.text()
        assert not answers(site)
        for who in PERSONAS:
            assert len(told(platform, who)) <= 1
        tokens = platform.get("/sim/journal/counts")["counts"]["/cgi-bin/stable_token"]
        assert tokens == {"0": 1}  # one for all processes


def test_the_demonstration_starts_talks_and_ends_with_its_neighbour(tmp_path, monkeypatch):
    site, phone = (f"http://127.0.0.1:{free_port(0)}" for _ in range(2))
    ports = [url.rsplit(":", 1)[1] for url in (site, phone)]
    with street() as start:
        demo = start(
            tmp_path, "demo", "--scale", "0.02", "--port", ports[0], "--simulator-port", ports[1]
        )
        demo.wait_for("按 Ctrl-C 结束")
        assert f"{phone}/" in demo.text()
        assert "EncodingAESKey" in demo.text()
        assert "<html" in requests.get(f"{phone}/", timeout=60).text
        platform = Platform(phone)
        assert platform.act("周一帆", "follow").startswith("你好")
        assert platform.get("/sim/menu")["menu"]["button"]
        assert "小伙伴登录" in platform.act("周一帆", "say", text="帮助")
        config = tmp_path / "var" / "demo" / "config.toml"
        assert config.stat().st_mode & 0o777 == 0o600
        monkeypatch.chdir(tmp_path)  # where the demonstration was started, its file is found
        assert cli(config, "doctor", "--format", "json").exit_code == 0
        assert demo.end(signal.SIGINT) == 0, demo.text()
        assert "Traceback" not in demo.text()
        assert not answers(site)
        assert not answers(phone)
