"""What committees read otherwise than it is known now, and why, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from convention.models import Committee
from reporting.figures import text
from reporting.figures.snapshots import Cause, Redefinition
from reporting.figures.values import Mask
from revitalisation.ui import french

from .situation import Situation

# Why, as a sentence of the page and as the title of a table on paper.
SENTENCES = {
    Cause.ENTRIES: "des saisies postérieures au comité {held:de} ont changé ces chiffres "
    "{as_of:à}\u202f; ce que le comité a lu reste figé.",
    Cause.DEFINITION: "la définition de ces chiffres a été modifiée depuis le comité {held:de}, "
    "qui les a lus {as_of:à}\u202f; ce que le comité a lu reste figé.",
    Cause.UNKNOWN: "ces chiffres {as_of:à} ne sont plus ceux que le comité {held:de} a lus, et la "
    "version de leur définition d’alors est inconnue\u202f; ce que le comité a lu reste figé.",
}
CAPTIONS = {
    Cause.ENTRIES: "Chiffres que le comité {held:de} a lus autrement",
    Cause.DEFINITION: "Chiffres dont la définition a été modifiée depuis le comité {held:de}",
    Cause.UNKNOWN: "Chiffres que le comité {held:de} a lus autrement, version de la définition "
    "inconnue",
}


@dataclass(frozen=True)
class Restated:
    """A figure as a committee read it and as it is now, with the definitions that changed."""

    label: str
    frozen: str
    now: str
    definitions: str


@dataclass(frozen=True)
class Reading:
    """Figures that a committee read otherwise, all for one cause."""

    committee: Committee
    cause: Cause
    lines: list[Restated]

    @property
    def sentence(self) -> str:
        """Why they are no longer what it read."""
        return self._dated(SENTENCES)

    @property
    def caption(self) -> str:
        """The title of the table that lists them on paper."""
        return self._dated(CAPTIONS)

    def _dated(self, words: dict[Cause, str]) -> str:
        return french.sentence(
            words[self.cause], held=self.committee.held_on, as_of=self.committee.as_of
        )


def restated(situation: Situation) -> list[Reading]:
    """Return, by committee and cause, the figures that are no longer what it read."""
    found = []
    for committee, changed in situation.restated:
        lines: dict[Cause, list[Restated]] = {cause: [] for cause in Cause}
        for change, then, now in changed:
            if Mask.WITHHELD in (then.masked, now.masked):
                continue
            before, after = text.value_text(then), text.value_text(now)
            # Differences that rounding hides say nothing to the reader; a definition does.
            if before != after or change.cause is Cause.DEFINITION:
                definitions = "\u202f; ".join(_definitions(change.redefined))
                lines[change.cause].append(Restated(now.label, before, after, definitions))
        found += [Reading(committee, cause, held) for cause, held in lines.items() if held]
    return found


def _definitions(redefined: tuple[Redefinition, ...]) -> Iterator[str]:
    for then, now in redefined:
        yield french.clause(
            "définition modifiée depuis\u00a0: {label} était, n°\u00a0{then}, {definition}, et "
            "suit le n°\u00a0{now}",
            label=french.quoted(then.label),
            then=str(then.version),
            definition=french.quoted(then.definition),
            now=str(now.version),
        )
