"""The contract: its parties, its terms over time, its axes and measures, its committees."""

from .axes import Axis, AxisTarget, Measure, MeasureBudget
from .committees import Attendance, Committee, follow_up_committees
from .conventions import Convention, ConventionTerms, term_of
from .counting import CountingRules, PerimeterCommune
from .members import Membership

__all__ = [
    "Attendance",
    "Axis",
    "AxisTarget",
    "Committee",
    "Convention",
    "ConventionTerms",
    "CountingRules",
    "Measure",
    "MeasureBudget",
    "Membership",
    "PerimeterCommune",
    "follow_up_committees",
    "term_of",
]
