"""What is shipped, and what is checked before a commit."""

from __future__ import annotations

import shlex
import sys
import tomllib
from pathlib import Path

import yaml
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
