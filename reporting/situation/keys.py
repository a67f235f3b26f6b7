"""The five figures that open the dashboard and the report, each with its target and its gap."""

from dataclasses import dataclass

from reporting.figures import text
from reporting.figures.engine import Sheet
from reporting.figures.values import Absence, Figure
from revitalisation.ui import formats, french
from revitalisation.ui.formats import plural

from .sentences import PARTS, counted_parts
from .situation import Situation
from .standing import Standing


@dataclass(frozen=True)
class KeyFigure:
    """A figure with what it is measured against, its gap and what it is made of, in words."""

    figure: Figure
    target: str
    gap: str
    detail: str

    @property
    def value(self) -> str:
        """The value in words."""
        return text.value_text(self.figure)


def key_figures(situation: Situation) -> list[KeyFigure]:
    """Return the five figures, in the order in which a job comes to be."""
    sheet = situation.sheet
    return [
        _total(situation),
        KeyFigure(
            sheet["jobs_programmed"],
            _labelled("objectif", sheet["job_target"]),
            _rate(sheet["completion_rate"], "créés"),
            text.basis_text(sheet["completion_rate"]),
        ),
        KeyFigure(
            sheet["jobs_verified"],
            _part("sur", sheet["jobs_created"], "emploi créé", "emplois créés"),
            _unverified(sheet),
            _basis("pérennes à 12 mois", sheet["sustained_rate"]),
        ),
        KeyFigure(
            sheet["projects_supported"],
            _part("dont", sheet["business_creations"], "création", "créations")
            + " d’entreprise" * (not sheet["business_creations"].absence),
            _waiting(sheet["projects_pending"]),
            "",
        ),
        KeyFigure(
            sheet["committed"],
            _labelled("enveloppe", sheet["envelope"]),
            _remaining(sheet["remaining"]),
            _labelled("versé", sheet["paid"]),
        ),
    ]


def _total(situation: Situation) -> KeyFigure:
    """Return the total of jobs, or where it is masked what it gives way to."""
    sheet, standing = situation.sheet, situation.standing
    target = _labelled("objectif", sheet["job_target"])
    if sheet["total_jobs"].masked:
        told = next((code for code in PARTS if sheet[code].value is not None), [*PARTS][-1])
        others = counted_parts(sheet, *(code for code in PARTS if code != told))
        return KeyFigure(
            sheet[told], target, "", french.clause("et {other}", other=others[0]) if others else ""
        )
    if standing.expected is not None:
        target += f" · attendu {formats.integer(standing.expected)}"
    gap = _gap(standing)
    short = {"jobs_created": ("en entreprise",) * 2, "placements_counted": ("jeune", "jeunes")}
    has_both = not any(sheet[code].absence for code in short)
    parts = [text.counted(sheet[code], *words) for code, words in short.items()] if has_both else []
    return KeyFigure(sheet["total_jobs"], target, gap, ", ".join(parts))


def _gap(standing: Standing) -> str:
    """Return the gap in jobs; once the whole duration has passed, what is missing to the target."""
    if standing.jobs is None:
        return ""
    if not standing.jobs:
        return "au rythme attendu" if standing.expected else "rien d’attendu encore"
    number = formats.integer(abs(standing.jobs))
    if standing.elapsed == 1:
        return french.clause("il en manque {n}" if standing.jobs < 0 else "{n} de plus", n=number)
    return french.clause("{n} de retard" if standing.jobs < 0 else "{n} d’avance", n=number)


def _labelled(label: str, figure: Figure) -> str:
    return f"{label} {text.value_text(figure)}"


def _rate(ratio: Figure, of: str) -> str:
    return f"{text.value_text(ratio)} {of}" if ratio.value is not None else ""


def _basis(label: str, ratio: Figure) -> str:
    if ratio.absence is Absence.NOT_APPLICABLE:
        return ""
    return french.clause(
        "{label}\u00a0: {basis}",
        label=label,
        basis=text.basis_text(ratio) or text.value_text(ratio),
    )


def _part(joint: str, figure: Figure, one: str, many: str) -> str:
    return "" if figure.absence else f"{joint} {text.counted(figure, one, many)}"


def _unverified(sheet: Sheet) -> str:
    created, verified = sheet["jobs_created"].value, sheet["jobs_verified"].value
    if not created or verified is None:
        return ""
    missing = created - verified
    return french.clause("{n} à vérifier", n=missing) if missing else "tous vérifiés"


def _waiting(pending: Figure) -> str:
    if not pending.value:
        return ""
    return french.clause("{files} à décider", files=plural(pending.value, "dossier", "dossiers"))


def _remaining(remaining: Figure) -> str:
    if remaining.value is None:
        return ""
    if remaining.value < 0:
        return french.clause("{over} au-delà de l’enveloppe", over=formats.euros(-remaining.value))
    return french.clause("{left} à engager", left=formats.euros(remaining.value))
