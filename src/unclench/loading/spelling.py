"""A duration -> the shortest text that the loader reads back as the same."""

from __future__ import annotations


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
