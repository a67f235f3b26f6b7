"""Where a figure is shown, besides its rows, the method and the exports, which tell them all."""

from enum import StrEnum

from convention.models import Axis


class Place(StrEnum):
    """A part of a page or of a document that lists figures; each declaration names its own."""

    # The dashboard and the report: what moved since the previous committee.
    CHANGES = "changes"
    # The page of an axis and its part of the report, by the kind of the axis.
    SITE = "axis_site"
    BUSINESS = "axis_business"
    TERRITORY = "axis_territory"
    # The report alone: the numbers beside the measures, and the breakdowns of what was created.
    MONEY = "money"
    REPORT = "report"


OF_AXIS = {
    Axis.Kind.SITE: Place.SITE,
    Axis.Kind.BUSINESS: Place.BUSINESS,
    Axis.Kind.TERRITORY: Place.TERRITORY,
}
