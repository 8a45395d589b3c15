"""What is committed: no address of a package index, no place on one machine, nothing unaccounted."""

import ast
import hashlib
import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import dev

ROOT = dev.ROOT
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
NOT_SHIPPED = {"benchmarks", "deploy", "docs", "miniprogram", "requirements", "tests"}


def committed(*folders):
    """List the files that are, or are about to be, in the repository."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *folders]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in sorted(set(names.split("\0"))) if (ROOT / name).is_file()]


def texts():
    for file in committed():
        content = file.read_bytes()
        if b"\0" not in content:
            yield file.relative_to(ROOT), content.decode("utf-8")


def offences(pattern):
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_index():
    # A dot in brackets matches a dot, and keeps this file from naming what it forbids.
    hosts = r"pypi[.]org|pythonhosted[.]org|npmjs[.]org|yarnpkg[.]com|npmmirror[.]com"
    mirrors = r"(https?|file)://\S*(pypi|/simple\b|/wheels\b|registry[.])"
    options = r"--(extra-)?index[-]url[ =]|--find[-]links[ =]|--registry[=]"
    assert offences(re.compile(f"{hosts}|{mirrors}|{options}")) == []


def test_no_file_names_a_place_on_one_machine():
    home = f"{re.escape(str(Path.home()))}/"
    here = re.escape(str(ROOT))
    someone = r"/(home|Users)/\w+/"
    assert offences(re.compile(rf"(?<![\w.~$}}-])({home}|{here}\b|{someone})")) == []


@pytest.mark.parametrize("lock", ["base.txt", "build.txt", "test.txt", "uv.txt"])
def test_a_lock_pins_every_package_by_hash_and_nothing_else(lock):
    text = (dev.REQUIREMENTS / lock).read_text(encoding="utf-8")
    blocks = re.sub(r"\\\n\s*|\n\s*#.*", " ", text).splitlines()
    pinned = re.compile(
        r"[\w.-]+(\[[\w,-]+\])?==\S+( ; [^#\\]+?)?( +--hash=sha256:[0-9a-f]{64})+\s*"
    )
    assert [block for block in blocks if not pinned.fullmatch(block)] == []


def locked(lock):
    text = (dev.REQUIREMENTS / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text, re.MULTILINE))


def test_the_locks_agree_and_the_one_for_tests_holds_all():
    test = locked("test.txt")
    assert locked("base.txt").items() <= test.items()
    assert locked("build.txt").items() <= test.items()


def test_the_locks_cover_what_pyproject_asks_for():
    groups = PYPROJECT["dependency-groups"]
    asked = {
        "base.txt": PYPROJECT["project"]["dependencies"],
        "build.txt": groups["build"],
        "test.txt": groups["test"],
        "uv.txt": groups["uv"],
    }
    for lock, requirements in asked.items():
        names = {name_of(requirement) for requirement in requirements}
        assert names <= locked(lock).keys(), f"{lock}: run `python3 dev.py lock`"


FETCHED = ((dev.VENDOR, dev.VENDORED), (dev.TESTED_VENDOR, dev.TESTED))


def test_vendored_files_are_what_npm_delivered():
    for folder, packages in FETCHED:
        lock = json.loads((folder / "vendor.lock.json").read_text(encoding="utf-8"))
        assert {entry["package"]: entry["version"] for entry in lock} == {
            package: version for package, (version, _) in packages.items()
        }
        told = {name: digest for entry in lock for name, digest in entry["sha256"].items()}
        found = {
            file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in folder.glob("*/**/*")
            if file.is_file()
        }
        assert found == told


def test_every_vendored_package_brings_its_licence():
    for place, _ in FETCHED:
        for folder in place.glob("*/"):
            heads = [file.read_bytes()[:600] for file in folder.glob("*.css")]
            said = heads and all(b"Licensed under" in head for head in heads)
            assert said or (folder / "LICENSE").exists(), folder.name


def test_pyproject_lists_every_package_at_the_top():
    top = {file.relative_to(ROOT).parts[0] for file in committed() if file.parent != ROOT}
    folders = {name for name in top if not name.startswith(".")}
    assert folders - NOT_SHIPPED == set(PACKAGES)
    contracts = PYPROJECT["tool"]["importlinter"]["root_packages"]
    assert set(contracts) == {name for name in PACKAGES if any((ROOT / name).glob("*.py"))}


def test_the_domain_needs_the_standard_library_alone():
    for file in (ROOT / "domain").rglob("*.py"):
        outside = set(imported(file)) - sys.stdlib_module_names - {"domain"}
        assert outside == set(), file.name


def test_what_is_imported_is_asked_for():
    """A package that only comes along with another may stay away one day."""
    project = PYPROJECT["project"]["dependencies"]
    asked = {
        "programme": {name_of(requirement) for requirement in project},
        "tests": {name_of(each) for each in [*project, *PYPROJECT["dependency-groups"]["test"]]},
    }
    ours = {*PACKAGES, *NOT_SHIPPED, "dev"}
    owners = importlib.metadata.packages_distributions()
    for file in committed("*.py"):
        where = "programme" if file.relative_to(ROOT).parts[0] in PACKAGES else "tests"
        for module in set(imported(file)) - sys.stdlib_module_names - ours:
            found = {name_of(owner) for owner in owners.get(module, [module])}
            assert found & asked[where], f"{file.relative_to(ROOT)} imports {module}"


def name_of(requirement):
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def imported(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def test_the_wheel_holds_all_of_the_programme_and_nothing_else(tmp_path):
    build = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        "wheel",
        "--directory",
        tmp_path,
    ]
    subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
        about = {Path(name).name: name for name in archive.namelist() if ".dist-info/" in name}
        assert b"tuan100 = bot.__main__:main" in archive.read(about["entry_points.txt"])
    assert inside == {file.relative_to(ROOT).as_posix() for file in committed(*PACKAGES)}
    assert {name.split("/")[0] for name in inside} == set(PACKAGES)
    for data in (
        r"bot/static/vendor/.*\.css",
        r"programmes/.*\.toml",
        r"migrations/versions/.*\.py",
    ):
        assert any(re.fullmatch(data, name) for name in inside), data
