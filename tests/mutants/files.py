"""Files: what somebody was given, what replaces a file, and a sheet that is changed on the screen."""

# ruff: noqa: E501  # each row is one edit, and stands on one line
from __future__ import annotations

from tests.mutants.table import Mutant

ADDITION = "src/unclench/exchange/addition.py"
ATTACHMENTS = "src/unclench/routine/attachments.py"
ARCHIVE = "src/unclench/exchange/archive.py"
REPLACEMENT = "src/unclench/system/files.py"
SPLICE = "src/unclench/routine/splice.py"
DRAFT = "src/unclench/routine/draft.py"
DRAFT_FILE = "src/unclench/routine/draft_file.py"
KEEPER = "src/unclench/tui/draft_keeper.py"

MUTANTS = (
    Mutant("files: what is added", ADDITION, "if there is None and not os.path.lexists(target):", "if there is None:"),
    Mutant("files: what is added", ADDITION, "if there is None and not os.path.lexists(target):", "if not os.path.lexists(target):"),
    Mutant("files: what is added", ADDITION, "os.path.lexists(target)", "os.path.exists(target)"),
    Mutant("files: what is added", ADDITION, "{id.casefold(): path", "{id: path"),
    Mutant("files: what is added", ADDITION, "except (LoadError, OSError):\n        return False", "except (LoadError, OSError):\n        return True"),
    Mutant("files: what is added", ADDITION, "            placed.take_back()\n", ""),
    Mutant("files: what is added", ADDITION, "if problems:\n            raise NotTaken(problems)\n        placed", "if problems and not ready:\n            raise NotTaken(problems)\n        placed"),
    Mutant("files: what is added", ADDITION, "    if broken:\n        raise NotTaken(told)\n", ""),
    Mutant("files: what is added", ADDITION, "if path.is_relative_to(folder.resolve()):", "if True:"),
    Mutant("files: what is added", ARCHIVE, "if stat.S_ISLNK(kind):", "if False:"),
    Mutant("files: what is added", ATTACHMENTS, ' or ".." in name.split("/")', ""),
    Mutant("files: what is added", ATTACHMENTS, 'name.startswith(("/", "~"))', 'name.startswith("~")'),
    Mutant("files: what is replaced", REPLACEMENT, "    target = followed(path)", "    target = path"),
    Mutant("files: what is replaced", REPLACEMENT, "        _expect(target, before)  # writing", "        pass  # writing"),
    Mutant("files: what is replaced", REPLACEMENT, "    if found != before:\n        raise ChangedMeanwhile\n", ""),
    Mutant("files: what is replaced", REPLACEMENT, "new=before is None)", "new=False)"),
    Mutant("files: what is replaced", REPLACEMENT, "if not os.access(target, os.W_OK):", "if False:"),
    Mutant("files: what is replaced", REPLACEMENT, "        beside.unlink(missing_ok=True)\n        raise", "        raise"),
    Mutant("files: unsaved changes", DRAFT_FILE, "        self._before = unsaved.began_as\n", ""),
    Mutant("files: unsaved changes", DRAFT_FILE, "folder, unsaved.began_as, owed=True", "folder, None if path is None else content_now(path), owed=True"),
    Mutant("files: unsaved changes", DRAFT_FILE, "os.fsencode(path.absolute())", "os.fsencode(path.suffix)"),
    Mutant("files: unsaved changes", DRAFT_FILE, "os.fsencode(path.absolute())", "os.fsencode(path)"),
    Mutant("files: unsaved changes", DRAFT_FILE, "LARGEST_KEPT = 12 * LARGEST", "LARGEST_KEPT = LARGEST"),
    Mutant("files: unsaved changes", DRAFT_FILE, "if path.name.startswith((_NEW, _OF_A_FILE)) and", "if"),
    Mutant("files: unsaved changes", DRAFT_FILE, "return self.draft.encode() != content", "return self.before is None or self.before.encode() == content"),
    Mutant("files: unsaved changes", KEEPER, "if number == self._number:", "if True:"),
    Mutant("files: unsaved changes", KEEPER, "if self._over or not self._file.changed:", "if not self._file.changed:"),
    Mutant("files: one line of a sheet", SPLICE, "if text is not None and _says(text, wanted):", "if text is not None:"),
    Mutant("files: one line of a sheet", SPLICE, 'if "#" in left or header:', "if header:"),
    Mutant("files: one line of a sheet", SPLICE, 'if "\\r\\n" in text else "\\n"', 'if False else "\\n"'),
    Mutant("files: one line of a sheet", DRAFT, "            raise InvalidChange(_sentence(error)) from error\n\n    def _keep", "            return\n\n    def _keep"),
)  # fmt: skip
