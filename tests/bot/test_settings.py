import base64
import os
import subprocess
import sys
import tomllib

import pytest

from bot.commands.stage import toml
from bot.settings import BadSettings, checked, read
from tests.bot.outfit import ROOT, cli, content, written

HIDDEN = "geheim-Geheim-0123456789"
EXAMPLE = ROOT / "config.example.toml"


def faults(whole):
    with pytest.raises(BadSettings) as no:
        checked(whole, "test")
    return {place.strip(): why for place, why in (line.split(": ", 1) for line in no.value.faults)}


def test_every_fault_is_named_at_once_in_chinese_and_no_value_is_shown(tmp_path):
    whole = content(
        f"mysql://root:{HIDDEN}@db/x",
        site={"base_url": f"ftp://{HIDDEN}", "programme": "beijing"},
        wechat={
            "kind": HIDDEN,
            "mode": HIDDEN,
            "secret": f"{HIDDEN} {HIDDEN}",
            "sceret": HIDDEN,
            "token": HIDDEN * 2,
            "aes_key": HIDDEN,
            "templates": {"SEAT": {"id": f"{HIDDEN} x"}},
        },
        keys={"index": HIDDEN, "data": {"x": HIDDEN, "2": "AAAA"}},
        server={"port": 70000, "workers": 0, "threads": HIDDEN},
        log={"level": HIDDEN},
        redis={"url": f"http://{HIDDEN}"},
        sms={"codes_per_day": 1.5},
        colour={"x": HIDDEN},
    )
    del whole["wechat"]["appid"]
    found = faults(whole)
    assert found == {
        "site.base_url": "要写成 http:// 或 https:// 开头的地址",
        "site.programme": "没有规则文件 beijing(有:guangyuan-2017、huaian-2016、jiaxing-2017、light、national)",
        "database.url": "要以 sqlite:/// 或 postgresql+psycopg:// 开头",
        "redis.url": "要写成 embedded、redis://、rediss:// 或 unix:// 的地址",
        "wechat.kind": "只能是 personal、subscription、service、test",
        "wechat.appid": "缺少",
        "wechat.secret": "还没填(只能有字母、数字和符号,不带空格)",
        "wechat.token": "太长,至多 32 个",
        "wechat.mode": "只能是 plain、compatible、safe",
        "wechat.aes_key": "EncodingAESKey 是 43 位字母和数字",
        "wechat.templates.SEAT.id": "还没填(只能有字母、数字和符号,不带空格)",
        "wechat.templates.SEAT.fields": "缺少",
        "wechat.sceret": "不认识的键,是不是 secret?",
        "sms.codes_per_day": "要写成整数,不带小数",
        "keys.data.x": "不是 base64(生成:tuan100 db key)",
        "keys.data.2": "要 32 字节,现在是 3(生成:tuan100 db key)",
        "keys.index": "不是 base64(生成:tuan100 db key)",
        "server.port": "不能大于 65535",
        "server.workers": "不能小于 1",
        "server.threads": "要写成整数",
        "log.level": "只能是 debug、info、warning、error",
        "colour": "不认识的键",
    }
    done = cli(written(tmp_path, whole), "doctor")
    assert done.exit_code == 2
    assert done.stderr.startswith("配置有 2")
    assert HIDDEN not in done.output


@pytest.mark.parametrize(
    ("changes", "place", "why"),
    [
        ({"wechat": 3}, "wechat", "要写成一个表"),
        ({"keys": {"data": 3}}, "keys.data", "要写成一个表"),
        ({"sms": {"codes_per_day": 0}}, "sms.codes_per_day", "要大于 0"),
        ({"sms": {"codes_per_day": "many"}}, "sms.codes_per_day", "要写成整数"),
        ({"wechat": {"token": "ab"}}, "wechat.token", "太短,至少 3 个"),
        ({"wechat": {"appid": "wx1"}}, "wechat.appid", "太短,至少 6 个字"),
        ({"wechat": {"account_id": 3}}, "wechat.account_id", "要写成文字"),
        ({"wechat": {"aes_key": ""}}, "wechat", "要有 aes_key"),
        ({"keys": {"current": 9}}, "keys", "没有这一把"),
        ({"site": {"base_url": "https://[::1"}}, "site.base_url", "要写成"),
        ({"site": {"base_url": "https://h:x/"}}, "site.base_url", "要写成"),
        ({"site": {"base_url": "https://h/?a=1"}}, "site.base_url", "要写成"),
        ({"database": {"url": "sqlite://"}}, "database.url", "没写是哪个数据库"),
        ({"database": {"url": "sqlite:///:memory:"}}, "database.url", "没写是哪个数据库"),
        ({"database": {"url": "postgresql+psycopg://h"}}, "database.url", "没写是哪个数据库"),
        ({"database": {"url": "postgresql://h/x"}}, "database.url", "开头"),
        ({"database": {"url": "postgresql+psycopg://h:x/y"}}, "database.url", "不是数据库地址"),
        ({"database": {"url": "geheim"}}, "database.url", "不是数据库地址"),
        ({"redis": {"url": "redis://h:x"}}, "redis.url", "要写成"),
        ({"server": {"prot": 1}}, "server.prot", "是不是 port?"),
    ],
)
def test_a_fault_is_said_in_plain_chinese(changes, place, why):
    whole = content("sqlite:///x.sqlite3")
    for name, change in changes.items():
        whole[name] = {**whole.get(name, {}), **change} if isinstance(change, dict) else change
    found = faults(whole)
    assert set(found) == {place}
    assert why in found[place]


