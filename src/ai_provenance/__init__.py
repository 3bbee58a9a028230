"""Which commits an AI helped to write, with what tool, and how far that can be traced."""

__version__ = "0.1.0"
