"""dev.py says what is missing, translates pip's settings, and mends a half-made set-up."""

import ast
import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, dev.ROOT / "dev.py", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Let dev.py do its work in a folder of this test."""
    monkeypatch.setattr(dev, "TOOLS", tmp_path / ".tools")
    monkeypatch.setattr(dev, "LOG", tmp_path / ".tools" / "setup.log")
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "tuan100.stamp")
    monkeypatch.setattr(dev, "UNFINISHED", tmp_path / ".tools" / "unfinished")
    monkeypatch.setattr(dev, "pip", tuple)
    monkeypatch.setattr(dev, "installer", lambda: None)
    return tmp_path


@pytest.fixture
def installed(monkeypatch):
    """Record what would be installed, instead of installing it."""
    calls = []
    monkeypatch.setattr(
        dev, "install", lambda _uv, *locks: calls.append([lock.name for lock in locks])
    )
    return calls


def test_help_names_every_command():
    told = run("help")
    assert told.returncode == 0
    for command in ("demo", "test", "check", "bench", "recount", "lock", "vendor"):
        assert f"dev.py {command}" in told.stdout


def test_an_unknown_command_is_answered_with_help():
    told = run("dance")
    assert told.returncode == 2
    assert "dev.py demo" in told.stdout


def test_an_old_python_can_read_the_file_and_is_told(monkeypatch, capsys):
    ast.parse(inspect.getsource(dev), feature_version=(3, 8))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert dev.main(["demo"]) == 1
    assert capsys.readouterr().err == "dev.py: Python 3.11 or newer is needed and this is 3.9.2\n"


def test_the_settings_of_pip_are_handed_on(tmp_path):
    told = dev.uv_settings(
        "\n".join(
            [
                "global.cert='/etc/ssl/ours.pem'",
                "global.extra-index-url='\\nhttp://b.example\\nhttp://c.example'",
                "global.index-url='http://overruled.example'",
                f"global.find-links='{tmp_path} {tmp_path}/not-there'",
                "install.index-url='http://a.example'",
                "install.trusted-host='a.example'",
                ":env:.proxy='http://proxy.example:3128'",
            ],
        ),
    )
    assert told == {
        "UV_DEFAULT_INDEX": "http://a.example",
        "UV_INDEX": "http://b.example http://c.example",
        "UV_FIND_LINKS": str(tmp_path),
        "UV_INSECURE_HOST": "a.example",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "SSL_CERT_FILE": "/etc/ssl/ours.pem",
        "ALL_PROXY": "http://proxy.example:3128",
    }


def test_what_the_environment_says_to_uv_stands(monkeypatch):
    said = subprocess.CompletedProcess([], 0, "global.index-url='http://pips.example'")
    monkeypatch.setattr(dev, "pip", tuple)
    monkeypatch.setattr(dev, "execute", lambda *_command, **_options: said)
    assert dev.package_index()["UV_DEFAULT_INDEX"] == "http://pips.example"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://mine.example")
    assert dev.package_index()["UV_DEFAULT_INDEX"] == "http://mine.example"


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (
            "error: Failed to fetch x\n  cause: error sending request for url\n",
            "the package index cannot be reached",
        ),
        ("OSError: [Errno 28] No space left on device\n", "the disk is full"),
        ("ERROR: no matching distribution\nhint: y\n", "ERROR: no matching distribution"),
        ("", "no reason was given"),
    ],
)
def test_a_failure_is_told_in_one_line(output, line):
    told = dev.explain("packages cannot be installed", output)
    assert told.startswith(f"packages cannot be installed: {line}")
    assert "\n" not in told


def test_the_set_up_is_done_once(elsewhere, installed, capsys):
    dev.prepare("demo")
    dev.prepare("demo")
    assert installed == [["base.txt", "build.txt"]]
    assert capsys.readouterr().out.count("Setting up") == 1


def test_the_tests_set_up_serves_the_demo_as_well(elsewhere, installed):
    dev.prepare("test")
    dev.prepare("demo")
    assert installed == [["test.txt"]]
    dev.prepare("test")
    assert installed == [["test.txt"]]


def test_the_demos_set_up_is_added_to_for_the_tests(elsewhere, installed):
    dev.prepare("demo")
    marker = dev.VENV / "marker"
    marker.touch()
    dev.prepare("test")
    assert installed == [["base.txt", "build.txt"], ["test.txt"]]
    assert marker.exists()


def test_a_half_made_environment_is_made_afresh(elsewhere, monkeypatch):
    def interrupted(*_arguments):
        raise dev.Stop("the power failed")

    monkeypatch.setattr(dev, "install", interrupted)
    with pytest.raises(dev.Stop):
        dev.prepare("demo")
    debris = dev.VENV / "debris"
    debris.touch()
    monkeypatch.setattr(dev, "install", lambda *_arguments: None)
    dev.prepare("demo")
    assert not debris.exists()
    assert dev.PYTHON.exists()


def test_an_environment_made_by_somebody_else_is_left_alone(elsewhere, installed):
    dev.VENV.mkdir()
    (dev.VENV / "precious").touch()
    with pytest.raises(dev.Stop, match="move it away"):
        dev.prepare("demo")
    assert (dev.VENV / "precious").exists()
    assert installed == []


def test_an_environment_of_another_python_is_made_afresh(elsewhere, installed):
    dev.prepare("demo")
    dev.STAMP.write_text(dev.STAMP.read_text().replace("Python 3", "Python 2"))
    (dev.VENV / "debris").touch()
    dev.prepare("demo")
    assert not (dev.VENV / "debris").exists()


def test_without_network_one_line_says_so(tmp_path):
    """A copy of the project with nothing set up, and a package index that is not there."""
    shutil.copy(dev.ROOT / "dev.py", tmp_path)
    for name in ("pyproject.toml", "requirements"):
        (tmp_path / name).symlink_to(dev.ROOT / name)
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_FIND_LINKS": "",
        "PIP_NO_CACHE_DIR": "1",
    }
    python = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
    told = subprocess.run(
        [python, "dev.py", "demo"],
        cwd=tmp_path,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr == (
        "dev.py: uv cannot be fetched: the package index cannot be reached (see .tools/setup.log)\n"
    )
