"""Forms of comments, opinions and resolutions: none of their texts names anybody."""

from typing import Any, ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models

from convention.models import Comment, Committee, Opinion, Resolution
from convention.pages.dated import DatedRowForm
from convention.pages.forms import ConventionForm
from revitalisation.history.reasons import names_somebody
from revitalisation.ui.fields import ParagraphField

# Of the grounds of an opinion, in characters.
SHORT = 300


class NamesNobodyInTexts(ConventionForm):
    """A form of which no paragraph holds the name of a person whom the convention follows."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        names = list(self.known_names())
        for name, field in self.fields.items():
            if isinstance(field, ParagraphField) and names_somebody(cleaned.get(name, ""), names):
                self.add_error(
                    name, "Ce texte nomme quelqu’un\u00a0: écrivez-le sans nom de personne."
                )
        return cleaned


def paragraphs(*names: str) -> dict[str, type[ParagraphField]]:
    """Return the kind of field of columns that hold a few sentences."""
    return dict.fromkeys(names, ParagraphField)


class SignedTextForm(NamesNobodyInTexts, DatedRowForm):
    """A text; what rectifies one is of the same axis."""

    def narrow(self) -> None:
        if self.instance.supersedes_id is not None:
            del self.fields["axis"]
            return
        self.choose("axis", self.convention.axes.order_by("number"))
        self.fields["axis"].empty_label = "Toute la convention"  # type: ignore[attr-defined]


class CommentForm(SignedTextForm):
    class Meta:
        model = Comment
        fields = ("axis", "as_of", "signed_on", *Comment.PROMPTS)
        field_classes: ClassVar = paragraphs(*Comment.PROMPTS)


class OpinionForm(SignedTextForm):
    def narrow(self) -> None:
        super().narrow()
        # Side by side on the first page, opinions have room for so much.
        field = self.fields["grounds"]
        field.max_length = field.widget.attrs["maxlength"] = SHORT  # type: ignore[attr-defined]
        field.validators.append(MaxLengthValidator(SHORT))

    class Meta:
        model = Opinion
        fields = ("axis", "as_of", "signed_on", "confidence", "grounds")
        field_classes: ClassVar = paragraphs("grounds")


class ResolutionForm(NamesNobodyInTexts):
    """What is asked of a committee."""

    class Meta:
        model = Resolution
        fields = ("committee", "asked_on", "question", "options", "proposal")
        field_classes: ClassVar = paragraphs("question", "options", "proposal")

    def narrow(self) -> None:
        self.choose("committee", committees(self.convention))


class TakenForm(NamesNobodyInTexts):
    """What was decided."""

    class Meta:
        model = Resolution
        fields = ("taken_on", "taken_in", "decision", "due_on")
        field_classes: ClassVar = paragraphs("decision")

    def narrow(self) -> None:
        self.choose("taken_in", committees(self.convention))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_empty = not any(cleaned.get(name) for name in TakenForm.Meta.fields)
        if is_empty and not self.errors and self.initial.get("taken_on") is None:
            self.add_error(
                "taken_on", "Indiquez la date de la décision et son contenu, ou revenez en arrière."
            )
        return cleaned


class DoneForm(ConventionForm):
    """When what was decided was done."""

    class Meta:
        model = Resolution
        fields = ("done_on",)

    def narrow(self) -> None:
        # Emptying what was noted corrects it; nothing noted yet is nothing to save.
        self.fields["done_on"].required = self.instance.done_on is None


def committees(convention: Any) -> models.QuerySet[Committee]:
    """Return the meetings of a convention, latest first."""
    found: models.QuerySet[Committee] = Committee.objects.of(convention).order_by("-held_on")
    return found
