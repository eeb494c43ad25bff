"""Four themes of our own, with the colours of the phases; and the classes that tell a screen its size.

tests/unit/tui/test_themes.py computes that every text is legible and that the phases can be told
apart with and without colour blindness. A word always accompanies the colour.
"""

from __future__ import annotations

from textual.theme import Theme

DARK, LIGHT, CONTRAST, NIGHT = "unclench-dark", "unclench-light", "unclench-contrast", "unclench-night"

THEMES = (
    Theme(
        name=DARK,
        primary="#7fb8e6",
        secondary="#9fb0c3",
        accent="#f2b950",
        warning="#f2b950",
        error="#ff7a66",
        success="#6be08a",
        foreground="#eceff2",
        background="#101418",
        surface="#1a2027",
        panel="#242c35",
        dark=True,
        variables={
            "footer-background": "#101418",
            "scrollbar-background": "#101418",
            "scrollbar-corner-color": "#101418",
            "footer-key-foreground": "#eceff2",
            "footer-description-foreground": "#9aa6b2",
            "text-quiet": "#9aa6b2",
            "phase-work": "#ffb454",
            "phase-rest": "#b9e6ff",
            "phase-setup": "#f6f0a0",
            "phase-breathe": "#5fdca6",
            "phase-cold": "#52acff",
            "phase-heat": "#ff8a1f",
            "phase-pause": "#c3cad2",
            "phase-ask": "#e07ad0",
            "phase-last": "#ffffff",
            "alarm": "#ff6b57",
            "on-alarm": "#1a0500",
            "block-cursor-background": "#1c3f94",
            "block-cursor-foreground": "#ffffff",
            "block-cursor-blurred-background": "#242c35",
        },
    ),
    Theme(
        name=LIGHT,
        primary="#0b5a91",
        secondary="#4d5a66",
        accent="#8a5300",
        warning="#8a5300",
        error="#b3261e",
        success="#00783c",
        foreground="#14181c",
        background="#faf9f6",
        surface="#eeece6",
        panel="#e2dfd7",
        dark=False,
        variables={
            "footer-background": "#faf9f6",
            "scrollbar-background": "#faf9f6",
            "scrollbar-corner-color": "#faf9f6",
            "footer-key-foreground": "#14181c",
            "footer-description-foreground": "#56606a",
            "text-quiet": "#56606a",
            "phase-work": "#a86000",
            "phase-rest": "#006ac8",
            "phase-setup": "#4a5500",
            "phase-breathe": "#00783c",
            "phase-cold": "#003a9c",
            "phase-heat": "#60280c",
            "phase-pause": "#4d5a66",
            "phase-ask": "#b0148a",
            "phase-last": "#000000",
            "alarm": "#b3261e",
            "on-alarm": "#ffffff",
            "block-cursor-background": "#a9c9e4",
            "block-cursor-foreground": "#0a0d10",
            "block-cursor-blurred-background": "#c9cfd5",
        },
    ),
    Theme(
        name=CONTRAST,
        primary="#9fd0ff",
        secondary="#d0d8e0",
        accent="#ffd45e",
        warning="#ffd45e",
        error="#ff9c8c",
        success="#6ff0b8",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1c1c1c",
        dark=True,
        variables={
            "footer-background": "#000000",
            "scrollbar-background": "#000000",
            "scrollbar-corner-color": "#000000",
            "footer-key-foreground": "#ffffff",
            "footer-description-foreground": "#e0e0e0",
            "text-quiet": "#e0e0e0",
            "phase-work": "#ffc85a",
            "phase-rest": "#c8e8ff",
            "phase-setup": "#b4bd6a",
            "phase-breathe": "#4ff5b8",
            "phase-cold": "#5aa9ff",
            "phase-heat": "#ff8c1a",
            "phase-ask": "#d990b8",
            "phase-pause": "#ffffff",
            "phase-last": "#ffffff",
            "alarm": "#ffffff",
            "on-alarm": "#000000",
            "block-cursor-background": "#ffffff",
            "block-cursor-foreground": "#000000",
            "block-cursor-blurred-background": "#5a5a5a",
        },
    ),
    # Warm and dim, with nothing bright in a dark room; only the alarm is as bright as ever.
    Theme(
        name=NIGHT,
        primary="#b0916a",
        secondary="#94826c",
        accent="#c99931",
        warning="#c99931",
        error="#d2714f",
        success="#2ba978",
        foreground="#c6a680",
        background="#120d09",
        surface="#1a130d",
        panel="#241a12",
        dark=True,
        variables={
            "footer-background": "#120d09",
            "scrollbar-background": "#120d09",
            "scrollbar-corner-color": "#120d09",
            "footer-key-foreground": "#c6a680",
            "footer-description-foreground": "#937f69",
            "text-quiet": "#937f69",
            "phase-work": "#c99931",
            "phase-rest": "#838c93",
            "phase-setup": "#b1ae5f",
            "phase-breathe": "#2ba978",
            "phase-cold": "#5e77d5",
            "phase-heat": "#cc5840",
            "phase-pause": "#9a8f82",
            "phase-ask": "#c476c0",
            "phase-last": "#cfb38f",
            "alarm": "#ff6b57",
            "on-alarm": "#1a0500",
            "block-cursor-background": "#48261e",
            "block-cursor-foreground": "#cfb38f",
            "block-cursor-blurred-background": "#3a2c20",
        },
    ),
)

OURS = tuple(theme.name for theme in THEMES)
OF_THE_DAY = tuple(name for name in OURS if name != NIGHT)


def name_of(setting: str) -> str:
    """The theme's name for a setting: `dark`, `light`, `contrast`, or the name of one of Textual's own."""
    return f"unclench-{setting}" if f"unclench-{setting}" in OURS else setting


def setting_of(name: str) -> str:
    """The setting for a theme's name."""
    return name.removeprefix("unclench-") if name in OURS else name


def next_after(name: str) -> str:
    """The next of our themes for the day; the first if `name` is none of them. The night has a key of its own."""
    return OF_THE_DAY[(OF_THE_DAY.index(name) + 1) % len(OF_THE_DAY)] if name in OF_THE_DAY else OF_THE_DAY[0]


def phase_colours(*, dark: bool) -> dict[str, str]:
    """Our variables for a dark or light background, for themes that lack them."""
    return dict(THEMES[0 if dark else 1].variables)


SMALLEST = (40, 12)
"""Columns and rows. A smaller screen shows one line only."""

HORIZONTAL: list[tuple[int, str]] = [(0, "-tiny"), (40, "-narrow"), (80, "-normal"), (100, "-wide"), (160, "-huge")]
VERTICAL: list[tuple[int, str]] = [(0, "-flat"), (12, "-short"), (20, "-middling"), (34, "-high")]


def classes(columns: int, rows: int) -> tuple[str, str]:
    """The CSS classes of a screen with that many columns and rows: one for its width, one for its height."""
    return _class(HORIZONTAL, columns), _class(VERTICAL, rows)


def _class(breakpoints: list[tuple[int, str]], size: int) -> str:
    return next(name for least, name in reversed(breakpoints) if size >= least)
