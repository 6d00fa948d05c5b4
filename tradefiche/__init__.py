"""tradefiche: the foreign-trade fact sheet of each French département, from the customs' files."""

__version__ = "0.1.0"
