"""The CSS classes that tell style sheets the size of a screen."""

from __future__ import annotations

import pytest

from unclench.tui import theme


@pytest.mark.parametrize(
    ("size", "classes"),
    [
        ((1, 1), ("-tiny", "-flat")),
        ((39, 11), ("-tiny", "-flat")),
        ((40, 12), ("-narrow", "-short")),
        ((80, 24), ("-normal", "-middling")),
        ((120, 40), ("-wide", "-high")),
        ((200, 60), ("-huge", "-high")),
    ],
)
def test_a_screen_has_one_class_for_its_width_and_one_for_its_height(size, classes):
    assert theme.classes(*size) == classes
