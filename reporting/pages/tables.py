"""The tables of the dashboard and of the pages of axes."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from axes.ledger.models import LedgerEntry
from axes.territory.models import SkillsPlan, SkillsPlanMilestone
from convention.access import Right
from convention.pages.base import ConventionPage
from reporting.figures.templatetags.figures import rows_of
from reporting.situation import sentences
from reporting.situation.sentences import Change
from reporting.situation.situation import MeasureState, Situation
from revitalisation.ui import columns, french, tables
from revitalisation.ui.formats import short_date


class FigureColumn(columns.LinkColumn):
    """A figure as it is told, which leads to its rows at its date."""

    is_numeric = True


class ChangeTable(tables.PlainTable):
    region = "Ce qui a changé depuis le dernier comité"
    figure = columns.TextColumn("Chiffre", accessor="figure__label", is_head=True)
    difference = columns.NumberColumn("Écart", absent="")


def changes(page: ConventionPage, situation: Situation) -> ChangeTable | None:
    """Return what moved since the previous committee, both numbers leading to their rows."""
    read = situation.previous
    if read is None:
        return None

    def figures(name: str, figure: str, day: date) -> tuple[str, FigureColumn]:
        def rows(change: Change) -> str:
            return rows_of(getattr(change, figure), page.convention.slug)

        heard = french.clause("\u00a0: les lignes {day:à}", day=day)
        return name, FigureColumn(f"Au {short_date(day)}", url=rows, heard=heard)

    table = ChangeTable(
        [c for c in sentences.changes(situation) if c.difference and c.difference != "="],
        figures("before", "then", read.as_of),
        figures("now", "figure", page.as_of),
        sequence=("figure", "before", "now", "difference"),
    )
    table.caption = french.clause(
        "Depuis le comité de suivi {held:de}, qui a lu les chiffres {as_of:à}",
        held=read.held_on,
        as_of=read.as_of,
    )
    return table


class MeasureTable(tables.PlainTable):
    operator = columns.TextColumn("Opérateur ou partenaire", accessor="measure__operator")
    deadline = columns.DateColumn("Échéance", accessor="measure__deadline")
    budget = columns.EuroColumn("Prévu", is_aligned=True)


def measures(page: ConventionPage, region: str, states: Iterable[MeasureState]) -> MeasureTable:
    """Return the measures with their money, each leading to its entries."""

    def entries(state: MeasureState) -> str:
        return f"{page.at('ledger_list')}&measure={state.measure.pk}"

    title = columns.LinkColumn("Mesure", accessor="measure__title", url=entries, is_head=True)
    moved = [
        (kind, columns.EuroColumn(
            label, value=partial(_moved, number), absent="sans objet", is_aligned=True))
        for number, (kind, label) in enumerate(LedgerEntry.Kind.choices)
    ]  # fmt: skip
    remaining = columns.EuroColumn("Prévu non engagé", is_aligned=True)
    table = MeasureTable(
        states, ("title", title), *moved, ("remaining", remaining), sequence=("title", "...")
    )
    table.region = region
    table.caption = french.clause("{region}, {day:à}", region=region, day=page.as_of)
    return table


def _moved(number: int, state: MeasureState) -> int | None:
    return state.movements[number]


class FollowUpTable(tables.PlainTable):
    region = "Suivis des jeunes"
    month = columns.TextColumn("Échéance", value=lambda row: row[0], is_head=True)
    due = columns.IntegerColumn("Dus", value=lambda row: row[1][0])
    done = columns.IntegerColumn("Réalisés", value=lambda row: row[1][1])
    in_post = columns.IntegerColumn("Toujours en poste", value=lambda row: row[1][2])


def follow_ups(page: ConventionPage, months: list[tuple[str, list[int]]]) -> FollowUpTable:
    """Return, by month of follow-up, how many were due, done, and found in post."""
    table = FollowUpTable(months)
    table.caption = french.clause("Suivis dus {day:à}", day=page.as_of)
    return table


class MilestoneTable(tables.PlainTable):
    title = columns.TextColumn("Étape", is_head=True)
    planned_on = columns.DateColumn("Prévue le")


def milestones(page: ConventionPage, plan: SkillsPlan, steps: list[Any]) -> MilestoneTable:
    """Return the steps of a skills plan."""

    def change(step: SkillsPlanMilestone) -> list[columns.Action]:
        address = page.form_url("milestone_update", step.pk)
        return [
            ("Modifier", french.clause("l’étape {title}", title=french.quoted(step.title)), address)
        ]

    done = columns.DoneColumn("Réalisée le", due="planned_on", as_of=page.as_of)
    actions = page.action_columns(Right.ENTER_SKILLS_PLAN, "Saisie", change)
    table = MilestoneTable(steps, ("done_on", done), *actions)
    table.region = french.clause("Étapes\u00a0: {title}", title=plan.title)
    table.caption = french.clause("Étapes, pilotées par {lead}", lead=plan.lead)
    return table
