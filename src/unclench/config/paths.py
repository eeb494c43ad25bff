"""Where things are on disk. Nothing is created here: whoever writes a file creates its folder."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.language import tr

LONGEST = 80
"""Characters of a folder's name that an error message repeats."""
_PACKAGE = Path(__file__).resolve().parents[1]


def shipped(name: str) -> Path:
    """A folder that comes with the program: `routines`, `sounds`, or `docs` with the names of the sources.

    It is inside the package in a wheel, and at the top of the repository in a checkout and in an
    editable install.
    """
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parents[1] / name


class NoHome(UnclenchError):
    """UNCLENCH_HOME does not name a possible folder; the message is a sentence for the user."""


class Home(Struct, frozen=True):
    """The user's own folders. UNCLENCH_HOME puts all of them into one."""

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
        """The journal, SQLite."""
        return self.data / "journal.db"

    @property
    def slip(self) -> Path:
        """The file that exists while something may be on the skin: see `unclench.journal.slips`."""
        return self.data / "on-skin.json"

    @property
    def asked(self) -> Path:
        """The file that says what need not be asked before a session: see `unclench.care.clearance`."""
        return self.state / "asked.json"

    @property
    def heard(self) -> Path:
        """The file that says on which day the alarm was last heard: see `unclench.care.pack_check`."""
        return self.state / "heard.json"

    @property
    def unsaved(self) -> Path:
        """The folder of what was changed in the editor and not saved: see `unclench.routine.draft_file`."""
        return self.state / "unsaved"

    @property
    def sounds(self) -> Path:
        """The user's own sounds."""
        return self.data / "sounds"

    @classmethod
    def nowhere(cls) -> Home:
        """Folders in which there is nothing, and in which nothing can be stored."""
        base = Path(os.devnull) / "unclench"
        return cls(base, base, base)


def home() -> Home:
    """The user's folders: those in UNCLENCH_HOME, or the usual ones of the system. Raises NoHome."""
    if own := os.environ.get("UNCLENCH_HOME"):
        try:
            base = Path(own).expanduser()
        except RuntimeError as error:  # such as `~nobody`
            nobody = tr("UNCLENCH_HOME is {folder!r}, and there is no such user here.", folder=own[:LONGEST])
            raise NoHome(nobody) from error
        _check_possible(base, own)
        return Home(base / "config", base / "data", base / "state")
    from platformdirs import PlatformDirs  # 4 ms that a run with UNCLENCH_HOME does not need

    dirs = PlatformDirs("unclench", appauthor=False)
    return Home(Path(dirs.user_config_dir), Path(dirs.user_data_dir), Path(dirs.user_state_dir))


def papers(home: Home) -> Path:
    """The folder for pages that somebody wants to find again: their documents, or UNCLENCH_HOME."""
    if os.environ.get("UNCLENCH_HOME"):
        return home.data.parent
    from platformdirs import user_documents_path

    documents = user_documents_path()  # by another name in another language, and in a cloud's folder on Windows
    return documents if documents.is_dir() else Path.home()


def _check_possible(base: Path, own: str) -> None:
    """Raises NoHome for a folder that the system would not even look for, such as one with too long a name."""
    try:
        base.stat()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return  # it can be created, or whoever uses it reports what is wrong
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or tr("its name is not possible")
        unusable = tr("UNCLENCH_HOME is {folder!r}, which can't be used: {why}.", folder=own[:LONGEST], why=why)
        raise NoHome(unusable) from error
