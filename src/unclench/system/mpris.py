"""The players of a Linux desktop: MPRIS on the session bus.

jeepney, which speaks to the bus, comes with what keeps the computer awake.
https://specifications.freedesktop.org/mpris-spec/latest/
"""

from __future__ import annotations

import os
import select
import time
from collections import deque
from typing import Any

from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    Message,
    MessageType,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from unclench.ports import MediaKey

PREFIX = "org.mpris.MediaPlayer2."
NAME = f"{PREFIX}unclench"
PROXY = f"{PREFIX}playerctld"
"""Stands for whichever player was used last, which may be this one."""
PATH = "/org/mpris/MediaPlayer2"
ROOT, PLAYER, PROPERTIES = "org.mpris.MediaPlayer2", "org.mpris.MediaPlayer2.Player", "org.freedesktop.DBus.Properties"
INTROSPECTABLE = "org.freedesktop.DBus.Introspectable"
ANSWERING = 0.5
"""Seconds that another player has for its answer."""
MOST_CALLS = 100
"""Calls that wait to be answered; of more the oldest are forgotten."""
KEYS = {
    "Next": MediaKey.NEXT, "Previous": MediaKey.PREVIOUS, "PlayPause": MediaKey.TOGGLE, "Play": MediaKey.PLAY,
    "Pause": MediaKey.PAUSE, "Stop": MediaKey.PAUSE,
}  # fmt: skip
"""Which key each call stands for. Nothing stops a session: it can only pause."""
ABOUT: dict[str, tuple[str, Any]] = {
    "Identity": ("s", "unclench"), "CanQuit": ("b", False), "CanRaise": ("b", False), "HasTrackList": ("b", False),
    "SupportedUriSchemes": ("as", []), "SupportedMimeTypes": ("as", []),
}  # fmt: skip
"""What it says of itself: the types and values of its properties."""
ABLE: dict[str, tuple[str, Any]] = {
    "CanControl": ("b", True), "CanPlay": ("b", True), "CanPause": ("b", True), "CanGoNext": ("b", True),
    "CanGoPrevious": ("b", True), "CanSeek": ("b", False), "Rate": ("d", 1.0), "MinimumRate": ("d", 1.0),
    "MaximumRate": ("d", 1.0), "Volume": ("d", 1.0), "Position": ("x", 0),
    "Metadata": ("a{sv}", {
        "mpris:trackid": ("o", f"{PATH}/session"), "xesam:title": ("s", "unclench"),
    }),
}  # fmt: skip
METHODS = "".join(f'<method name="{key}"/>' for key in KEYS)
XML = f"""<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
"http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node><interface name="{ROOT}"/><interface name="{PLAYER}">{METHODS}</interface>
<interface name="{PROPERTIES}"/></node>"""


