"""How the files write a day."""

from datetime import date


def day(words: str) -> date:
    """Return the day that ``2018-03-01`` says."""
    return date.fromisoformat(words)
