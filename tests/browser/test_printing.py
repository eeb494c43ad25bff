"""The report for a doctor, and a routine on paper, as Chromium prints them; skipped without it, but not in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.browser.chromium import chromium
from tests.unit.bundled import BUNDLED, CATALOGUE

from unclench.journal.queries import PainEffect
from unclench.journal.records import NoteRecord, OverrideRecord, PainRecord, SessionRecord
from unclench.journal.transfer import JournalExport
from unclench.reports import printed as sheet
from unclench.reports.for_a_doctor import html
from unclench.safety.exposure import Exposure, Moment
from unclench.session.choices import Choices
from unclench.session.compiler import choose

CHROMIUM = chromium()
MISSING = CHROMIUM is None or not shutil.which("pdfinfo") or not shutil.which("pdftotext")
pytestmark = pytest.mark.skipif(MISSING and not os.environ.get("CI"), reason="needs Chromium, poppler")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-pdf-header-footer",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
NOW, HOUR = 1_795_000_000_000, 3_600_000
LONG = "Zürich 腰痛 W" * 200


def id(number: int) -> str:
    return f"{number:032x}"


def moment(wall: int) -> Moment:
    return Moment("boot", wall, wall)


def years() -> tuple[JournalExport, list[PainEffect]]:
    """Four years, with the longest titles, reasons and notes that there can be."""
    walls = [NOW - number * 12 * HOUR for number in range(3_000)]
    return JournalExport(
        sessions=[SessionRecord(id=id(n), routine="r", title=LONG[:200], began=w, ended=w + HOUR, why="finished")
                  for n, w in enumerate(walls)],
        exposures=[Exposure(id(n), "cold", moment(w), HOUR, moment(w + HOUR // 4)) for n, w in enumerate(walls)],
        pain=[PainRecord(id=id(n), at=w, rating=n % 11, when="step", place=f"Place {n % 9} {LONG}"[:500])
              for n, w in enumerate(walls)],
        notes=[NoteRecord(id=id(n), at=w, text=LONG) for n, w in enumerate(walls)],
        overrides=[OverrideRecord(id=id(n), at=w, limit="C1.4", reason=LONG) for n, w in enumerate(walls)],
    ), [PainEffect(str(n), LONG[:200], 1000, 8.25, 3.75) for n in range(40)]  # fmt: skip


def printed(page: str, folder: Path) -> tuple[int, str]:
    """How many pages it prints to, and the text on them."""
    source, pdf = folder / "report.html", folder / "report.pdf"
    source.write_text(page, "utf-8")
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={pdf}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    info = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return next(int(line.split()[1]) for line in info.splitlines() if line.startswith("Pages:")), text


def test_four_years_of_a_journal_print_to_one_page_with_every_table_on_it(tmp_path):
    pages, text = printed(html(*years(), NOW), tmp_path)
    assert pages == 1
    for heading in ("Back journal", "Pain, 0 to 10", "by routine", "Cold and heat", "Sessions", "overridden", "Notes"):
        assert heading in text
    assert "And 2,996 more." in text


def test_an_empty_journal_prints_to_one_page(tmp_path):
    pages, text = printed(html(JournalExport(), [], NOW), tmp_path)
    assert (pages, "No pain ratings." in text) == (1, True)


SIX = sorted(id for id, routine in BUNDLED.items() if len(choose(routine, Choices()).timeline.steps) == 6)


@pytest.mark.parametrize("id", SIX)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_routine_of_six_steps_prints_to_one_page_with_all_of_them_on_it(tmp_path, id, paper):
    chosen = choose(BUNDLED[id], Choices())
    page = sheet.html(chosen, lambda exercise: movement.figure if (movement := CATALOGUE.get(exercise)) else None)
    pages, text = printed(page.replace("</style>", f"@page {{ size: {paper} }}</style>", 1), tmp_path)
    assert pages == 1
    assert [step.name for step in chosen.timeline.steps if step.name not in " ".join(text.split())] == []
