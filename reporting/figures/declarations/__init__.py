"""Every indicator, declared once: one file per subject, in the order in which they are read."""

from reporting.figures.indicators import Declaration

from . import beside, contract, jobs, money, projects, site, total, young_people

DECLARATIONS: tuple[Declaration, ...] = (
    *contract.DECLARATIONS,
    *site.DECLARATIONS,
    *projects.DECLARATIONS,
    *jobs.DECLARATIONS,
    *young_people.DECLARATIONS,
    *total.DECLARATIONS,
    *money.DECLARATIONS,
    *beside.DECLARATIONS,
)
