"""Pages with numbers: home, dashboard, axes, rows behind a figure, interactive charts, method."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import TemplateView

from convention.access import Right
from convention.models import Axis, Convention, uncounted
from convention.pages.base import ConventionPage
from reporting.charts.explore import explore_context
from reporting.figures import text
from reporting.figures.answers import Question
from reporting.figures.declarations import DECLARATIONS
from reporting.figures.parts import DIMENSIONS
from reporting.figures.registry import PUBLISHED, REGISTRY
from reporting.situation import (
    axis_words,
    breakdowns,
    drawings,
    ground,
    keys,
    overview,
    readings,
    sentences,
    work,
)
from reporting.situation.situation import RELATED, Situation
from reporting.situation.story import Story, with_story
from revitalisation.ui import french
from revitalisation.ui.dates import parse_as_of
from revitalisation.ui.errors import NotFound
from revitalisation.ui.exports import export
from revitalisation.ui.tables import Table

from . import row_tables, tables

# What a party signs from the page of the figures that it speaks of.
WRITE = (
    (
        Right.GIVE_OPINION,
        "Donner un avis",
        "opinion_create",
        "Rectifier votre avis",
        "opinion_correct",
    ),
    (
        Right.GIVE_OPINION,
        "Commenter",
        "comment_create",
        "Rectifier votre commentaire",
        "comment_correct",
    ),
)


class Home(TemplateView):
    """The conventions one may see, worst first."""

    template_name = "reporting/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        as_of = parse_as_of(self.request.GET.get("au"), today)
        keys = overview.ranked(self.request.user, as_of)
        page = Paginator(keys, 25).get_page(self.request.GET.get("page"))
        page.object_list = overview.lines(list(page.object_list), as_of)  # type: ignore[assignment]
        return super().get_context_data(**kwargs) | {
            "page_obj": page,
            "as_of": as_of,
            # Without a date, each convention opens at its own.
            "opened_at": as_of if self.request.GET.get("au") else None,
            "is_past": as_of < today,
            "today": today,
        }


class SituationPage(ConventionPage, TemplateView):
    """A page that shows the situation of a convention."""

    related = RELATED

    @cached_property
    def situation(self) -> Situation:
        """The convention’s situation at the date of the page."""
        return Situation(self.convention, self.as_of)

    def conventions(self) -> "QuerySet[Convention]":
        return with_story(super().conventions())

    def write_links(self, story: Story, axis: Axis | None = None) -> list[tuple[str, str]]:
        """Return (label, address) of the texts that the person may sign on these figures.

        One that the person’s body has signed on them already is rectified.
        """
        signed: tuple[list[Any], list[Any]] = (
            story.opinions if axis is None else story.opinions_on(axis),
            story.comments if axis is None else story.comments_on(axis),
        )
        links = []
        for (right, label, page, rectify, correct), texts in zip(WRITE, signed, strict=True):
            own = [t for t in texts if t.organisation_id == self.person.organisation_id]
            same = next((t for t in own if t.as_of == self.as_of), None)
            if same is not None:
                links += self.form_links(((right, rectify, correct),), same.pk)
                continue
            found = self.form_links(((right, label, page),))
            links += [(words, f"{address}?{self.write_about()}") for words, address in found]
        return links

    def write_about(self) -> str:
        """Return what a text written from here is about, as its form reads it."""
        return urlencode({"chiffres": self.as_of.isoformat()})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "situation": self.situation,
        }


class Dashboard(SituationPage):
    """Where do we stand, what changed, what is late, what is missing, what to decide."""

    template_name = "reporting/dashboard.html"
    joined = ("liable_company", "commune")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        situation, story = self.situation, Story(self.situation)
        charts = {
            name: (chart, self.at("chart_explore", name))
            for name, chart in drawings.drawn(situation, axis_words.notes(situation)).items()
        }
        return super().get_context_data(**kwargs) | {
            "headline": sentences.headline(situation),
            "key_figures": keys.key_figures(situation),
            "story": story,
            "write": self.write_links(story),
            "charts": charts,
            "past_term": self._past_term(),
            "changes": tables.changes(self, situation),
            "unmoved": french.listed(
                c.figure.label for c in sentences.changes(situation) if c.difference == "="
            ),
            "restated": readings.restated(situation),
            "lists_of_work": self._lists_of_work(story),
            "sheet": situation.sheet,
            "measures": tables.measures(
                self, "Budget et mouvements de chaque mesure", situation.measures
            ),
        }

    def _lists_of_work(self, story: Story) -> list[tuple[Any, ...]]:
        """Return the lists of work, each with the decisions that are told before its items."""
        decisions = {"decider": story.requests, "retard": story.overdue}
        return [(*told, decisions.get(told[0], [])) for told in work.lists(self.situation)]

    def _past_term(self) -> list[str]:
        """Return what to say of a convention past its term at the date, or today when it opens."""
        if "au" in self.request.GET:
            return list(filter(None, [work.past_term(self.situation)]))
        today = Situation(self.convention, timezone.localdate())
        found = list(filter(None, [work.past_term(today)]))
        if found and (committee := self.situation.committee) is not None:
            opened = french.sentence(
                "la page s’ouvre aux chiffres du dernier comité de suivi, tenu {held}.",
                held=committee.held_on,
            )
            found += filter(None, (opened, work.committee_owed(today)))
        return found


class AxisPage(SituationPage):
    """One axis: its figures, its measures, and what it is about."""

    template_name = "reporting/axis.html"

    @cached_property
    def axis(self) -> Axis:
        """The axis whose number is in the address."""
        for axis in self.convention.axes.all():
            if axis.number == self.kwargs["number"]:
                return axis
        raise NotFound("Cet axe n’existe pas dans la convention.")

    def write_about(self) -> str:
        return f"{super().write_about()}&axe={self.axis.number}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = ground.context(self.situation, self.axis)
        told["measures"] = tables.measures(self, "Mesures de l’axe", told["measures"])
        if months := told.get("follow_ups"):
            told["follow_ups"] = tables.follow_ups(self, months)
        told["plans"] = [
            (plan, tables.milestones(self, plan, steps)) for plan, steps in told.get("plans", [])
        ]
        told["counts_jobs"] = not uncounted([self.axis], self.as_of)
        story = Story(self.situation)
        told["comments"], told["opinions"] = (
            story.comments_on(self.axis),
            story.opinions_on(self.axis),
        )
        told["write"] = self.write_links(story, self.axis)
        amend = (Right.AMEND, "Ce que l’axe compte", "axis_terms_create")
        told["actions"] = self.form_links((amend,), self.axis.pk)
        return super().get_context_data(**kwargs) | told


class FigureRows(ConventionPage, TemplateView):
    """The rows behind a figure: they add up to it.

    ``?axe=`` keeps one axis, ``?par=`` names a breakdown, ``?format=`` exports the set of rows that
    ``?lignes=`` names, the first one by default.
    """

    template_name = "reporting/figure_rows.html"
    per_page = 100

    @cached_property
    def axis(self) -> Axis | None:
        """The axis that the rows are narrowed to, if any."""
        wanted = self.request.GET.get("axe")
        if wanted is None:
            return None
        for axis in self.convention.axes.all():
            if str(axis.number) == wanted:
                return axis
        raise NotFound("Cet axe n’existe pas dans la convention.")

    @cached_property
    def asked(self) -> Question:
        """What is asked of the figure named in the address."""
        if self.kwargs["code"] not in PUBLISHED:
            raise NotFound(
                "Ce chiffre n’existe pas\u00a0: la page «\u00a0Méthode\u00a0» les liste tous."
            )
        number = None if self.axis is None else self.axis.number
        return Question(self.convention, self.kwargs["code"], self.as_of, number)

    @cached_property
    def tables(self) -> dict[str, Table]:
        """One table for each set of rows."""
        return {s.indicator.code: row_tables.table(s) for s in self.asked.rows}

    def get(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        code, part = self.asked.code, request.GET.get("lignes", "")
        wanted = request.GET.get("format", "")
        if wanted in ("csv", "xlsx"):
            part = part if part in self.tables else next(iter(self.tables))
            return export(self.tables[part], wanted, f"{code}-{part}-{self.as_of.isoformat()}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figure, page = self.asked.figure, self.request.GET.get("page")
        dimensions, part = self.asked.dimensions, self.request.GET.get("par", "")
        for table in self.tables.values():
            table.show_page(page, self.per_page, table.data.data.count())
        found: dict[str, Any] = {
            "figure": figure,
            "only_axis": self.axis,
            "value": text.value_text(figure),
            "basis": text.basis_text(figure),
            "coverage": text.coverage_text(figure),
            "tables": self.tables.items(),
            "part": part,
            "dimensions": [(name, DIMENSIONS[name].header) for name in dimensions],
        }
        if part in dimensions:
            found["chart"] = breakdowns.parts_chart(
                figure, part, self.asked.parts(part), str(self.convention)
            )
        return super().get_context_data(**kwargs) | found


class ChartPage(SituationPage):
    """A chart of the dashboard, to explore."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        draw = drawings.CHARTS.get(self.kwargs["name"])
        if draw is None:
            raise NotFound("Ce graphique n’existe pas.")
        if not self.situation.months:
            raise NotFound("La convention n’est pas encore signée à cette date.")
        context = explore_context(draw(self.situation), self.at("dashboard"))
        return render(request, "reporting/charts/explore.html", self.get_context_data() | context)


class Method(TemplateView):
    """Every definition, from the registry."""

    template_name = "reporting/method.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | method_context()


class ConventionMethod(ConventionPage, TemplateView):
    """Every definition, and the counting rules of a convention in words."""

    template_name = "reporting/method.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return (
            super().get_context_data(**kwargs)
            | method_context()
            | {
                "rules": self.convention.counting_rules.filter(effective_on__lte=self.as_of),
                "clocks": sentences.clocks(overview.known(self.convention, self.as_of)),
            }
        )


def method_context() -> dict[str, Any]:
    """Return the declarations with the labels of what they are computed from."""
    return {
        "declarations": [
            (d, [REGISTRY[code] for code in d.operands]) for d in DECLARATIONS if d.published
        ]
    }
