"""What is on its way to a page: in order, bounded, and nobody waits for it."""

from __future__ import annotations

import asyncio

from unclench.browser.programs import MOST_WAITING, Outbox


async def test_bytes_come_in_their_order_and_then_the_end():
    outbox = Outbox()
    outbox.put(b"one ")
    outbox.put(b"two")
    outbox.close(1000)
    assert await outbox.take() == b"one two"
    assert await outbox.take() == b""
    assert outbox.closed == 1000


async def test_whoever_takes_waits_for_the_next_bytes():
    outbox = Outbox()
    taking = asyncio.create_task(outbox.take())
    await asyncio.sleep(0)
    assert not taking.done()
    outbox.put(b"now")
    assert await taking == b"now"


async def test_a_page_that_takes_nothing_costs_no_more_memory_and_is_drawn_anew():
    outbox = Outbox()
    for _ in range(100):
        outbox.put(b"x" * (MOST_WAITING // 10))
    assert outbox.overflowed
    assert len(await outbox.take()) <= MOST_WAITING


async def test_the_first_reason_for_the_end_is_the_one_that_counts():
    outbox = Outbox()
    outbox.close(4001)
    outbox.close(1000)
    assert outbox.closed == 4001
