"""Mutants that no test can notice, and why: what they change makes no difference to anybody."""

import re

from .mutants import Mutant

# A pattern of the description of mutants (``--list``), and the reason.
EQUIVALENTS: tuple[tuple[str, str], ...] = ()


def reason(mutant: Mutant) -> str:
    """Say why a mutant is the same product; nothing where it is not."""
    found = (why for pattern, why in EQUIVALENTS if re.search(pattern, str(mutant)))
    return next(found, "")
