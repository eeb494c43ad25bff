"""The waiting room of each test in this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.care.waiting_room import Room


@pytest.fixture
def room(own_home: Path) -> Iterator[Room]:
    room = Room(own_home)
    yield room
    room.program.close()