class SessionBus:
    """The `MediaBus` of a Linux desktop. Raises KeyError without a session bus, OSError where it does not answer."""

    def __init__(self) -> None:
        self._connection = open_dbus_connection("SESSION")
        self._asleep, self._awake = os.pipe()
        os.set_blocking(self._awake, False)
        self._calls: deque[Message] = deque(maxlen=MOST_CALLS)
        """What others have called while an answer was waited for."""
        self._status: str | None = None

    # -- the others ----------------------------------------------------------------------

    def players(self) -> list[str]:
        """The names of the other players."""
        names = self._ask(message_bus.ListNames())
        return [name for name in names if name.startswith(PREFIX) and name not in (NAME, PROXY)]

    def status(self, player: str) -> str:
        """What a player does, as a word of the specification."""
        get = new_method_call(DBusAddress(PATH, player, PROPERTIES), "Get", "ss", (PLAYER, "PlaybackStatus"))
        _, value = self._ask(get)
        return str(value)

    def tell(self, player: str, what: str) -> None:
        """Call a method of a player."""
        self._ask(new_method_call(DBusAddress(PATH, player, PLAYER), what))

    def _ask(self, message: Message) -> Any:
        """The first value of the answer, or None. Raises DBusErrorResponse, and TimeoutError without one."""
        serial = next(self._connection.outgoing_serial)
        self._connection.send(message, serial=serial)
        until = time.monotonic() + ANSWERING
        while (left := until - time.monotonic()) > 0:  # also where others never stop calling
            found = self._connection.receive(timeout=left)
            if found.header.fields.get(HeaderFields.reply_serial) != serial:
                self._keep(found)
            elif found.header.message_type is MessageType.error:
                raise DBusErrorResponse(found)
            else:
                return found.body[0] if found.body else None
        raise TimeoutError

    # -- being one of them ---------------------------------------------------------------

    def show(self, status: str | None) -> None:
        """Be a player with this `PlaybackStatus`, or none."""
        before, self._status = self._status, status
        if before is None and status is not None:
            self._ask(message_bus.RequestName(NAME))
        if status is not None:
            changed: tuple[Any, ...] = (PLAYER, {"PlaybackStatus": ("s", status)}, [])
            signal = new_signal(DBusAddress(PATH, interface=PROPERTIES), "PropertiesChanged", "sa{sv}as", changed)
            self._connection.send(signal)
        elif before is not None:
            self._ask(message_bus.ReleaseName(NAME))

    def wait(self, timeout: float | None) -> MediaKey | None:
        """Answer what others call, up to the next key."""
        until = None if timeout is None else time.monotonic() + timeout
        left: float | None = 0.0
        while True:
            while self._calls:
                if (key := self._answer(self._calls.popleft())) is not None:
                    return key
            if self._woken(left):  # not only when nobody calls: some may never stop
                return None
            try:
                self._keep(self._connection.receive(timeout=0))
                left = 0.0
            except TimeoutError:
                left = None if until is None else max(0.0, until - time.monotonic())
            if until is not None and time.monotonic() >= until:
                return None

    def _woken(self, timeout: float | None) -> bool:
        """Wait until there is something to read; whether that is a call to wake."""
        ready, _, _ = select.select([self._connection.sock, self._asleep], [], [], timeout)
        return self._asleep in ready and bool(os.read(self._asleep, 100))

    def wake(self) -> None:
        """Have `wait` return."""
        try:
            os.write(self._awake, b"w")
        except OSError:
            return  # it is closed, or about to wake anyway

    def close(self) -> None:
        """Leave the bus, and with it go our name and what we were."""
        self._connection.close()
        os.close(self._asleep)
        os.close(self._awake)

    def _keep(self, message: Message) -> None:
        if message.header.message_type is MessageType.method_call:
            self._calls.append(message)

    def _answer(self, call: Message) -> MediaKey | None:
        """Answer a call; returns the key that it stands for, if it does."""
        fields = call.header.fields
        interface, member = fields.get(HeaderFields.interface), fields.get(HeaderFields.member)
        key = KEYS.get(str(member)) if interface in (PLAYER, None) else None
        if key is not None:
            reply = new_method_return(call)
        elif interface == INTROSPECTABLE:
            reply = new_method_return(call, "s", (XML,))
        elif interface == PROPERTIES and member == "GetAll" and len(call.body) == 1:
            reply = new_method_return(call, "a{sv}", (self._properties(call.body[0]),))
        elif interface == PROPERTIES and member == "Get" and len(call.body) == 2:
            value = self._properties(call.body[0]).get(str(call.body[1]))
            unknown = new_error(call, "org.freedesktop.DBus.Error.UnknownProperty")
            reply = unknown if value is None else new_method_return(call, "v", (value,))
        else:
            reply = new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")
        self._connection.send(reply)
        return key

    def _properties(self, interface: object) -> dict[str, tuple[str, Any]]:
        if interface == PLAYER:
            return {**ABLE, "PlaybackStatus": ("s", self._status or "Stopped")}
        return ABOUT if interface == ROOT else {}
