"""What `deploy/` holds fits the programme: commands, settings, folders and files that there are."""

import configparser
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from bot.__main__ import main
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
PROGRAMME = "/opt/tuan100/.venv/bin/tuan100"
OURS = {"migrate", "web", "deliver", "clock", "backup"}


class Strict(yaml.SafeLoader):
    """Refuses a key that stands twice: the first would be lost without a word."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"twice: {twice}", node.start_mark)
        return super().construct_mapping(node, deep)


@pytest.fixture(scope="module")
def compose():
    return yaml.load((DEPLOY / "compose.yaml").read_text("utf-8"), Strict)  # noqa: S506 - it is safe


def accepted(words):
    """Say whether our command line knows a command with these options, without running it."""
    name, *rest = words
    command = main.commands[name]
    context = click.Context(command, info_name=name)
    if isinstance(command, click.Group):
        return rest[0] in command.commands
    command.parse_args(context, rest)
    return True


def test_a_key_that_stands_twice_is_refused():
    with pytest.raises(yaml.constructor.ConstructorError, match="twice"):
        yaml.load("a: {b: 1, b: 2}", Strict)  # noqa: S506 - likewise


def test_compose_starts_commands_that_there_are_and_restarts_them(compose):
    services = compose["services"]
    assert services.keys() > OURS
    for name in OURS:
        service = services[name]
        words = [*service.get("entrypoint", ["tuan100"])[1:], *service.get("command", [])]
        assert accepted([*words, "/backup/x"] if name == "backup" else words)
        assert service["image"] == "tuan100"
        assert service["secrets"] == ["config.toml"]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert int(service["stop_grace_period"].removesuffix("s")) > 10
        assert service["restart"] == ("no" if name in {"migrate", "backup"} else "unless-stopped")
    with pytest.raises(KeyError):
        accepted(["servve"])


def test_compose_names_only_settings_volumes_secrets_and_services_that_there_are(compose):
    services = compose["services"]
    for name, service in services.items():
        for variable in service.get("environment", {}):
            if variable.startswith("TUAN100_") and name != "caddy":
                section, key = variable.removeprefix("TUAN100_").lower().split("__")
                assert key in Settings.model_fields[section].annotation.model_fields, variable
        for volume in service.get("volumes", []):
            source, place, *_ = re.sub(r"\$\{.*?\}", "./backup", volume).split(":")
            assert source.startswith("./") or source in compose["volumes"], volume
            assert place.startswith("/")
        assert set(service.get("secrets", [])) <= compose["secrets"].keys()
        for other, wanted in service.get("depends_on", {}).items():
            assert wanted["condition"] != "service_healthy" or "healthcheck" in services[other]
        assert "latest" not in service.get("image", "")
    used = {v.split(":")[0] for s in services.values() for v in s.get("volumes", [])}
    assert compose["volumes"].keys() <= used
    assert (DEPLOY / "Caddyfile").exists()


def test_no_secret_stands_in_what_is_deployed(compose):
    assert all(secret["file"].startswith("./secrets/") for secret in compose["secrets"].values())
    for service in compose["services"].values():
        for variable, value in service.get("environment", {}).items():
            if re.search("password|secret|token|key", variable, re.IGNORECASE):
                assert str(value).startswith("/run/secrets/"), variable
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text("utf-8")


def test_the_image_takes_all_that_the_wheel_needs():
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = wheel["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    steps = (DEPLOY / "Dockerfile").read_text("utf-8")
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", steps, re.MULTILINE)
    sources = {word for line in copied for word in line.split()}
    assert set(packages) <= sources
    assert all((ROOT / source).exists() for source in sources)
    let_in = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert all(f"!{source.split('/')[0]}" in let_in for source in sources)
    assert re.search(r"^USER tuan100$", steps, re.MULTILINE)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_what_there_is_and_shuts_the_rest_of_the_machine(unit):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(unit.read_text("utf-8"))
    service = parser["Service"]
    words = shlex.split(service["ExecStart"])
    if words[0] == "/bin/sh":
        words = shlex.split(words[2].removeprefix("exec ").replace("$(date +%%F-%%H%%M)", "x"))
    assert words[0] == PROGRAMME
    assert accepted(words[1:])
    for word in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices"):
        assert service[word] == "true"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    if service.get("Type") != "oneshot":
        assert service["Restart"] == "always"
        assert int(service["TimeoutStopSec"]) > 10
        assert parser["Unit"]["StartLimitIntervalSec"] == "0"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze")
def test_systemd_finds_no_fault_in_the_units_and_little_that_is_open(tmp_path):
    units = sorted((DEPLOY / "systemd").iterdir())
    for unit in units:
        # The programme is not installed here, and its absence would be a fault.
        text = unit.read_text("utf-8").replace(PROGRAMME, "/bin/true")
        (tmp_path / unit.name).write_text(text, "utf-8")
    analyze = ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(analyze, capture_output=True, text=True, check=False)
    about_ours = [line for line in done.stderr.splitlines() if "tuan100" in line]
    assert about_ours == []


def test_what_stands_before_the_site_hides_its_figures_and_brings_nothing_twice():
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert nginx.count("{") == nginx.count("}")
    assert nginx.count("proxy_pass ") == nginx.count("proxy_next_upstream off;")
    caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert caddy.count("{") == caddy.count("}")
    assert "lb_try" not in caddy
    for path in ("metrics", "healthz", "readyz"):
        assert path in re.search(r"location ~ .*\{\n\s+return 404", nginx)[0]
        assert f"/{path}" in re.search(r"@inside path (.*)", caddy)[1]


def test_the_guide_names_only_commands_settings_and_figures_that_there_are():
    guide = (ROOT / "docs" / "operating-guide.zh-CN.md").read_text("utf-8")
    for name, rest in set(re.findall(r"\btuan100 ([a-z]+)\b(?: ([a-z]+)\b)?", guide)):
        command = main.commands[name]
        if isinstance(command, click.Group) and rest:
            assert rest in command.commands, f"{name} {rest}"
    for section, key in set(re.findall(r"`\[(\w+)\] (\w+)", guide)):
        inner = Settings.model_fields.get(section)
        # Programmes have sections of their own.
        assert inner is None or key in inner.annotation.model_fields, f"[{section}] {key}"
    told = (ROOT / "bot" / "metrics.py").read_text("utf-8")
    named = set(re.findall(r"`(tuan100_\w+)", guide))
    assert named
    assert {name for name in named if f'"{name}"' not in told} == set()
    for file in re.findall(r"deploy/[\w./-]*\w", guide):
        assert file.startswith("deploy/secrets") or list(ROOT.glob(f"{file}*")), file
