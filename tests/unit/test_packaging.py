"""What is shipped, what is checked before a commit, and whether the pages for contributors name what is there."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from tests import installed, run
from tests.pages import PACKAGE

ROOT = Path(__file__).parents[2]


def test_the_wheel_says_that_the_package_has_types():
    """PEP 561. Hatch ships every file of the package but those that git ignores."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["src/unclench"]
    assert "exclude" not in wheel
    assert (PACKAGE / "py.typed").read_bytes() == b""


def _zip(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return path


@pytest.mark.parametrize(
    ("again", "differing"),
    [
        ({"a": "1", "b": "2"}, []),
        ({"b": "2"}, ["a"]),
        ({"a": "1", "b": "2", "c": ""}, ["c"]),
        ({"a": "3", "b": "2"}, ["a"]),
    ],
)
def test_whatever_a_wheel_lacks_has_more_or_has_otherwise_is_named(tmp_path, again, differing):
    assert installed.differing(_zip(tmp_path / "1", a="1", b="2"), _zip(tmp_path / "2", **again)) == differing


def test_an_installed_package_is_tested_where_the_rest_of_the_source_distribution_is_but_no_source(tmp_path):
    for name in ("src/unclench/__init__.py", "tests/test_one.py", "docs/start.md"):
        path = tmp_path / "unclench-1" / name
        path.parent.mkdir(parents=True)
        path.touch()
    archive = shutil.make_archive(str(tmp_path / "packed"), "gztar", tmp_path, "unclench-1")
    tree = installed.without_source(Path(archive), tmp_path / "unpacked")
    assert sorted(path.name for path in tree.iterdir()) == ["docs", "tests"]


def test_the_hooks_are_the_quick_checks_of_the_test_run():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    assert {hook["language"] for hook in hooks} == {"system"}
    wanted = []
    for check in run.CHECKS:
        words = check[2:] if check[:2] == [sys.executable, "-m"] else [Path(check[0]).stem, *check[1:]]
        wanted.append([word for word in words if word != "--check"])  # a hook may put it right at once
    assert [shlex.split(hook["entry"]) for hook in hooks] == wanted
    whole = {hook["id"] for hook in hooks if hook.get("pass_filenames") is False}
    assert whole == {"mypy", "lint-imports"}


@pytest.mark.parametrize(
    ("system", "machine", "wanted"),
    [
        ("linux", "x86_64", ["miniaudio"]),
        ("linux", "aarch64", ["soundfile"]),
        ("linux", "armv7l", []),
        ("linux", "riscv64", []),
        ("darwin", "arm64", ["miniaudio"]),
        ("darwin", "x86_64", ["miniaudio"]),
        ("win32", "AMD64", ["miniaudio"]),
        ("win32", "ARM64", ["soundfile"]),
        ("freebsd14", "amd64", ["miniaudio"]),
    ],
)
def test_what_has_no_wheel_for_a_computer_is_not_asked_of_it(system, machine, wanted):
    """By `docs/platforms.md`: miniaudio has none for Linux on ARM nor for Windows on ARM."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        named = [Requirement(line) for line in tomllib.load(file)["project"]["dependencies"]]
    here = {"sys_platform": system, "platform_machine": machine}
    marked = [(each.name, each.marker) for each in named if each.marker is not None]
    assert [name for name, marker in marked if marker.evaluate(here)] == wanted


PAGES = ["CONTRIBUTING.md", "README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page):
    text = (ROOT / page).read_text("utf-8")
    quoted = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    words = [word for each in quoted for word in each.split()]
    named = {word for word in words if re.fullmatch(r"\.?[\w/-]+(/|\.(py|md|txt|json|toml|svg))", word)} - TO_COME
    named |= {link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith("http")}
    named = {name.removeprefix("src/unclench/") for name in named}
    roots = (ROOT, PACKAGE, (ROOT / page).parent)
    assert [name for name in sorted(named) if not any((root / name).exists() for root in roots)] == []


TO_COME = {"on-skin.json", "site/"}
"""What the program makes in the user's folder, and what is built of the pages."""


def test_every_name_that_contributing_gives_is_in_the_code():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    names = set(re.findall(r"`(_?[A-Z][A-Za-z_]{2,}|_[a-z]+|test_[a-z_0-9]+)`", text)) - {"FILE"}
    folders = (PACKAGE, ROOT / "tests", ROOT / "sounds")
    code = "\n".join(path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py"))
    assert len(names) > 8
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", code)] == []


def test_contributing_gives_every_folder_of_the_program():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    folders = [path.parent.name for path in PACKAGE.glob("*/__init__.py")]
    outside = {"system", "figure", "media", "application"}
    assert [name for name in folders if f"`{name}/" not in text and name not in outside] == []
