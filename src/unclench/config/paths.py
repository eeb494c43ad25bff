"""Where things live on disk. Nothing is created here; who writes makes the folder."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from unclench.errors import UnclenchError

LONGEST = 80
"""Characters of a folder's name that a sentence repeats."""
_PACKAGE = Path(__file__).resolve().parents[1]


def shipped(name: str) -> Path:
    """A top-level folder that is shipped with the program: `routines` or `sounds`.

    It lies inside an installed wheel's package, and at the top of a checkout, which is also
    where an editable install points.
    """
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parents[1] / name


class NoHome(UnclenchError):
    """The folders that UNCLENCH_HOME names cannot be; the message is a sentence for the user."""


class Home(Struct, frozen=True):
    """The user's own folders. `UNCLENCH_HOME` puts all of them under one."""

    config: Path
    data: Path
    state: Path

    @property
    def settings(self) -> Path:
        """The settings file, TOML."""
        return self.config / "settings.toml"

    @property
    def routines(self) -> Path:
        """The user's own routines."""
        return self.data / "routines"

    @property
    def journal(self) -> Path:
        """The journal."""
        return self.data / "journal.db"

    @property
    def slip(self) -> Path:
        """The file that is there while something may be on the skin."""
        return self.data / "on-skin.json"

    @property
    def asked(self) -> Path:
        """The slip that says what need not be asked before a session: see `unclench.care.clearance`."""
        return self.state / "asked.json"

    @property
    def sounds(self) -> Path:
        """The user's own sounds."""
        return self.data / "sounds"

    @classmethod
    def nowhere(cls) -> Home:
        """Folders in which there is nothing, and in which nothing can be kept."""
        base = Path(os.devnull) / "unclench"
        return cls(base, base, base)


def home() -> Home:
    """The user's folders, by UNCLENCH_HOME or the system's custom. Raises NoHome."""
    if own := os.environ.get("UNCLENCH_HOME"):
        try:
            base = Path(own).expanduser()
        except RuntimeError as error:  # as `~nobody`
            raise NoHome(f"UNCLENCH_HOME is {own[:LONGEST]!r}, and nobody is called so here.") from error
        _possible(base, own)
        return Home(base / "config", base / "data", base / "state")
    from platformdirs import PlatformDirs  # 4 ms that a run with UNCLENCH_HOME does not need

    dirs = PlatformDirs("unclench", appauthor=False)
    return Home(Path(dirs.user_config_dir), Path(dirs.user_data_dir), Path(dirs.user_state_dir))


def _possible(base: Path, own: str) -> None:
    """Raises NoHome where the system would not even look for it, such as a name that is too long."""
    try:
        base.stat()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return  # it can be made, or whoever uses it says what is wrong with it
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is not possible"
        raise NoHome(f"UNCLENCH_HOME is {own[:LONGEST]!r}, which cannot be: {why}.") from error
