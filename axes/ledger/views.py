"""Entering an entry, reading one, and cancelling it by another."""

from typing import Any

from django.db import models
from django.utils import timezone

from axes.business.models import Aid
from convention.access import Right
from convention.pages.records import ChildCreate, RecordConfirm, RecordCreate, RecordPage
from revitalisation.ui.formats import euros, listed, long_date

from .forms import LedgerEntryForm, ReversalForm
from .models import LedgerEntry


class LedgerCreate(RecordCreate):
    right = Right.ENTER_MONEY
    model, form_class = LedgerEntry, LedgerEntryForm
    title = "Nouvelle écriture"
    intro = "Une écriture ne se modifie ni ne se supprime\u00a0: une erreur s’annule par une autre."
    success_message = "L’écriture est enregistrée."
    list_name = "ledger_list"

    def new_record(self) -> LedgerEntry:
        return LedgerEntry(recorded_by=self.person)


class AidPay(ChildCreate):
    """Enters a payment of an aid, which may name the posts that it pays."""

    right = Right.ENTER_MONEY
    parent_model, parent_name = Aid, "aid"
    model, form_class = LedgerEntry, LedgerEntryForm
    title = "Nouveau versement"
    intro, success_message = LedgerCreate.intro, LedgerCreate.success_message

    def new_record(self) -> LedgerEntry:
        aid: Aid = self.parent
        return LedgerEntry(
            recorded_by=self.person, aid=aid, measure_id=aid.measure_id, kind=LedgerEntry.Kind.PAID
        )


class LedgerPage(RecordPage):
    model = LedgerEntry
    listed_in = ("Écritures", "ledger_list")
    buttons = ((Right.ENTER_MONEY, "Annuler par une contre-écriture", "ledger_reverse"),)

    def records(self) -> models.QuerySet[Any]:
        return LedgerEntry.objects.of(self.convention).select_related(
            LedgerEntry.convention_path, "aid__project__company", "recorded_by", "reverses"
        )

    def get_actions(self) -> list[tuple[str, str]]:
        # Whether it is still to be cancelled is known today.
        return super().get_actions() if self.record.is_reversible and not self.is_past else []

    def get_facts(self) -> list[tuple[str, Any]]:
        entry: LedgerEntry = self.record
        facts: list[tuple[str, Any]] = [
            ("Mesure", entry.measure),
            ("Aide", entry.aid or "sans objet"),
            ("Nature", entry.get_kind_display()),
            ("Date", long_date(entry.dated_on)),
            ("Montant", euros(entry.amount)),
            ("Enregistrée par", entry.recorded_by),
            ("Enregistrée le", long_date(timezone.localtime(entry.recorded_at).date())),
        ]
        if entry.kind == LedgerEntry.Kind.PAID and entry.aid and entry.reverses is None:
            paid = entry.posts.select_related("post__commitment").order_by("post__rank", "pk")
            if named := [str(found) for found in paid]:
                facts.append(("Postes payés", listed(named)))
        if entry.over_envelope_reason:
            facts.append(("Motif du dépassement de l’enveloppe", entry.over_envelope_reason))
        if entry.reverses:
            facts.append(("Annule", entry.reverses))
        if hasattr(entry, "reversed_by") and entry.reversed_by.dated_on <= self.as_of:
            facts.append(("Annulée par", entry.reversed_by))
        return facts


class LedgerReverse(RecordConfirm):
    right = Right.ENTER_MONEY
    model = LedgerEntry
    form_class = ReversalForm
    title = "Annuler l’écriture"
    submit_label = "Annuler l’écriture"
    success_message = "La contre-écriture est enregistrée."

    def get_consequences(self) -> list[str]:
        return [
            f"«\u00a0{self.record}\u00a0»\u00a0: {euros(self.record.amount)} seront retranchés "
            "par une écriture qui la nomme.",
            "Les deux écritures resteront visibles.",
        ]

    def save(self, form: Any) -> None:
        written = form.cleaned_data
        self.record.reverse(
            self.person,
            on=written["dated_on"],
            reason=written["reason"],
            over_envelope_reason=written["over_envelope_reason"],
        )

    def get_success_url(self) -> str:
        return self.at("ledger_list")
