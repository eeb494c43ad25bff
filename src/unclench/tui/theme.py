"""Two themes of our own, checked for contrast; the colours of the phases are theirs to say.

The phases differ in lightness as well as in hue, after Okabe and Ito's set for colour
blindness, and a word always stands beside the colour.
"""

from __future__ import annotations

from textual.theme import Theme

DARK, LIGHT = "unclench-dark", "unclench-light"

THEMES = (
    Theme(
        name=DARK,
        primary="#7fb8e6",
        secondary="#9fb0c3",
        accent="#f2b950",
        warning="#f2b950",
        error="#ff7a66",
        success="#7fd1ae",
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
            "phase-work": "#ffc45c",
            "phase-rest": "#86c5f4",
            "phase-setup": "#e9e2b2",
            "phase-breathe": "#8fdcb9",
            "phase-cold": "#a9c1ff",
            "phase-heat": "#ff9d76",
            "phase-pause": "#c3cad2",
            "phase-ask": "#f3a9d0",
            "alarm": "#ff6b57",
            "on-alarm": "#1a0500",
            "block-cursor-background": "#2c4a63",
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
        success="#116b4a",
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
            "phase-work": "#8a5300",
            "phase-rest": "#0b5a91",
            "phase-setup": "#5d5600",
            "phase-breathe": "#116b4a",
            "phase-cold": "#3343a8",
            "phase-heat": "#a83a10",
            "phase-pause": "#4d5a66",
            "phase-ask": "#8c2a64",
            "alarm": "#b3261e",
            "on-alarm": "#ffffff",
            "block-cursor-background": "#bcd9ee",
            "block-cursor-foreground": "#0a0d10",
            "block-cursor-blurred-background": "#e2dfd7",
        },
    ),
)
