"""unclench: a calm, exact guide through stretches, breathing, cold and heat."""

__version__ = "0.1.0"
