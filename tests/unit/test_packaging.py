"""What is shipped, what is checked before a commit, and whether the pages for contributors name what is there."""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from tests import run

ROOT = Path(__file__).parents[2]


def test_the_wheel_says_that_the_package_has_types():
    """PEP 561. Hatch ships every file of the package but those that git ignores."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["src/unclench"]
    assert "exclude" not in wheel
    assert (ROOT / "src" / "unclench" / "py.typed").read_bytes() == b""


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
    roots = (ROOT, ROOT / "src" / "unclench", (ROOT / page).parent)
    assert [name for name in sorted(named) if not any((root / name).exists() for root in roots)] == []


TO_COME = {"on-skin.json", "site/"}
"""What the program makes in the user's folder, and what is built of the pages."""


def test_every_name_that_contributing_gives_is_in_the_code():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    names = set(re.findall(r"`(_?[A-Z][A-Za-z_]{2,}|_[a-z]+|test_[a-z_0-9]+)`", text)) - {"FILE"}
    code = "\n".join(
        path.read_text("utf-8") for folder in ("src", "tests", "sounds") for path in (ROOT / folder).rglob("*.py")
    )
    assert len(names) > 8
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", code)] == []


def test_contributing_gives_every_folder_of_the_program():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    folders = [path.parent.name for path in (ROOT / "src" / "unclench").glob("*/__init__.py")]
    outside = {"system", "figure", "media", "application"}
    assert [name for name in folders if f"`{name}/" not in text and name not in outside] == []
