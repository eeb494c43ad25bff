"""The pages of docs/ as a site: built without a warning, readable without a network, and whole."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests import pages

pytestmark = pytest.mark.skipif(
    find_spec("zensical") is None and not os.environ.get("CI"),
    reason="needs the extra `docs`; in CI it has to be there",
)


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of the pages in this folder, as strictly as CI does."""
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=300)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration and the pages, in a folder of their own."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(pages.ROOT / "zensical.toml", folder)
    shutil.copytree(pages.DOCS, folder / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def site(project: Path) -> Path:
    """The finished site."""
    done = build(project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in (done.stdout + done.stderr).lower()
    return project / "site"


def test_every_page_picture_and_example_is_in_the_site_and_no_script_of_ours(site: Path):
    wanted = {page.with_suffix(".html").name for page in pages.SITE}
    wanted |= {path.name for path in pages.DOCS.glob("*.svg")}
    assert wanted <= {path.name for path in site.iterdir()}
    examples = {path.name for path in (pages.DOCS / "examples").iterdir()}
    assert examples == {path.name for path in (site / "examples").iterdir()}
    assert list(site.rglob("*.py")) == []


def test_no_page_loads_anything_from_another_host(site: Path):
    for path in (*site.glob("*.html"), *site.rglob("*.css")):
        text = path.read_text("utf-8")
        loaded = re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"']?((?:https?:)?//[^\"'>]+)", text)
        loaded += re.findall(r"(?:url\(|@import )[\"']?((?:https?:)?//[^\"')]+)", text)
        assert loaded == [], path.name


def test_every_link_in_the_site_is_relative_and_leads_to_a_file_that_is_there(site: Path):
    for path in site.glob("*.html"):
        if path.name == "404.html":
            continue  # it is shown in place of any page, wherever that would be
        for link in re.findall(r"(?:src|href)=[\"']?([^\"' >]+)", path.read_text("utf-8")):
            assert not link.startswith("/"), (path.name, link)
            name = link.partition("#")[0].partition("?")[0]
            assert "://" in link or not name or (site / name).exists(), (path.name, link)


def test_a_link_that_leads_nowhere_stops_the_build(tmp_path: Path):
    shutil.copy(pages.ROOT / "zensical.toml", tmp_path)
    (tmp_path / "docs").mkdir()
    for page in pages.SITE:
        (tmp_path / "docs" / page.name).write_text("# A page\n", "utf-8")
    (tmp_path / "docs" / "iframe-worker.js").touch()
    assert build(tmp_path).returncode == 0
    (tmp_path / "docs" / "start.md").write_text("# A page\n\n[on](nowhere.md)\n", "utf-8")
    assert build(tmp_path).returncode != 0
