"""The contract: its parties, its terms over time, its axes and measures, committees and texts."""

from .axes import (
    Axis,
    AxisTarget,
    AxisTerms,
    Measure,
    MeasureBudget,
    counts_jobs,
    first_uncounted,
    uncounted,
)
from .committees import Attendance, Committee, follow_up_committees
from .conventions import Convention, ConventionTerms, term_of
from .counting import CountingRules, PerimeterCommune
from .members import Membership
from .resolutions import Resolution
from .texts import Comment, Opinion, SignedText

__all__ = [
    "Attendance",
    "Axis",
    "AxisTarget",
    "AxisTerms",
    "Comment",
    "Committee",
    "Convention",
    "ConventionTerms",
    "CountingRules",
    "Measure",
    "MeasureBudget",
    "Membership",
    "Opinion",
    "PerimeterCommune",
    "Resolution",
    "SignedText",
    "counts_jobs",
    "first_uncounted",
    "follow_up_committees",
    "term_of",
    "uncounted",
]
