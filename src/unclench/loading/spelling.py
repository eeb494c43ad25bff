"""Amounts and breath patterns -> the shortest text that the loader reads back as the same."""

from __future__ import annotations

from unclench.model import Amount, AtLeast, Breaths, Exact, Open, Range


def format_duration(ms: int) -> str:
    """`1m30s` for 90,000 milliseconds; `0s` for none. Raises ValueError below zero."""
    if ms < 0:
        raise ValueError(f"a duration can't be negative: {ms}")
    seconds, rest = divmod(ms, 1_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours}h"] * bool(hours) + [f"{minutes}m"] * bool(minutes)
    if seconds or rest or not parts:
        decimals = f".{rest:03d}".rstrip("0") if rest else ""
        parts.append(f"{seconds}{decimals}s")
    return "".join(parts)


def format_time(amount: Amount) -> str:
    """An amount of time as an author would write it."""
    if isinstance(amount, Exact):
        return format_duration(amount.value)
    if isinstance(amount, AtLeast):
        return f">={format_duration(amount.value)}"
    if isinstance(amount, Range):
        low, high = format_duration(amount.low), format_duration(amount.high)
        alone = low[:-1].isdigit() and high[:-1].isdigit() and low[-1] == high[-1]
        return f"{low[:-1] if alone else low}-{high}"
    return _word(amount)


def format_count(amount: Amount) -> str:
    """A count as an author would write it."""
    if isinstance(amount, Exact):
        return str(amount.value)
    if isinstance(amount, AtLeast):
        return f">={amount.value}"
    if isinstance(amount, Range):
        return f"{amount.low}-{amount.high}"
    return _word(amount)


def _word(amount: Amount) -> str:
    if isinstance(amount, Breaths):
        number = str(amount.low) if amount.low == amount.high else f"{amount.low}-{amount.high}"
        return f"{number} breath" if number == "1" else f"{number} breaths"
    return "open" if isinstance(amount, Open) else "ask"
