"""Forms of an entry, and of the one that cancels it."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from axes.business.models import Aid, Post
from convention.models import Measure
from convention.pages.forms import ConventionForm
from revitalisation.history.values import quoted
from revitalisation.ui.formats import plural

from .models import LedgerEntry, PaidPost


class PostsField(forms.ModelMultipleChoiceField):
    """Posts of a project, each by its promise and by who was first hired on it."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, post: Any) -> str:
        first = next(iter(post.hires.all()), None)
        return f"{post}, emploi n°\u00a0{first.pk}" if first else str(post)


class LedgerEntryForm(ConventionForm):
    """An entry; opened as the payment of an aid, it may say which posts of the project it pays."""

    class Meta:
        model = LedgerEntry
        fields = ("measure", "aid", "kind", "dated_on", "amount", "label", "over_envelope_reason")

    def narrow(self) -> None:
        self.choose("measure", Measure.objects.of(self.convention))
        self.choose("aid", Aid.objects.of(self.convention).select_related("project__company"))
        # The address named it, before anything is typed.
        self.paid = self.instance.aid
        if self.paid is not None:
            posts = Post.objects.filter(project=self.paid.project_id, given_up_on=None)
            self.fields["posts"] = PostsField(
                posts.select_related("commitment").prefetch_related("hires"),
                label="Postes payés",
                required=False,
                help_text="Si ce versement solde la part de certains postes\u00a0: ils sont payés "
                "quand toutes les aides du projet leur ont versé la leur.",
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        posts, aid, kind = (cleaned.get(name) for name in ("posts", "aid", "kind"))
        self.instance.posts_named = len(posts or ())
        if not posts or aid is None or not kind:
            return cleaned
        if kind != LedgerEntry.Kind.PAID:
            self.add_error(
                "posts",
                f"Vous désignez {plural(len(posts), 'poste', 'postes')} et l’écriture est de "
                f"nature {quoted(LedgerEntry.Kind(kind).label)}\u00a0: seul un versement désigne "
                "des postes, choisissez cette nature ou n’en désignez aucun.",
            )
        elif self.paid is not None and aid.project_id != self.paid.project_id:
            self.add_error(
                "posts",
                f"Les postes désignés sont du projet {quoted(self.paid.project)}, l’aide du projet "
                f"{quoted(aid.project)}\u00a0: choisissez une aide du premier, ou n’en désignez "
                "aucun.",
            )
        return cleaned

    def save(self, commit: bool = True) -> LedgerEntry:
        with transaction.atomic():
            entry: LedgerEntry = super().save(commit)
            posts = self.cleaned_data.get("posts") or ()
            PaidPost.objects.bulk_create(PaidPost(entry=entry, post=post) for post in posts)
        return entry


class ReversalForm(forms.Form):
    """Why an entry is cancelled, and when."""

    dated_on = forms.DateField(label="Date de la contre-écriture", initial=timezone.localdate)
    reason = forms.CharField(label="Motif", max_length=160)
    over_envelope_reason = forms.CharField(
        label="Motif du dépassement de l’enveloppe",
        max_length=200,
        required=False,
        help_text="À remplir seulement si le total engagé dépasse l’enveloppe.",
    )
