"""The charts of a situation, the same on screen, on paper and in the interactive page."""

from collections.abc import Callable

from convention.models import Measure
from reporting.charts.spec import (
    BulletRow,
    Bullets,
    Chart,
    Ladder,
    MoneyRow,
    Rung,
    StackedMoney,
    Trajectory,
)
from reporting.figures import text
from reporting.figures.engine import Sheet
from reporting.figures.values import Figure
from revitalisation.ui import formats
from revitalisation.ui.formats import plural

from .situation import MONTHLY, Kind, Situation

SOURCE = "suivi de la convention"


def trajectory(situation: Situation) -> Trajectory:
    """Jobs month after month, against the line expected of the total.

    They are those of the total, or where it is masked those that it gives way to.
    """
    sheet = situation.sheet
    target = sheet["job_target"].value
    code = next((code for code in MONTHLY if not sheet[code].masked), MONTHLY[0])
    jobs, expected_jobs = sheet[code], situation.expected_jobs
    if jobs.value is None or expected_jobs is None or code != MONTHLY[0]:
        title = f"{jobs.label}, mois par mois"
    else:
        gap = jobs.value - expected_jobs
        title = f"{plural(jobs.value, 'emploi créé', 'emplois créés')} au total, " + (
            f"{formats.integer(abs(gap))} de {'moins' if gap < 0 else 'plus'} que le rythme attendu"
            if gap
            else "au rythme attendu"
        )
        title += " depuis le démarrage opérationnel"
    return Trajectory(
        name="trajectoire",
        title=title,
        as_of=situation.as_of,
        source=SOURCE,
        unit="jobs",
        points=tuple((f.as_of, _value(f)) for f in situation.monthly(code)),
        expected=tuple(situation.expected_line),
        target=target,
        committees=tuple(
            c.as_of
            for c in situation.committees
            if c.held_on <= situation.as_of or c == situation.committee
        ),
        expected_label="Attendu depuis le démarrage opérationnel",
        description="La ligne attendue part du démarrage opérationnel et dure autant que la "
        "convention\u00a0: elle s’achève donc après le terme.",
    )


def by_axis(situation: Situation) -> Chart:
    """Jobs of each axis: achieved, promised, target to date, final target."""
    axes = situation.axes_of_jobs
    late = [a.axis for a in axes if a.is_late]
    is_silent = any(a.achieved.masked for a in axes)
    *others, last = [str(axis.number) for axis in late] or [""]
    numbers = f"{', '.join(others)} et {last}" if others else last
    if all(a.target_to_date is None for a in axes) or (is_silent and not late):
        title = "Emplois créés et programmés, axe par axe"
    elif not late:
        title = "Aucun axe n’est en dessous de son objectif à date"
    elif len(late) == 1:
        title = f"L’axe {numbers} est en dessous de son objectif à date"
    else:
        title = f"Les axes {numbers} sont en dessous de leur objectif à date"
    return Bullets(
        name="axes",
        title=title,
        as_of=situation.as_of,
        source=SOURCE,
        unit="jobs",
        rows=tuple(
            BulletRow(
                str(a.axis),
                _value(a.achieved),
                "not_applicable" if a.promised is None else _value(a.promised),
                a.target_to_date,
                a.target,
            )
            for a in axes
        ),
        row_header="Axe",
        terms=("Réalisé", "Programmé", "Attendu depuis le démarrage", "Objectif final"),
        description="L’objectif à date est compté depuis le démarrage opérationnel.",
    )


def ladder(situation: Situation) -> Chart:
    """Jobs rung after rung, and what stands beside the ladder."""
    sheet = situation.sheet
    created, programmed = sheet["jobs_created"], sheet["jobs_programmed"]
    title = (
        f"{plural(created.value, 'emploi créé', 'emplois créés')} pour "
        f"{plural(programmed.value, 'programmé', 'programmés')}"
        if created.value is not None and programmed.value is not None
        else "L’échelle des emplois"
    )
    return Ladder(
        name="echelle",
        title=title,
        as_of=situation.as_of,
        source=SOURCE,
        unit="jobs",
        rungs=(
            Rung(
                "Programmés", _value(programmed), _note(sheet["programming_rate"], "de l’objectif")
            ),
            Rung(
                "Créés",
                _value(created),
                _unpromised(sheet) or _note(sheet["completion_rate"], "des programmés"),
                sheet["jobs_ended"].value or 0,
            ),
            Rung(
                "Vérifiés",
                _value(sheet["jobs_verified"]),
                _note(sheet["share_verified"], "des créés"),
            ),
            Rung(
                "Pérennes à 12 mois",
                _value(sheet["jobs_sustained"]),
                _note(sheet["sustained_rate"], "des embauchés depuis un an"),
            ),
        ),
        aside=(
            Rung("Placements de jeunes", _value(sheet["placements"]), "hors échelle"),
            Rung(
                "Embauches hors décompte", _value(sheet["hires_not_counted"]), "motif sur chacune"
            ),
        ),
    )


def _unpromised(sheet: Sheet) -> str:
    """Say why more jobs are created than programmed; nothing where they are not."""
    created, programmed = sheet["jobs_created"].value, sheet["jobs_programmed"].value
    number = sheet["jobs_created_unpromised"].value
    if not number or (created or 0) <= (programmed or 0):
        return ""
    return f"dont {number} sans promesse"


def money(situation: Situation) -> Chart:
    """Money of each measure by state."""
    committed, envelope = situation.sheet["committed"], situation.sheet["envelope"]
    title = "L’argent, mesure par mesure"
    if committed.value is not None:
        title = f"{text.value_text(committed)} engagés"
        title += f" sur {text.value_text(envelope)}" if envelope.value is not None else ""
    return StackedMoney(
        name="argent",
        title=title,
        as_of=situation.as_of,
        source=SOURCE,
        unit="EUR",
        rows=tuple(
            MoneyRow(
                m.measure.title,
                m.budget,
                m.committed,
                m.moved[Kind.PAID],
                m.moved[Kind.REPAID]
                if m.measure.kind == Measure.Kind.LOAN_FUND
                else "not_applicable",
            )
            for m in situation.measures
        ),
    )


# Name in addresses: the drawing.
CHARTS: dict[str, Callable[[Situation], Chart]] = {
    "trajectoire": trajectory,
    "axes": by_axis,
    "echelle": ladder,
    "argent": money,
}


def drawn(situation: Situation) -> dict[str, Chart]:
    """Draw what there is to draw: nothing before the signature, nor of no axis or measure."""
    if not situation.months:
        return {}
    empty = {"axes": not situation.axes_of_jobs, "argent": not situation.measures}
    return {name: draw(situation) for name, draw in CHARTS.items() if not empty.get(name)}


def _value(figure: Figure) -> int | str:
    """Return what a chart draws of a figure: a number, a kind of absence, or words for its mask."""
    if figure.masked:
        return text.value_text(figure)
    return figure.absence.value if figure.absence else figure.value


def _note(ratio: Figure, of: str) -> str:
    if ratio.value is None:
        return text.value_text(ratio)
    return f"{text.value_text(ratio)} {of} ({text.basis_text(ratio)})"
