"""The contract: its parties, its terms over time, its axes and measures, its committees."""

from .axes import Axis, AxisTarget, Measure, MeasureBudget
from .committees import Attendance, Committee
from .conventions import Convention, ConventionTerms
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
]
