"""Unit tests: no real time, no device, no deadline that a busy machine could miss."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("unclench", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unclench")
