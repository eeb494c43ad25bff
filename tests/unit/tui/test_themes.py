"""The colours of our own themes, computed: every text is legible, and every eye can tell the phases apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from rich.color import Color, ColorSystem

from unclench.tui.theme import CONTRAST, DARK, LIGHT, NIGHT, THEMES, next_after

PHASES = ("work", "rest", "setup", "breathe", "cold", "heat", "pause", "ask")
THEME = {theme.name: theme for theme in THEMES}
APART = 10.0
"""CIE 1976 colour difference from which two areas are told apart at a glance; 2.3 can just be noticed."""
BESIDE = [pair for pair in combinations(PHASES, 2) if "pause" not in pair]
"""The phases whose colours follow each other; a pause stops on its own word, in grey."""

# What the three kinds of colour blindness make of linear RGB (Machado, Oliveira, Fernandes 2009, severity 1).
EYES = {
    "usual": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                        [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                        [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                        [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
Colour = npt.NDArray[np.float64]


def linear(code: str) -> Colour:
    """`#rrggbb` as linear RGB, 0 to 1."""
    srgb = np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, 1 to 21."""
    light = sorted(float(linear(code) @ [0.2126, 0.7152, 0.0722]) for code in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def lab(rgb: Colour) -> Colour:
    """Linear RGB in CIELAB under D65."""
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = matrix @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(eye: str, one: str, other: str) -> float:
    """How far apart two colours are for an eye."""
    first, second = (lab(EYES[eye] @ linear(code)) for code in (one, other))
    return float(np.linalg.norm(first - second))


def texts(name: str) -> list[tuple[str, str, str, str]]:
    """Every pair of text and background in the style sheets: names and colours."""
    theme = THEME[name]
    v = theme.variables
    on_background = {
        "foreground": theme.foreground, "text-quiet": v["text-quiet"], "accent": theme.accent, "error": theme.error,
        "warning": theme.warning, "success": theme.success, "primary": theme.primary, "phase-last": v["phase-last"],
        "footer-description": v["footer-description-foreground"], "footer-key": v["footer-key-foreground"],
        **{f"phase-{phase}": v[f"phase-{phase}"] for phase in PHASES},
    }  # fmt: skip
    pairs = [(label, colour, "background", theme.background) for label, colour in on_background.items()]
    pairs += [("foreground", theme.foreground, ground, getattr(theme, ground)) for ground in ("surface", "panel")]
    pairs += [("text-quiet", v["text-quiet"], "surface", theme.surface)]
    pairs += [("on-alarm", v["on-alarm"], "alarm", v["alarm"])]
    pairs += [("background", theme.background, "phase-breathe", v["phase-breathe"])]
    pairs += [("block-cursor-foreground", v["block-cursor-foreground"], "cursor", v["block-cursor-background"])]
    return [(one, str(a), other, str(b)) for one, a, other, b in pairs]


@pytest.mark.parametrize(
    ("theme", "text", "colour", "ground", "behind"),
    [(name, *pair) for name in THEME for pair in texts(name)],
    ids=str,
)
def test_every_text_has_a_contrast_of_at_least_four_and_a_half(theme, text, colour, ground, behind):
    assert contrast(colour, behind) >= 4.5


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("pair", BESIDE, ids="-".join)
@pytest.mark.parametrize("theme", THEME)
def test_the_colours_of_two_phases_stay_apart(theme, pair, eye):
    one, other = (THEME[theme].variables[f"phase-{phase}"] for phase in pair)
    assert difference(eye, one, other) >= APART


DIM = 0.55
"""The most light (0 to 1, of white) that any text of the night may give; the dark theme's is 0.85."""


def test_the_night_is_dim_and_warm_and_only_its_alarm_is_bright():
    night = THEME[NIGHT]
    grounds = (night.background, night.surface, night.panel, night.variables["block-cursor-background"])
    light = {ground: float(linear(str(ground)) @ [0.2126, 0.7152, 0.0722]) for ground in grounds}
    assert max(light.values()) <= 0.03
    for name, colour, _, behind in texts(NIGHT):
        if name != "on-alarm" and behind != night.variables["phase-breathe"]:
            assert float(linear(colour) @ [0.2126, 0.7152, 0.0722]) <= DIM, name
    for warm in map(str, (night.background, night.foreground, night.accent, night.variables["text-quiet"])):
        red, _, blue = linear(warm)
        assert red > blue
    assert night.variables["alarm"] == THEME[DARK].variables["alarm"]


def test_the_key_for_colours_goes_through_those_of_the_day_and_leaves_the_night_for_the_first():
    assert [next_after(name) for name in (DARK, LIGHT, CONTRAST, NIGHT)] == [LIGHT, CONTRAST, DARK, DARK]


@pytest.mark.parametrize("theme", THEME)
def test_in_sixteen_colours_the_bar_and_the_alarm_are_seen_and_their_words_too(theme):
    """So many a terminal on a rescue disk has; whatever is nearest is taken."""

    def nearest(code: str) -> int | None:
        return Color.parse(code).downgrade(ColorSystem.STANDARD).number

    v, ground = THEME[theme].variables, nearest(str(THEME[theme].background))
    bars = {nearest(v["block-cursor-background"]), nearest(v["block-cursor-blurred-background"])}
    assert ground not in {*bars, nearest(v["alarm"])}
    assert nearest(v["block-cursor-background"]) != nearest(v["block-cursor-foreground"])
    assert nearest(v["alarm"]) != nearest(v["on-alarm"])
    phases = {phase: nearest(v[f"phase-{phase}"]) for phase in PHASES}
    assert ground not in phases.values()
    assert len({phases[phase] for phase in ("work", "rest", "breathe", "cold", "heat")}) == 5


QUIET_OF_SIXTEEN = 3.0
"""The contrast that large letters need; no colour of the 16 but black has 4.5 on a ground of white or grey."""


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_in_sixteen_colours_a_word_of_every_phase_and_the_bar_are_legible(theme):
    def nearest(code: object) -> str:
        return Color.parse(str(code)).downgrade(ColorSystem.STANDARD).get_truecolor().hex

    shades, v = THEME[theme], THEME[theme].variables
    for phase in PHASES:
        assert contrast(nearest(v[f"phase-{phase}"]), nearest(shades.background)) >= QUIET_OF_SIXTEEN, phase
    assert contrast(nearest(v["block-cursor-foreground"]), nearest(v["block-cursor-background"])) >= 4.5
    assert contrast(nearest(shades.foreground), nearest(v["block-cursor-blurred-background"])) >= QUIET_OF_SIXTEEN


@pytest.mark.parametrize("theme", THEME)
def test_the_bar_without_the_keys_is_told_from_its_ground_and_its_words_are_legible(theme):
    bar = THEME[theme].variables["block-cursor-blurred-background"]
    assert contrast(bar, str(THEME[theme].background)) >= 1.3
    assert contrast(bar, str(THEME[theme].foreground)) >= 4.5
