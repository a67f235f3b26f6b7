"""Comments, opinions, resolutions: their pages and their forms."""

from typing import Any

from django.db import models
from django.utils import timezone

from convention.access import Right, own
from convention.models import Comment, Opinion, Resolution, SignedText
from convention.pages.dated import RowCorrect, RowVoid
from convention.pages.history import RecordHistory
from convention.pages.records import RecordCreate, RecordDelete, RecordPage, RecordUpdate
from revitalisation.history.values import label
from revitalisation.ui.formats import ABSENCES, long_date

from . import forms

# Comments, opinions and resolutions are three tabs of one page.
SECTION = "comment_list"
LATER = ", après la date de cette page, sur des chiffres d’avant elle"


# --- comments and opinions ----------------------------------------------------------------------


class SignedTextPage(RecordPage):
    """A text as it was signed; one that was rectified says so, and leads to what replaced it."""

    model: type[SignedText]
    template_name = "convention/text.html"
    section = SECTION
    correct_page, void_page = "", ""

    def records(self) -> models.QuerySet[Any]:
        # What says that a text never was holds nothing to read.
        known = super().records().filter(is_void=False)
        return known.select_related(
            "convention", "organisation", "axis", "recorded_by", "supersedes", "superseded_by"
        )

    def get_actions(self) -> list[tuple[str, str]]:
        text: SignedText = self.record
        is_own = text.organisation_id == self.person.organisation_id
        if not (text.is_live and is_own):
            return []
        return self.form_links(
            (
                (Right.GIVE_OPINION, "Rectifier", self.correct_page),
                (Right.GIVE_OPINION, "Retirer", self.void_page),
            ),
            text.pk,
        )

    def get_facts(self) -> list[tuple[str, Any]]:
        text: SignedText = self.record
        signed = long_date(text.signed_on)
        if self.is_past and text.signed_on > self.as_of:
            signed += LATER
        return [
            ("Organisme", text.organisation),
            ("Sur", text.subject),
            ("Chiffres au", long_date(text.as_of)),
            ("Signé le", signed),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text: SignedText = self.record
        return super().get_context_data(**kwargs) | {
            "said": self.get_said(),
            "is_rectified": not text.is_live,
            "rectified": self._known(getattr(text, "superseded_by", None)),
            "rectifies": self._known(text.supersedes),
        }

    def _known(self, text: Any) -> SignedText | None:
        """Return a text about figures that the page may tell; none about later ones."""
        return text if text is not None and text.as_of <= self.as_of else None

    def get_said(self) -> list[tuple[str, str]]:
        """Return what the text says, under what was asked."""
        raise NotImplementedError


class CommentPage(SignedTextPage):
    model = Comment
    listed_in = ("Commentaires", "comment_list")
    correct_page, void_page = "comment_correct", "comment_void"

    def get_said(self) -> list[tuple[str, str]]:
        comment: Comment = self.record
        return comment.said


class OpinionPage(SignedTextPage):
    model = Opinion
    listed_in = ("Avis", "opinion_list")
    correct_page, void_page = "opinion_correct", "opinion_void"

    def get_facts(self) -> list[tuple[str, Any]]:
        return [*super().get_facts(), ("Niveau de confiance", self.record.get_confidence_display())]

    def get_said(self) -> list[tuple[str, str]]:
        return [(label(Opinion._meta.get_field("grounds")), self.record.grounds)]


class TextCreate(RecordCreate):
    """Adds a text at its date; those of earlier figures stay."""

    right = Right.GIVE_OPINION
    model: type[SignedText]
    intro = (
        "Un texte s’ajoute aux précédents, à la date de ses chiffres, au nom de votre organisme. "
        "Une erreur se rectifie depuis la page du texte. Sans nom de personne."
    )

    def new_record(self) -> SignedText:
        return self.model(
            convention=self.convention, organisation=self.person.organisation,
            recorded_by=self.person, signed_on=timezone.localdate(),
        )  # fmt: skip


class OwnText:
    """Mixin of a form about a text of one’s own body that is still what is known."""

    right = Right.GIVE_OPINION
    person: Any

    def records(self) -> models.QuerySet[Any]:
        known = super().records().filter(own(self.person, "organisation"))  # type: ignore[misc]
        return known.select_related("convention", "organisation", "axis")

    def get_edited(self) -> Any:
        # A text changes nothing of its convention: that it is superseded is all there is to know.
        return self.record  # type: ignore[attr-defined]


class TextCorrect(OwnText, RowCorrect):  # type: ignore[misc]
    success_message = "Rectifié\u00a0: le texte d’avant reste lisible."
    intro = (
        "Ce qui était faux dans ce texte\u00a0: celui-ci reste lisible, le vôtre prend sa place. "
        "Ce qui a changé depuis se dit dans un texte sur des chiffres plus récents."
    )

    def get_success_url(self) -> str:
        return self.address_of(self.object)


class TextVoid(OwnText, RowVoid):
    success_message = "C’est retiré\u202f; l’historique garde le texte et le motif."

    def get_consequences(self) -> list[str]:
        return [
            "Ce texte ne sera plus lu à aucune date.",
            f"Sa page dira qu’il a été retiré le {long_date(self.as_of)}, et pourquoi.",
        ]


class CommentCreate(TextCreate):
    model, form_class = Comment, forms.CommentForm
    title, list_name = "Nouveau commentaire", "comment_list"


class CommentCorrect(TextCorrect):
    model, form_class = Comment, forms.CommentForm
    title, void_page = "Rectifier le commentaire", "comment_void"


class CommentVoid(TextVoid):
    model, title = Comment, "Retirer le commentaire"


class OpinionCreate(TextCreate):
    model, form_class = Opinion, forms.OpinionForm
    title, list_name = "Nouvel avis", "opinion_list"


class OpinionCorrect(TextCorrect):
    model, form_class = Opinion, forms.OpinionForm
    title, void_page = "Rectifier l’avis", "opinion_void"


class OpinionVoid(TextVoid):
    model, title = Opinion, "Retirer l’avis"


# --- resolutions --------------------------------------------------------------------------------


class _Resolutions:
    convention: Any

    def records(self) -> models.QuerySet[Any]:
        known = Resolution.objects.of(self.convention)
        return known.select_related("convention", "committee", "taken_in", "asked_by")


class ResolutionPage(_Resolutions, RecordPage):
    model = Resolution
    section = SECTION
    listed_in = ("Décisions demandées", "resolution_list")

    def get_actions(self) -> list[tuple[str, str]]:
        resolution: Resolution = self.record
        buttons = [(Right.HOLD_COMMITTEES, "Noter la décision", "resolution_take")]
        if resolution.taken_on is not None:
            buttons.append((Right.HOLD_COMMITTEES, "Noter l’exécution", "resolution_carry_out"))
        if resolution.asked_by_id == self.person.organisation_id:
            buttons.append((Right.ASK_COMMITTEES, "Modifier la demande", "resolution_update"))
        return self.form_links(tuple(buttons), resolution.pk)

    def get_facts(self) -> list[tuple[str, Any]]:
        resolution: Resolution = self.record
        asked_of, to_come = resolution.committee, ABSENCES["not_due"]
        if asked_of is not None and not asked_of.is_told(self.as_of, is_past=self.is_past):
            asked_of = None
        facts: list[tuple[str, Any]] = [
            ("Demandée le", f"{long_date(resolution.asked_on)} par {resolution.asked_by}"),
            ("Demandée au comité", asked_of or to_come),
            ("Question", resolution.question),
            ("Options", resolution.options or "–"),
            ("Proposition", resolution.proposal or "–"),
        ]
        if resolution.taken_on is None:
            return [*facts, ("Décision", to_come)]
        place = f", {resolution.taken_in}" if resolution.taken_in else ", hors réunion"
        return [
            *facts,
            ("Décision", resolution.decision),
            ("Prise le", f"{long_date(resolution.taken_on)}{place}"),
            ("À exécuter pour le", long_date(resolution.due_on) if resolution.due_on else "–"),
            ("Exécutée le", self._done(resolution)),
        ]

    def _done(self, resolution: Resolution) -> str:
        if resolution.done_on is not None:
            return long_date(resolution.done_on)
        return "en retard" if resolution.is_late(self.as_of) else "–"


class ResolutionCreate(RecordCreate):
    right = Right.ASK_COMMITTEES
    model, form_class = Resolution, forms.ResolutionForm
    title, list_name = "Demander une décision", "resolution_list"
    intro = "Demandée au nom de votre organisme. Sans nom de personne."

    def new_record(self) -> Resolution:
        return Resolution(
            convention=self.convention, asked_by=self.person.organisation,
            asked_on=timezone.localdate(),
        )  # fmt: skip


class _OwnResolutions(_Resolutions):
    person: Any

    def records(self) -> models.QuerySet[Any]:
        return super().records().filter(own(self.person, "asked_by"))


class ResolutionUpdate(_OwnResolutions, RecordUpdate):  # type: ignore[misc]
    right = Right.ASK_COMMITTEES
    model, form_class = Resolution, forms.ResolutionForm
    title = "Modifier la demande"

    @property
    def delete_page(self) -> str:  # type: ignore[override]
        """What was decided is not removed."""
        return "resolution_delete" if self.record.taken_on is None else ""


class ResolutionTake(_Resolutions, RecordUpdate):  # type: ignore[misc]
    right = Right.HOLD_COMMITTEES
    model, form_class = Resolution, forms.TakenForm
    title = "Noter la décision"
    success_message = "La décision est enregistrée."


class ResolutionCarryOut(_Resolutions, RecordUpdate):  # type: ignore[misc]
    right = Right.HOLD_COMMITTEES
    model, form_class = Resolution, forms.DoneForm
    title = "Noter l’exécution"
    success_message = "L’exécution est enregistrée."

    def records(self) -> models.QuerySet[Any]:
        return super().records().filter(taken_on__isnull=False)


class ResolutionDelete(_OwnResolutions, RecordDelete):
    right = Right.ASK_COMMITTEES
    model, title = Resolution, "Retirer la demande"
    submit_label = "Retirer"
    success_message = "La demande est retirée\u202f; son historique reste."

    def records(self) -> models.QuerySet[Any]:
        return super().records().filter(taken_on__isnull=True)

    def get_consequences(self) -> list[str]:
        return [
            f"«\u00a0{self.record}\u00a0» ne sera plus demandée, à aucune date.",
            "L’historique gardera qui l’a retirée, quand et pourquoi.",
        ]

    def get_success_url(self) -> str:
        return self.at("resolution_list")


class ResolutionHistory(_Resolutions, RecordHistory):
    model = Resolution
