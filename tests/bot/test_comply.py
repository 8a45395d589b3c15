"""comply, switches and programmes, as an operator runs them."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bot.__main__ import main
from models.audit import Audit
from models.engine import open_engine
from models.organisation import Organisation
from tests.house import peopled

ANY = "sqlite:///x.sqlite3"
OUTSIDE = "不包括政务公众账号和工作群组"
MET = {
    "guangyuan-2017": ["points", "person_ranking", "login_figures", "system_assessment"],
    "national": ["system_assessment"],
    "huaian-2016": ["system_assessment"],
    "jiaxing-2017": [],
    "light": [],
}
OWN = """
[programme]
title = "本县方案"
extends = "{parent}"
[documents.own]
title = "本县通知"
number = "某团发〔2026〕3号"
{text}
"""
LESS = """
[[rules]]
id = "five-ones-parttime"
target = 3
sources = [{ document = "own", at = "一", clause = "兼职每季度3次" }]
"""
MORE = LESS.replace("3", "6")


@pytest.fixture
def folder(tmp_path):
    """Write a programme file of an installation: ``folder("county", LESS)``."""
    place = tmp_path / "rules"
    place.mkdir()

    def write(name, text, parent="guangyuan-2017"):
        file = place / f"{name}.toml"
        file.write_text(OWN.format(parent=parent, text=text), encoding="utf-8")
        return file

    write.site = {"programme_folder": str(place)}
    return write


@pytest.fixture
def url(new_database, database_kind):
    return new_database(database_kind, fill=peopled)


def rows(url, question):
    engine = open_engine(url)
    with engine.connect() as connection:
        found = connection.execute(question).all()
    engine.dispose()
    return found


def somewhere(url):
    """Return a county, and the number of what stands above it."""
    question = select(Organisation.id, Organisation.parent_id).where(Organisation.level == "county")
    return rows(url, question.order_by(Organisation.id))[0]


# comply


@pytest.mark.parametrize("name", MET)
def test_each_programme_is_held_against_the_law(run, name):
    done = run(ANY, "comply", "--programme", name, "--format", "json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["law"], told["programme"]) == ("国办函〔2026〕12号", name)
    assert sorted(line["switch"] for line in told["met"]) == sorted(MET[name])
    text = run(ANY, "comply", "--programme", name).stdout
    for line in told["met"]:
        assert line["cure"] == f"programmes/{name}.toml:[switches] {line['switch']} = false"
        for words in (line["title"], line["clause"], line["at"], line["cure"]):
            assert words in text
    assert ("没有开着的开关碰到这份文件。" in text) is (not MET[name])
    assert [OUTSIDE in line for line in text.splitlines()].count(True) == 1
    strict = run(ANY, "comply", "--programme", name, "--strict")
    assert (strict.exit_code, strict.stdout) == (bool(MET[name]), text)


def test_without_a_name_it_is_the_installations(run):
    usual = run(ANY, "comply").stdout
    assert usual == run(ANY, "comply", "--programme", "guangyuan-2017").stdout
    assert "(light)" in run(ANY, "comply", site={"programme": "light"}).stdout


def test_before_there_is_a_configuration_the_shipped_ones_can_be_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TUAN100_CONFIG", raising=False)
    done = CliRunner().invoke(main, ["comply", "--programme", "light"], catch_exceptions=False)
    assert (done.exit_code, "没有开着的开关" in done.stdout) == (0, True)
    assert "guangyuan-2017(默认)" in CliRunner().invoke(main, ["programmes", "list"]).stdout
    named = CliRunner().invoke(main, ["--config", "none.toml", "comply"])
    assert (named.exit_code, "没有这个文件" in named.stderr) == (2, True)


def test_an_unknown_programme_or_two_questions_at_once_are_sentences(run, url):
    unknown = run(ANY, "comply", "--programme", "lite")
    assert (unknown.exit_code, "是不是想写 light?" in unknown.stderr) == (2, True)
    assert run(ANY, "comply", "--programme", "light", "--organisation", 1).exit_code == 2
    assert run(url, "comply", "--organisation", 999999).stderr == "没有编号 999999 的组织。\n"


# switches


def test_a_switch_is_turned_with_a_name_and_the_law_says_so(run, url):
    county, above = somewhere(url)
    show = run(url, "switches", "show", "--organisation", county).stdout.splitlines()
    assert len(show) == 11
    assert any("碰到国办函〔2026〕12号「不得出现」(二)" in line for line in show)
    for name in MET["guangyuan-2017"]:
        done = run(url, "switches", "set", name, "off", "--organisation", county)
        assert done.exit_code == 0
    clear = run(url, "comply", "--organisation", county, "--strict")
    assert (clear.exit_code, "没有开着的开关碰到这份文件。" in clear.stdout) == (0, True)
    set_on = ["switches", "set", "required_photos", "on", "--organisation", county]
    refused = run(url, *set_on)
    assert refused.exit_code == 2
    assert "非必要情况下强制要求下级和基层单位通过政务应用程序上传工作照片" in refused.stderr
    assert run(url, *set_on, "--by", "李主任").exit_code == 2
    done = run(url, *set_on, "--by", "李主任", "--reason", "年底汇总")
    assert (done.exit_code, "已记入审计" in done.stdout) == (0, True)
    told = json.loads(run(url, "comply", "--organisation", county, "--format", "json").stdout)
    (line,) = told["met"]
    assert (line["switch"], line["by"], line["reason"]) == ("required_photos", "李主任", "年底汇总")
    assert line["cure"] == f"tuan100 switches set required_photos off --organisation {county}"
    assert run(url, *line["cure"].split()[1:]).exit_code == 0
    assert (
        json.loads(run(url, "comply", "--organisation", county, "--format", "json").stdout)["met"]
        == []
    )
    assert "points" in run(url, "comply", "--organisation", above).stdout
    noted = rows(url, select(Audit.data).where(Audit.deed == "switch_turned").order_by(Audit.id))
    assert len(noted) == 6
    assert noted[4][0] | {"clause": ""} == {
        "switch": "required_photos",
        "is_on": True,
        "by": "李主任",
        "reason": "年底汇总",
        "clause": "",
    }


# programmes


def test_a_programme_is_read_as_people_read_it(run, folder):
    folder("county", LESS)
    shown = run(ANY, "programmes", "show", "county", site=folder.site).stdout
    for words in (
        "继承自「广元“1+100”(2017)」(guangyuan-2017)",
        "改动:五个一(兼职)(five-ones-parttime),5 次 → 3 次",
        "兼职:每季度 3 次",
        "依据:某团发〔2026〕3号一:“兼职每季度3次”",
        "不层层加码(no-raising)",
        "积分(points):开,碰到国办函〔2026〕12号「不得出现」(二)",
    ):
        assert words in shown
    listed = run(ANY, "programmes", "list", site=folder.site).stdout.splitlines()
    assert [line.split("\t")[0] for line in listed] == [
        "county",
        "guangyuan-2017(默认)",
        "huaian-2016",
        "jiaxing-2017",
        "light",
        "national",
    ]
    for name in MET:
        assert run(ANY, "programmes", "show", name).exit_code == 0


def test_a_file_is_checked_before_it_is_put_in_place(run, folder, tmp_path):
    good, bad = folder("good", LESS), folder("bad", f"{MORE}[switches]\nonline_time = true\n")
    for name, file in (("fine", good), ("worse", bad)):
        file.rename(tmp_path / f"{name}.toml")
    fine = run(ANY, "programmes", "check", tmp_path / "fine.toml")
    assert (fine.exit_code, fine.stdout) == (0, f"没有问题:{tmp_path / 'fine.toml'}\n")
    worse = run(ANY, "programmes", "check", tmp_path / "fine.toml", tmp_path / "worse.toml")
    assert worse.exit_code == 2
    count, *lines = worse.stderr.splitlines()
    assert count == "2 处问题:"
    raise_, switch = lines
    for words in (
        "rules[1](five-ones-parttime).target",
        "每季度 5 次",
        "每季度 6 次",
        "不能层层加码",
    ):
        assert words in raise_
    assert "广青办发〔2017〕12号二(二)1" in raise_
    assert "某团发〔2026〕6号一" in raise_ or "某团发〔2026〕3号一" in raise_
    assert "switches.online_time" in switch


def test_a_raising_file_stops_the_start_and_names_file_key_and_why(run, folder, url):
    file = folder("county", MORE)
    for command in (["quotas"], ["comply"], ["programmes", "list"]):
        done = run(url, *command, site=folder.site)
        assert done.exit_code == 2
        assert f"{file} · rules[1](five-ones-parttime).target:" in done.stderr
        assert "每季度 5 次" in done.stderr
        assert "每季度 6 次" in done.stderr


def test_the_folders_programmes_can_be_the_installations_and_an_organisations(run, folder, url):
    folder("county", LESS)
    site = {**folder.site, "programme": "county"}
    one = json.loads(run(url, "quotas", "--format", "json", site=site).stdout)
    assert {row["target"] for row in one if row["rule"] == "five-ones-parttime"} == {3}
    county, _ = somewhere(url)
    choose = ["programmes", "choose", "county", "--organisation", county]
    done = run(url, *choose, site=folder.site)
    assert done.stdout == f"编号 {county} 的组织现在用「本县方案」(county),已记入审计。\n"
    refused = run(url, "programmes", "choose", "jiaxing-2017", "--organisation", county)
    assert refused.exit_code == 2
    assert "不能层层加码" in refused.stderr
    assert run(url, "programmes", "choose", "--organisation", county).exit_code == 2
    assert run(url, "programmes", "choose", "--above", "--organisation", county).exit_code == 0


def test_light_is_chosen_freely_and_left_with_a_name(run, url):
    county, _ = somewhere(url)
    light = run(url, "programmes", "choose", "light", "--organisation", county)
    assert light.exit_code == 0
    assert "没有开着的开关" in run(url, "comply", "--organisation", county).stdout
    back = ["programmes", "choose", "guangyuan-2017", "--organisation", county]
    refused = run(url, *back)
    assert refused.exit_code == 2
    assert "积分" in refused.stderr
    assert run(url, *back, "--by", "李主任", "--reason", "考核").exit_code == 0
    noted = rows(url, select(Audit.data).where(Audit.deed == "programme_chosen"))
    assert [data["by"] for (data,) in noted] == ["", "李主任"]
    assert noted[1][0]["switches"] == MET["guangyuan-2017"]


def test_a_folder_that_is_none_and_a_name_taken_twice_are_faults(run, folder, tmp_path):
    none = run(ANY, "comply", site={"programme_folder": str(tmp_path / "none")})
    assert none.exit_code == 2
    assert "site.programme_folder: 没有这个文件夹" in none.stderr
    unknown = run(ANY, "comply", site={**folder.site, "programme": "county"})
    assert "site.programme: 没有规则文件 county(有:guangyuan-2017" in unknown.stderr
    folder("light", "")
    twice = run(ANY, "comply", site=folder.site)
    assert "方案 light 已经有一个了(programmes/light.toml)" in twice.stderr
