"""What a terminal types for somebody who drags a file into its window."""

from __future__ import annotations

import re

import pytest

from unclench.tui.new_flow import path_of


@pytest.mark.parametrize(
    "way",
    ["{}", "'{}'", '"{}"', " {} ", "{slashed}", "file://{quoted}"],
    ids=["bare", "'", '"', "blanks", "\\", "file:"],
)
def test_a_dragged_file_is_found_however_the_terminal_writes_it(tmp_path, way):
    path = tmp_path / "my sheet (2).yaml"
    path.touch()
    plain = str(path)
    typed = way.format(plain, slashed=re.sub(r"([ ()])", r"\\\1", plain), quoted=plain.replace(" ", "%20"))
    assert path_of(typed) == path


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "sheet.zip").touch()
    assert path_of("~/sheet.zip") == tmp_path / "sheet.zip"


@pytest.mark.parametrize("typed", ["'", '"', "''", "file://", "~nobody/x", "a\x00b", "x" * 10_000, "gone.yaml"])
def test_what_is_no_file_is_said_in_a_sentence(typed):
    with pytest.raises(ValueError, match="There is no file or folder"):
        path_of(typed)
