"""A text is written beside the figures that it speaks of, from what was signed last."""

from datetime import date
from functools import cached_property
from typing import Any

from django.forms.models import model_to_dict

from convention.models import Axis, Comment, Opinion, SignedText, follow_up_committees
from convention.texts import views as texts
from reporting.figures.values import Figure
from reporting.situation import ground
from reporting.situation.keys import key_figures
from reporting.situation.sentences import headline
from reporting.situation.situation import RELATED, Situation
from revitalisation.ui import french
from revitalisation.ui.dates import parse_as_of


class BesideFigures(texts.TextCreate):
    """Mixin of a form: ``?chiffres=`` names the date of the figures, ``?axe=`` the axis."""

    template_name = "reporting/writing.html"
    related = RELATED
    # What a new text takes from the last one.
    carried: tuple[str, ...] = ()

    @cached_property
    def figures_at(self) -> date:
        """The date of the figures: that of the page one comes from, or of the last committee."""
        return parse_as_of(self.request.GET.get("chiffres"), self._last_read())

    def _last_read(self) -> date:
        read = (c.as_of for c in follow_up_committees(self.convention) if c.as_of <= self.as_of)
        return max(read, default=self.as_of)

    @cached_property
    def axis(self) -> Axis | None:
        """The axis that the text is about; None for the whole convention."""
        wanted = self.request.GET.get("axe")
        return next((a for a in self.convention.axes.all() if str(a.number) == wanted), None)

    @cached_property
    def last(self) -> SignedText | None:
        """What one’s own body signed last on the same, of figures before these."""
        known: Any = self.model._default_manager
        signed = known.of(self.convention).filter(
            self.model.live(),
            organisation=self.person.organisation,
            axis=self.axis,
            as_of__lt=self.figures_at,
        )
        found: SignedText | None = signed.order_by("-as_of", "-pk").first()
        return found

    def get_initial(self) -> dict[str, Any]:
        carried = model_to_dict(self.last, fields=self.carried) if self.last is not None else {}
        about = {"as_of": self.figures_at, "axis": self.axis and self.axis.pk}
        return super().get_initial() | about | carried

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        situation = Situation(self.convention, self.figures_at)
        told = ""
        if self.last is not None:
            told = french.sentence(
                "repris de votre texte sur les chiffres {day:à}.", day=self.last.as_of
            )
        return super().get_context_data(**kwargs) | {
            "figures_at": self.figures_at,
            "said": "" if self.axis else headline(situation),
            "figures": self._figures(situation),
            "carried": told,
        }

    def _figures(self, situation: Situation) -> list[Figure]:
        if self.axis is not None:
            return ground.figures(situation, self.axis)
        return [key.figure for key in key_figures(situation)]


class CommentCreate(BesideFigures, texts.CommentCreate):
    carried = Comment.PROMPTS


class OpinionCreate(BesideFigures, texts.OpinionCreate):
    model = Opinion
    carried = ("confidence", "grounds")
