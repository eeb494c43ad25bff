"""A release is one tag: what the workflows run is pinned, and tag, version and changelog have to agree."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import unclench

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
OURS = {"./.github/workflows/checks.yml"}


def _release() -> ModuleType:
    return _module("release")


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / ".github" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def _jobs() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{path.name}: {name}", job)
        for path in WORKFLOWS
        for name, job in yaml.safe_load(path.read_text("utf-8"))["jobs"].items()
    ]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_hash_with_its_version_beside_it(path):
    used = re.findall(r"uses: (\S+)(.*)", path.read_text("utf-8"))
    strangers = [(action, rest) for action, rest in used if action not in OURS]
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action, _ in strangers)
    assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", rest) for _, rest in strangers)


def test_one_action_has_one_version_in_all_workflows():
    used = {re.sub(r"@.*", "", found): set[str]() for found in re.findall(r"uses: (\S+@\S+)", _all())}
    for name, hash in re.findall(r"uses: (\S+)@(\S+)", _all()):
        used[name].add(hash)
    assert {name: len(hashes) for name, hashes in used.items()} == dict.fromkeys(used, 1)


def test_every_tool_that_a_workflow_installs_has_a_version():
    installed = [word for line in re.findall(r"pip install (.*)", _all()) for word in line.split()]
    tools = [word for word in installed if not word.startswith(("--", '".['))]
    assert tools
    assert [tool for tool in tools if not re.fullmatch(r"[\w-]+==[\d.]+", tool)] == []


def test_contributing_gives_the_tools_the_versions_that_the_workflows_give_them():
    pinned = r"[\w-]+==[\d.]+"
    given = set(re.findall(pinned, (ROOT / "CONTRIBUTING.md").read_text("utf-8")))
    assert given
    assert given - set(re.findall(pinned, _all())) == set()


def test_no_workflow_may_write_but_the_two_jobs_that_publish_and_every_job_ends_by_itself():
    for path in WORKFLOWS:
        assert yaml.safe_load(path.read_text("utf-8"))["permissions"] == {"contents": "read"}
    writing = {name: job["permissions"] for name, job in _jobs() if "permissions" in job}
    assert writing == {"release.yml: index": {"id-token": "write"}, "release.yml: page": {"contents": "write"}}
    assert [name for name, job in _jobs() if "timeout-minutes" not in job and job.get("uses") not in OURS] == []


def test_the_workflows_run_on_every_python_that_the_package_says_it_is_for():
    with (ROOT / "pyproject.toml").open("rb") as file:
        said = tomllib.load(file)["project"]["classifiers"]
    versions = [each.rsplit(" ", 1)[1] for each in said if re.search(r":: 3\.\d+$", each)]
    jobs = dict(_jobs())
    assert jobs["checks.yml: tests"]["strategy"]["matrix"]["python"] == versions
    assert {os.split("-")[0] for os in jobs["checks.yml: tests"]["strategy"]["matrix"]["os"]} == {
        "ubuntu",
        "macos",
        "windows",
    }


def test_nothing_of_an_event_reaches_a_shell_but_by_the_environment():
    scripts = [step["run"] for _, job in _jobs() for step in job.get("steps", []) if "run" in step]
    assert scripts
    assert [script for script in scripts if "${{" in script] == []


def test_the_version_is_the_same_wherever_it_is_said():
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    assert unclench.__version__ == version
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"] == version


def _changelog(folder: Path, text: str, version: str = "0.3.0") -> Path:
    (folder / "pyproject.toml").write_text(f'[project]\nname = "unclench"\nversion = "{version}"\n', encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(text, encoding="utf-8")
    return folder


def test_the_notes_of_a_release_are_its_section_of_the_changelog_and_no_other(tmp_path):
    root = _changelog(
        tmp_path, "# Changelog\n\n## Unreleased\n\n## 0.3.0 - 2026-12-24\n\n- New.\n\n## 0.2.0 - 2026-12-01\n\n- Old.\n"
    )
    assert _release().notes("v0.3.0", root) == "- New.\n"


@pytest.mark.parametrize(
    ("tag", "text", "words"),
    [
        ("v0.2.0", "## 0.3.0 - 2026-12-24\n\n- New.\n", "has to be v0.3.0"),
        ("v0.3.0", "## Unreleased\n\n- New.\n", "no section"),
        ("v0.3.0", "## 0.3.0 - 2026-12-24\n\n## 0.2.0 - 2026-12-01\n\n- Old.\n", "nothing in it"),
    ],
)
def test_a_tag_that_differs_from_version_or_changelog_makes_no_release(tmp_path, tag, text, words):
    with pytest.raises(ValueError, match=words):
        _release().notes(tag, _changelog(tmp_path, text))


def test_the_single_file_says_for_which_python_and_system_it_is_where_it_does_not_fit():
    system, major, minor = here = (sysconfig.get_platform(), *sys.version_info[:2])
    for wanted, said in (
        (here, ""),
        ((system, 3, 99), f"This file is for Python 3.99 on {system}, and this is Python {major}.{minor} on {system}."),
    ):
        asked = [sys.executable, "-c", _release().FITS.format(wanted=wanted)]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        assert (done.stderr[: len(said)], done.returncode) == (said, 1 if said else 0)


def test_on_the_index_every_link_and_picture_of_the_readme_leads_to_the_released_version():
    made = _module("package_page").page((ROOT / "README.md").read_text("utf-8"), "https://example.org/a/b", "1.2.3")
    links = re.findall(r"(!?)\[[^\]]*\]\(([^)]+)\)", made)
    assert ("!", "https://example.org/a/b/raw/v1.2.3/docs/moving.svg") in links
    assert ("", "https://example.org/a/b/blob/v1.2.3/SECURITY.md") in links
    assert [link for _, link in links if not link.startswith("https://")] == []
    files = [re.split("/v1.2.3/|#", link)[1] for _, link in links if "/v1.2.3/" in link]
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_a_link_that_is_whole_or_leads_within_the_page_stays():
    page = "[one](https://example.org/x) [two](#two)\n"
    assert _module("package_page").page(page, "https://example.org/a/b", "1.0") == page


@pytest.mark.parametrize("repository", [None, "somebody/unclench"])
def test_the_package_tells_the_addresses_of_the_repository_that_releases_it_and_else_none(monkeypatch, repository):
    monkeypatch.delenv("GITHUB_SERVER_URL", raising=False)
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    if repository is not None:
        monkeypatch.setenv("GITHUB_REPOSITORY", repository)
    metadata: dict[str, Any] = {"version": "1.0"}
    _module("package_page").PackagePage(str(ROOT), {}).update(metadata)
    assert metadata["readme"]["content-type"] == "text/markdown"
    if repository is None:
        assert metadata["urls"] == {}
        assert metadata["readme"]["text"] == (ROOT / "README.md").read_text("utf-8")
    else:
        assert metadata["urls"]["Source"] == "https://github.com/somebody/unclench"
        assert "https://github.com/somebody/unclench/raw/v1.0/docs/moving.svg" in metadata["readme"]["text"]


def _all() -> str:
    return "\n".join(path.read_text("utf-8") for path in WORKFLOWS)
