"""The charts of a situation, the same on screen, on paper and in the interactive page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from convention.models import Axis, Measure
from reporting.charts.spec import (
    BulletRow,
    Bullets,
    Chart,
    Ladder,
    MoneyRow,
    Rung,
    StackedMoney,
    Trajectory,
    number,
)
from reporting.figures import text
from reporting.figures.engine import Sheet
from reporting.figures.values import Figure
from revitalisation.ui import formats, french
from revitalisation.ui.formats import plural

from .situation import MONTHLY, AxisState, Kind, Situation

SOURCE = "suivi de la convention"
NOTHING_EXPECTED = "Rien n’est encore attendu à cette date"
# A gap is compared with that of so many months before.
MONTHS_COMPARED = 3


def trajectory(situation: Situation) -> Trajectory:
    """Jobs month after month, against the line expected of the total.

    They are those of the total, or where it is masked those that it gives way to.
    """
    sheet = situation.sheet
    target = sheet["job_target"].value
    code = next((code for code in MONTHLY if not sheet[code].masked), MONTHLY[0])
    jobs, expected_jobs = sheet[code], situation.expected_jobs
    is_compared = jobs.value is not None and expected_jobs is not None and code == MONTHLY[0]
    since = situation.convention.get_clock_display()
    drawn = Trajectory(
        name="trajectoire",
        title=french.clause("{label}, mois par mois", label=jobs.label),
        subtitle=french.clause(
            "Emplois créés, cumul mensuel, contre un rythme régulier depuis {since}", since=since
        ),
        as_of=situation.as_of,
        source=SOURCE,
        place=str(situation.convention),
        unit="jobs",
        points=tuple((f.as_of, _value(f)) for f in situation.monthly(code)),
        expected=tuple(situation.expected_line),
        target=target,
        committees=(
            committees := tuple(
                c.as_of
                for c in situation.committees
                if c.held_on <= situation.as_of or c == situation.committee
            )
        ),
        achieved_label="Créés",
        expected_label=french.clause("Attendu depuis {since}", since=since),
        achieved_mark="" if jobs.value is None else plural(jobs.value, "créé", "créés"),
        expected_mark="" if expected_jobs is None else plural(expected_jobs, "attendu", "attendus"),
        remark="Losanges\u00a0: chiffres lus en comité de suivi." if committees else "",
        description=french.clause(
            "La ligne attendue court depuis {since} et dure autant que la convention.", since=since
        ),
    )
    return replace(drawn, title=course(drawn)) if is_compared else drawn


def course(chart: Trajectory) -> str:
    """Say since when a trajectory is above or below what is expected, and whether the gap closes.

    The gap is compared with that of three months before, of the same side. It tells where the curve
    is, not whether that is late: ``Standing`` does.
    """
    gaps = [
        (day, value - due)
        for day, given in chart.points
        if (value := number(given)) is not None and (due := chart.expected_at(day)) is not None
    ]
    if not gaps:
        return NOTHING_EXPECTED
    now, target, latest = gaps[-1][1], number(chart.target), chart.latest()
    if target and latest is not None and latest[1] >= target:
        known = ((day, number(value)) for day, value in chart.points)
        reached = next(day for day, value in known if value is not None and value >= target)
        return french.clause("L’objectif est atteint depuis {month}", month=formats.month(reached))
    if not now:
        is_begun = latest is not None and latest[1]
        return "Les emplois sont créés au rythme attendu" if is_begun else NOTHING_EXPECTED
    run: list[tuple[date, float]] = []
    for day, gap in reversed(gaps):
        if gap * now <= 0:
            break
        run.append((day, abs(gap)))
    told = french.clause(
        "{side} du rythme attendu depuis {month}",
        side="En dessous" if now < 0 else "Au-dessus",
        month=formats.month(run[-1][0]),
    )
    (last, gap), *_ = run
    before = [known for day, known in run if _months(day, last) >= MONTHS_COMPARED]
    if not before or before[0] == gap:
        return told
    widens = "se creuse" if now < 0 else "s’accroît"
    moves = "se réduit" if gap < before[0] else widens
    return french.clause("{told}\u00a0: l’écart {moves}", told=told, moves=moves)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def by_axis(situation: Situation, notes: Mapping[int, str] | None = None) -> Chart:
    """Jobs of each axis: achieved, promised, target to date, final target.

    ``notes`` gives the sentence under the bar of an axis, by its number.
    """
    axes = situation.axes_of_jobs
    late = [a.axis for a in axes if a.standing.is_late]
    is_silent = any(a.achieved.masked for a in axes)
    if all(a.target_to_date is None for a in axes) or (is_silent and not late):
        title = "Emplois créés et programmés, axe par axe"
    elif not late:
        title = "Aucun axe n’est en retard à cette date"
    else:
        title = french.sentence(
            "{n:l’axe|les axes} {numbers} {n:est|sont} en retard",
            n=len(late),
            numbers=[str(axis.number) for axis in late],
        )
    return _bullets(situation, axes, title, notes or {})


def of_axis(situation: Situation, axis: Axis, note: str = "") -> Chart | None:
    """The bar of one axis, with which its page begins; None where there is nothing to draw."""
    states = [a for a in situation.axes_of_jobs if a.axis.pk == axis.pk]
    if not states or not situation.months:
        return None
    (state,) = states
    due = state.target_to_date
    if state.achieved.value is None or due is None:
        title = "Emplois créés et programmés"
    elif state.standing.is_late:
        title = "L’axe est en retard à cette date"
    else:
        title = "L’axe n’est pas en retard à cette date"
    return _bullets(situation, states, title, {axis.number: note})


def _bullets(
    situation: Situation, axes: Sequence[AxisState], title: str, notes: Mapping[int, str]
) -> Bullets:
    marks = [
        "créés (barre pleine)",
        any(a.promised is not None for a in axes) and "programmés (claire)",
        any(a.target_to_date is not None for a in axes) and "attendus à date (trait)",
        any(a.target is not None for a in axes) and "objectif (butée)",
    ]
    since = situation.convention.get_clock_display()
    is_due = any(a.target_to_date is not None for a in axes)
    return Bullets(
        name="axes",
        title=title,
        subtitle="Emplois " + ", ".join(mark for mark in marks if mark),
        as_of=situation.as_of,
        source=SOURCE,
        place=str(situation.convention),
        unit="jobs",
        rows=tuple(
            BulletRow(
                french.clause(
                    "{number}\u00a0· {name}", number=str(a.axis.number), name=a.axis.short_name
                ),
                _value(a.achieved),
                "not_applicable" if a.promised is None else _value(a.promised),
                a.target_to_date,
                a.target,
                notes.get(a.axis.number, ""),
            )
            for a in axes
        ),
        row_header="Axe",
        terms=(
            "Créé",
            "Programmé",
            french.clause("Attendu depuis {since}", since=since),
            "Objectif final",
        ),
        remark=french.clause("L’attendu est compté depuis {since}.", since=since) if is_due else "",
    )


def ladder(situation: Situation) -> Chart:
    """Jobs rung after rung, and what stands beside the ladder."""
    sheet = situation.sheet
    created, programmed = sheet["jobs_created"], sheet["jobs_programmed"]
    title = (
        french.clause(
            "{created} pour {programmed}",
            created=plural(created.value, "emploi créé", "emplois créés"),
            programmed=plural(programmed.value, "programmé", "programmés"),
        )
        if created.value is not None and programmed.value is not None
        else "L’échelle des emplois"
    )
    return Ladder(
        name="echelle",
        title=title,
        subtitle="Emplois à chaque échelon, chacun compté pour soi",
        as_of=situation.as_of,
        source=SOURCE,
        place=str(situation.convention),
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
    return french.clause("dont {number} sans promesse", number=number)


def money(situation: Situation) -> Chart:
    """Money of each measure by state."""
    committed, envelope = situation.sheet["committed"], situation.sheet["envelope"]
    title = "L’argent, mesure par mesure"
    if committed.value is not None:
        title = french.clause(
            "{sum} {sum:engagé|engagés}{beside}",
            sum=french.amount(committed.value),
            beside=""
            if envelope.value is None
            else french.clause(" sur {envelope}", envelope=text.value_text(envelope)),
        )
    return StackedMoney(
        name="argent",
        title=title,
        subtitle="Budget de chaque mesure, et ce qui en est engagé, versé, remboursé",
        as_of=situation.as_of,
        source=SOURCE,
        place=str(situation.convention),
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


def drawn(situation: Situation, notes: Mapping[int, str] | None = None) -> dict[str, Chart]:
    """Draw what there is to draw: nothing before the signature, nor of no axis or measure.

    ``notes`` gives the sentence under the bar of an axis, by its number.
    """
    if not situation.months:
        return {}
    empty = {"axes": not situation.axes_of_jobs, "argent": not situation.measures}
    charts = {name: draw(situation) for name, draw in CHARTS.items() if not empty.get(name)}
    if notes and "axes" in charts:
        charts["axes"] = by_axis(situation, notes)
    return charts


def _value(figure: Figure) -> int | str:
    """Return what a chart draws of a figure: a number, a kind of absence, or words for its mask."""
    if figure.masked:
        return text.value_text(figure)
    return figure.absence.value if figure.absence else figure.value


def _note(ratio: Figure, of: str) -> str:
    if ratio.value is None:
        return text.value_text(ratio)
    return f"{text.value_text(ratio)} {of} ({text.basis_text(ratio)})"
