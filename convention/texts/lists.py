"""The lists of comments, opinions and resolutions: three tabs of one page."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.text import Truncator

from convention.access import Right
from convention.models import Axis, Comment, Opinion, Resolution, SignedText
from convention.pages.lists import ConventionList, StateFilter
from revitalisation.ui import columns, filters, tables
from revitalisation.ui.formats import ABSENCES

SHOWN = 160
TABS = (
    ("comment_list", "Commentaires"),
    ("opinion_list", "Avis"),
    ("resolution_list", "Décisions demandées"),
)


class TextList(ConventionList):
    """A tab."""

    template_name = "convention/texts.html"
    section = TABS[0][0]

    def get_actions(self) -> list[tuple[str, str]]:
        return self.form_links(self.buttons)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = [(page, label, self.at(page)) for page, label in TABS]
        return super().get_context_data(**kwargs) | {"tabs": tabs}


# --- comments and opinions ----------------------------------------------------------------------


class SignedTextTable(tables.Table):
    as_of = columns.LinkColumn(
        "Chiffres au", value=lambda t: f"{t.as_of:%d/%m/%Y}", order_by="as_of"
    )
    organisation = columns.TextColumn("Organisme", accessor="organisation__name")
    subject = columns.TextColumn("Sur", value=lambda t: t.subject, order_by="axis__number")
    signed_on = columns.DateColumn("Signé le")

    class Meta:
        order_by = "-as_of"


def _first_words(comment: Comment) -> str:
    said = next(filter(None, (getattr(comment, name) for name in Comment.PROMPTS)))
    return Truncator(said).chars(SHOWN)


class CommentTable(SignedTextTable):
    said = columns.TextColumn("Commentaire", value=_first_words, exclude_from_export=True)
    done = columns.TextColumn("Ce qui a été fait", visible=False)
    gap = columns.TextColumn("D’où vient l’écart", visible=False)
    risks = columns.TextColumn("Ce qui peut compromettre la suite", visible=False)
    next_steps = columns.TextColumn("Ce qui vient ensuite", visible=False)


class OpinionTable(SignedTextTable):
    confidence = columns.ChoiceColumn("Niveau de confiance")
    grounds = columns.TextColumn("Ce qui le fonde", orderable=False)


class SignedTextFilter(filters.FilterSet):
    on = filters.ChoiceFilter(label="Sur", method="keep_on", choices=(
        ("all", "Toute la convention"),
        *((kind, f"Axe – {words}") for kind, words in Axis.Kind.choices),
    ))  # fmt: skip
    latest = filters.ChoiceFilter(
        label="À cette date", method="keep_latest", choices=[("latest", "Le dernier de chacun")]
    )

    def keep_on(self, texts: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return texts.filter(axis__isnull=True) if value == "all" else texts.filter(axis__kind=value)

    def keep_latest(self, texts: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return texts.filter(texts.model.holding(self.as_of))


class CommentFilter(SignedTextFilter):
    class Meta:
        model = Comment
        fields: ClassVar[list[str]] = []


class OpinionFilter(SignedTextFilter):
    confidence = filters.ChoiceFilter(
        label="Niveau de confiance", choices=Opinion.Confidence.choices
    )

    class Meta:
        model = Opinion
        fields: ClassVar[list[str]] = []


class SignedTextList(TextList):
    """What was signed of the figures known at the date, what was superseded left out."""

    model: type[SignedText]

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(self.model.live())

    def annotate_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.select_related("convention", "organisation", "axis")

    def get_intro(self) -> str:
        """Say why a text signed later is in the list of a past day."""
        if self.is_past and self.get_queryset().filter(signed_on__gt=self.as_of).exists():
            return "Un texte signé après cette date porte sur des chiffres d’avant elle."
        return ""


class CommentList(SignedTextList):
    title = "Commentaires"
    model = Comment
    table_class, filterset_class = CommentTable, CommentFilter
    buttons = ((Right.GIVE_OPINION, "Nouveau commentaire", "comment_create"),)


class OpinionList(SignedTextList):
    title = "Avis"
    model = Opinion
    table_class, filterset_class = OpinionTable, OpinionFilter
    buttons = ((Right.GIVE_OPINION, "Nouvel avis", "opinion_create"),)


# --- resolutions --------------------------------------------------------------------------------


def taken(as_of: date) -> Q:
    """Return the condition that a decision was taken by a day."""
    return Q(taken_on__lte=as_of)


def done(as_of: date) -> Q:
    """Return the condition that a decision was carried out by a day."""
    return Q(done_on__lte=as_of)


def late(as_of: date) -> Q:
    """Return the condition that a decision should have been carried out by the day before."""
    return taken(as_of) & Q(due_on__lt=as_of) & ~_by("done_on", as_of)


def _by(name: str, as_of: date) -> Q:
    """Return the condition that a day has come, which is false, not unknown, of an empty one."""
    return Q(**{f"{name}__isnull": False, f"{name}__lte": as_of})


STATES = {
    "waiting": ("À prendre", lambda as_of: ~_by("taken_on", as_of)),
    "taken": ("Prise, à exécuter", lambda as_of: taken(as_of) & ~_by("done_on", as_of)),
    "late": ("En retard", late),
    "done": ("Exécutée", done),
}


class DoneColumn(columns.DateColumn):
    """The day a decision was carried out; before, whether it is late."""

    def cell(self, accessor: str, as_of: date | None) -> Any:
        cell = super().cell(accessor, as_of)

        def done(resolution: Resolution) -> str:
            is_late = as_of is not None and resolution.is_late(as_of)
            return "<td><strong>en retard</strong></td>" if is_late else str(cell(resolution))

        return done


class ResolutionTable(tables.Table):
    question = columns.LinkColumn("Question", accessor="question", value=str, orderable=False)
    asked_by = columns.TextColumn("Demandée par", accessor="asked_by__name")
    asked_on = columns.DateColumn("Le")
    taken_on = columns.DateColumn("Prise le", absent=ABSENCES["not_due"])
    decision = columns.TextColumn("Décision", absent=ABSENCES["not_due"], orderable=False)
    due_on = columns.DateColumn("Pour le", absent="–")
    done_on = DoneColumn("Exécutée le", absent="–")

    class Meta:
        order_by = "-asked_on"


class ResolutionPlainTable(tables.PlainTable):
    """What one committee was asked and decided."""

    model, region = Resolution, "Décisions du comité"
    caption = "Ce qui a été demandé au comité, et ce qu’il a décidé"
    question = columns.LinkColumn("Question", value=str)
    asked_by = columns.TextColumn("Demandée par", accessor="asked_by__name")
    taken_on = columns.DateColumn("Prise le", absent=ABSENCES["not_due"])
    decision = columns.TextColumn("Décision", absent=ABSENCES["not_due"])
    due_on = columns.DateColumn("Pour le", absent="–")
    done_on = DoneColumn("Exécutée le", absent="–")


class ResolutionFilter(filters.FilterSet):
    q = filters.SearchFilter(fields=["question", "proposal"])
    state = StateFilter(STATES)

    class Meta:
        model = Resolution
        fields: ClassVar[list[str]] = []


class ResolutionList(TextList):
    title = "Décisions demandées"
    model = Resolution
    table_class, filterset_class = ResolutionTable, ResolutionFilter
    buttons = ((Right.ASK_COMMITTEES, "Demander une décision", "resolution_create"),)

    def annotate_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.select_related("convention", "asked_by")
