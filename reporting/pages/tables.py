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
from revitalisation.ui import columns, tables
from revitalisation.ui.formats import long_date, short_date


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

        heard = f"\u00a0: les lignes au {long_date(day)}"
        return name, FigureColumn(f"Au {short_date(day)}", url=rows, heard=heard)

    table = ChangeTable(
        sentences.changes(situation),
        figures("before", "then", read.as_of),
        figures("now", "figure", page.as_of),
        sequence=("figure", "before", "now", "difference"),
    )
    table.caption = (
        f"Depuis le comité de suivi du {long_date(read.held_on)}, "
        f"qui a lu les chiffres au {long_date(read.as_of)}"
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
    table.region, table.caption = region, f"{region}, au {long_date(page.as_of)}"
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
    table.caption = f"Suivis dus au {long_date(page.as_of)}"
    return table


class MilestoneTable(tables.PlainTable):
    title = columns.TextColumn("Étape", is_head=True)
    planned_on = columns.DateColumn("Prévue le")


def milestones(page: ConventionPage, plan: SkillsPlan, steps: list[Any]) -> MilestoneTable:
    """Return the steps of a skills plan."""

    def change(step: SkillsPlanMilestone) -> list[columns.Action]:
        address = page.form_url("milestone_update", step.pk)
        return [("Modifier", f"l’étape «\u00a0{step.title}\u00a0»", address)]

    done = columns.DoneColumn("Réalisée le", due="planned_on", as_of=page.as_of)
    actions = page.action_columns(Right.ENTER_SKILLS_PLAN, "Saisie", change)
    table = MilestoneTable(steps, ("done_on", done), *actions)
    table.region, table.caption = f"Étapes de {plan.title}", f"Étapes, pilotées par {plan.lead}"
    return table
