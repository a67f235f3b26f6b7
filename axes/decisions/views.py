"""Likely doubles of a convention, and the pages that settle them."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from convention.access import Right
from convention.locking import hold
from convention.pages.base import OpensToday
from convention.pages.dated import RowCorrect, RowVoid
from convention.pages.records import RecordCreate
from revitalisation.ui.errors import NotFound

from . import likely
from .forms import SettlementForm
from .models import Settlement
from .tables import LikelyTable, SettledTable


class Doubles(OpensToday, TemplateView):
    """What looks like one post entered twice, and what was answered."""

    right = Right.VERIFY
    template_name = "axes/doubles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = likely.to_settle(self.person, self.convention, self.as_of)
        answered = likely.settled(self.person, self.convention, self.as_of)
        return super().get_context_data(**kwargs) | {
            "waiting": LikelyTable(
                waiting, *self.action_columns(Right.VERIFY, "Réponse", self._settle)
            ),
            "answered": SettledTable(
                answered, *self.action_columns(Right.VERIFY, "Saisie", self._correct)
            ),
            "restated": [row for row in answered if row.supersedes],
        }

    def _settle(self, pair: likely.Pair) -> list[tuple[str, str, str]]:
        first, second = pair.told()
        between = f"entre «\u00a0{first}\u00a0» et «\u00a0{second}\u00a0»"
        return [("Trancher", between, self.form_url("double_settle", pair.pk))]

    def _correct(self, row: Settlement) -> list[tuple[str, str, str]]:
        return [("Rectifier", str(row), self.form_url("settlement_correct", row.pk))]


class Settle(RecordCreate):
    """Answers of a likely double whether it is one post, and on which side it counts."""

    right = Right.VERIFY
    model, form_class = Settlement, SettlementForm
    title = "Trancher un doublon probable"
    success_message = "C’est tranché."
    list_name = "doubles"

    @property
    def pair(self) -> likely.Pair:
        """The likely double named in the address; what is none, or no more, answers 404.

        One that someone else settled meanwhile is refused when the answer is saved.
        """
        for pair in likely.known(self.person, self.convention, timezone.localdate()):
            if pair.pk == self.kwargs["pk"]:
                return pair
        raise NotFound("Ce n’est pas, ou n’est plus, un doublon probable.")

    def new_record(self) -> Settlement:
        return self.pair.settlement(
            convention=self.convention, recorded_by=self.person, settled_on=self.as_of
        )

    def hold(self) -> None:
        hold_both(self.pair)

    def get_intro(self) -> str:
        first, second = self.pair.told()
        alike = "Même entreprise, même contrat" if self.pair.is_about_young else "Même entreprise"
        return (
            f"{alike}, à un mois au plus d’intervalle\u00a0: «\u00a0{first}\u00a0» et "
            f"«\u00a0{second}\u00a0»."
        )


def hold_both(pair: likely.Pair) -> None:
    """Make the writers of both conventions wait, in one order whoever asks."""
    for convention in pair.conventions:
        hold(convention)


class OfSettlement:
    """Mixin of a page about an answer: seen by whoever may settle."""

    person: Any
    convention: Any
    as_of: date
    kwargs: Any

    def records(self) -> Any:
        mine = likely.settled(self.person, self.convention, self.as_of)
        return Settlement.objects.filter(Settlement.live(), pk__in=[row.pk for row in mine])

    def get_gone(self) -> HttpResponse | None:
        """Tell who may settle alone what became of an answer: it names the other hire."""
        row = Settlement.objects.filter(pk=self.kwargs["pk"]).first()
        if row is None or not likely.settles(self.person, row.pair):
            return None
        gone: HttpResponse | None = super().get_gone()  # type: ignore[misc]
        return gone

    def hold(self) -> None:
        # Also of an answer that someone rectified meanwhile: what is told of it comes after.
        pair = get_object_or_404(Settlement, pk=self.kwargs["pk"]).pair
        if self.convention not in pair.conventions:
            raise Http404
        hold_both(pair)


class SettlementCorrect(OfSettlement, RowCorrect):  # type: ignore[misc]
    right = Right.VERIFY
    model, form_class = Settlement, SettlementForm
    title = "Rectifier la réponse à un doublon"
    void_page = "settlement_void"


class SettlementVoid(OfSettlement, RowVoid):
    right = Right.VERIFY
    model = Settlement
    title = "Retirer la réponse à un doublon"
