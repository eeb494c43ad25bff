"""The country and language of this computer, as far as the system knows them; otherwise empty."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path


def locale_here() -> str:
    """The locale for messages, such as `en_GB.UTF-8`; empty if none is set."""
    return next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")


def country_here() -> str:
    """The country this machine seems to be in, such as `DE`, by its time zone or region; empty if unknown.

    A second clue beside `locale_here`, which says a language before it says a country.
    """
    return country_of(_zone_here(), _zone_folders()) or _region_here()


def country_of(zone: str, folders: Iterable[Path]) -> str:
    """The country of a time zone such as `Europe/Berlin`, by the zone database in one of `folders`; empty if unknown.

    `zone.tab` has one country per zone. Older names (`US/Eastern`) are found through the links of
    `tzdata.zi`, if that is present. Files that cannot be read are skipped.
    """
    for folder in folders if zone else ():
        countries = {fields[2]: fields[0] for fields in _rows(folder / "zone.tab", "\t") if len(fields) > 2}
        if zone in countries:
            return countries[zone]
        links = {fields[2]: fields[1] for fields in _rows(folder / "tzdata.zi", " ") if fields[0] == "L"}
        if (found := countries.get(links.get(zone, ""))) is not None:
            return found
    return ""


def _rows(path: Path, separator: str) -> Iterable[list[str]]:
    """The fields of each line that is not a comment; none if the file cannot be read."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return []
    return [line.split(separator) for line in text.splitlines() if line and not line.startswith("#")]


def _zone_folders() -> list[Path]:
    """The folders of the zone database: the system's, then that of the package `tzdata`, which Windows needs."""
    from importlib.util import find_spec
    from zoneinfo import TZPATH

    package = find_spec("tzdata")
    inside = package.submodule_search_locations if package is not None else None
    return [*map(Path, TZPATH), *(Path(place) / "zoneinfo" for place in inside or ())]


def _zone_here() -> str:
    """The name of the time zone by `TZ`, /etc/localtime or /etc/timezone; empty if none of them names one."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if named:
        return named.rpartition("zoneinfo/")[2]
    try:
        link = str(Path("/etc/localtime").readlink())
    except OSError:
        link = ""
    if "zoneinfo/" in link:
        return link.rpartition("zoneinfo/")[2]
    try:
        return Path("/etc/timezone").read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _region_here() -> str:
    """The country in the system settings of Windows or macOS; empty elsewhere."""
    try:
        return _region_of_windows() if sys.platform == "win32" else _region_of_mac() if sys.platform == "darwin" else ""
    except (OSError, AttributeError, ValueError):  # a system that does not have the call
        return ""


def _region_of_windows() -> str:
    """GetUserDefaultGeoName, since Windows 10 1709: two letters if the place is a country."""
    import ctypes

    from unclench.system import windows

    name = ctypes.create_unicode_buffer(16)
    length = windows.load("kernel32").GetUserDefaultGeoName(name, len(name))
    return name.value if length and len(name.value) == 2 and name.value.isalpha() else ""


def _region_of_mac() -> str:
    """CFLocaleGetValue of the current locale with kCFLocaleCountryCode."""
    import ctypes

    core = ctypes.CDLL("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")
    core.CFLocaleCopyCurrent.restype = ctypes.c_void_p
    core.CFLocaleGetValue.restype = ctypes.c_void_p
    core.CFLocaleGetValue.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    core.CFStringGetCString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_long, ctypes.c_uint32]
    code = core.CFLocaleGetValue(core.CFLocaleCopyCurrent(), ctypes.c_void_p.in_dll(core, "kCFLocaleCountryCode"))
    text, utf8 = ctypes.create_string_buffer(16), 0x08000100
    if not code or not core.CFStringGetCString(code, text, len(text), utf8):
        return ""
    return text.value.decode("ascii", "ignore")