def test_one_key_for_two_purposes_is_refused():
    whole = content("sqlite:///x.sqlite3")
    whole["keys"]["index"] = whole["keys"]["data"]["1"]
    assert "同一把密钥" in faults(whole)["keys"]


def test_the_example_is_refused_until_everything_in_it_is_ones_own(tmp_path):
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    found = faults(example)
    assert set(found) == {
        "site.base_url",
        "wechat.appid",
        "wechat.secret",
        "wechat.token",
        "wechat.aes_key",
        "wechat.templates.QUOTA_DUE.id",
        "wechat.templates.SEAT.id",
        "wechat.templates.NEWS.id",
        "sms.url",
        "sms.secret",
        "keys.data.1",
        "keys.index",
    }
    assert "tuan100 db key" in found["keys.data.1"]
    own = content("sqlite:///x.sqlite3", platform="https://api.weixin.qq.com")
    for name in ("site", "wechat", "sms", "keys"):
        example[name] = own[name]
    file = tmp_path / "config.toml"
    file.write_text(toml(example), encoding="utf-8")
    assert read(file).wechat.kind == "service"


def test_a_key_of_equal_bytes_is_refused(tmp_path):
    for byte in b"\x00", b"\xff":
        whole = content("sqlite:///x.sqlite3")
        whole["keys"]["data"]["1"] = base64.b64encode(byte * 32).decode()
        assert "示例" in faults(whole)["keys.data.1"]


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    file = written(tmp_path, content("sqlite:///x.sqlite3"))
    monkeypatch.setenv("TUAN100_WECHAT__SECRET", "another-secret")
    monkeypatch.setenv("TUAN100_SERVER__PORT", "8123")
    monkeypatch.setenv("TUAN100_TEST_POSTGRES", "no setting of ours")
    monkeypatch.setenv("TUAN100_CONFIG", str(file))
    settings = read(file)
    assert settings.wechat.secret.get_secret_value() == "another-secret"
    assert settings.server.port == 8123
    assert settings.wechat.appid == "wxfake0123456789ab"


def test_a_misspelt_variable_is_a_fault_among_the_others(monkeypatch):
    monkeypatch.setenv("TUAN100_WECHT__SECRET", HIDDEN)
    monkeypatch.setenv("TUAN100_DATABASE_URL", HIDDEN)
    monkeypatch.setenv("TUAN100_WECHAT__TOKN", HIDDEN)
    monkeypatch.setenv("TUAN100_KEYS__DATA", HIDDEN)
    monkeypatch.setenv("TUAN100_LOG__LEVEL", "loud")
    found = faults(content("sqlite:///x.sqlite3"))
    assert set(found) == {
        "环境变量 TUAN100_WECHT__SECRET",
        "环境变量 TUAN100_DATABASE_URL",
        "wechat.tokn",
        "keys.data",
        "log.level",
    }
    assert HIDDEN not in str(found)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"[site\nbase_url = 1", "TOML:看第 1 行"),
        (f'[wechat]\nsecret = "{HIDDEN}" "{HIDDEN}"'.encode(), "TOML:看第 2 行"),
        (b"\xff\xfe", "UTF-8"),
        (None, "没有这个文件(照 config.example.toml 写一份)"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path, raw, says):
    file = tmp_path / "config.toml"
    if raw is not None:
        file.write_bytes(raw)
    done = cli(file, "doctor")
    assert done.exit_code == 2
    assert says in done.stderr
    assert HIDDEN not in done.stderr


def test_a_folder_is_no_file(tmp_path):
    assert "读不了" in cli(tmp_path, "doctor").stderr


def test_a_real_process_ends_with_code_2_and_no_traceback(tmp_path):
    file = written(tmp_path, content("sqlite:///x.sqlite3", wechat={"secret": f"{HIDDEN} x"}))
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--config", file, "serve"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"配置有 1 处问题({file}):\n  wechat.secret: 还没填(只能有字母、数字和符号,不带空格)\n"
    )


def test_secrets_are_in_no_repr():
    whole = content(
        f"postgresql+psycopg://u:{HIDDEN}@h/db",
        redis={"url": f"redis://:{HIDDEN}@h/0"},
        wechat={"secret": HIDDEN, "token": HIDDEN},
        sms={"secret": HIDDEN},
    )
    assert HIDDEN not in repr(checked(whole, "test"))
