"""unclench: a calm, exact guide through stretches, breathing, cold and heat."""

__version__ = "0.2.0"
