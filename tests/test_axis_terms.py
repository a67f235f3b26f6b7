"""Whether an axis counts jobs: from the signed text, or from the amendment that says otherwise."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from axes.business import states
from axes.business.models import Post, Project
from convention.counting import Reason
from convention.models import Axis, AxisTerms, Convention, uncounted
from reporting.figures.engine import figures
from reporting.situation.situation import Situation
from revitalisation.dated_rows import KEPT

from .dated_factories import AxisTermsFactory
from .factories import (
    SIGNED,
    ConventionFactory,
    JobCommitmentFactory,
    JobFactory,
    ProjectFactory,
    UserFactory,
)
from .forms import plain
from .test_companies_carried_over import _models
from .test_constraints import refuses
from .test_forms import url
from .test_guards_agree import agree, drawn, undone
from .test_ladder import check_counting, values
from .test_perimeter import before_days
from .test_spells import DAY, HIRED, LEFT, ladder, spells

pytestmark = pytest.mark.django_db
WHY = {"change_cause": "mistyped", "change_note": "Avenant relu."}


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory.create()


@pytest.fixture
def project(convention) -> Project:
    return ProjectFactory.create(convention=convention)


def test_an_axis_that_stops_counting_closes_spells_from_its_very_day(convention, project):
    job = JobFactory.create(project=project)
    AxisTermsFactory.create(axis=project.axis, effective_on=LEFT)
    assert spells(job) == [(HIRED, ""), (LEFT, Reason.AXIS)]
    assert [ladder(convention, day) for day in (LEFT - DAY, LEFT)] == [(1, 0), (0, 1)]
    AxisTermsFactory.create(axis=project.axis, again=True)
    again = date(2015, 9, 1)
    assert spells(job) == [(HIRED, ""), (LEFT, Reason.AXIS), (again, "")]
    assert [ladder(convention, day)[0] for day in (again - DAY, again)] == [0, 1]
    assert spells(JobFactory.create(project=project, hired_on=again))[0] == (again, "")


def test_promises_follow_the_axis_of_the_date(convention, project):
    JobCommitmentFactory.create(project=project)
    AxisTermsFactory.create(axis=project.axis, effective_on=LEFT)
    AxisTermsFactory.create(axis=project.axis, effective_on=LEFT + 9 * DAY, counts_jobs=True)
    days = (LEFT - DAY, LEFT, LEFT + 8 * DAY, LEFT + 9 * DAY)
    assert [values(convention, "jobs_programmed", as_of=d) for d in days] == [[3], [0], [0], [3]]
    parts = [figures(convention, d) for d in days]
    assert [sheet["completion_rate"].denominator for sheet in parts] == [3, 0, 0, 3]


def test_another_axis_is_left_as_it_is(convention, project):
    job = JobFactory.create(project=project)
    AxisTermsFactory.create(axis=convention.axes.get(kind="site"), effective_on=SIGNED)
    assert spells(job) == [(HIRED, "")]


def test_a_correction_restates_what_an_axis_counted(convention, project):
    job = JobFactory.create(project=project)
    wrong = AxisTermsFactory.create(axis=project.axis, effective_on=LEFT)
    right = wrong.successor(UserFactory.create())
    right.effective_on, right.cause, right.reason = LEFT + DAY, "mistyped", "Relu."
    right.save()
    assert spells(job) == [(HIRED, ""), (LEFT + DAY, Reason.AXIS)]
    right.void(UserFactory.create(), "other", "Jamais signé.")
    assert spells(job) == [(HIRED, "")]
    assert Axis.objects.get(pk=project.axis_id).uncounted_from is None


def test_what_an_axis_counts_is_kept_as_it_was_written(project):
    row = AxisTermsFactory.create(axis=project.axis)
    stored = AxisTerms.objects.filter(pk=row.pk)
    refuses(lambda: stored.update(counts_jobs=True), KEPT)
    refuses(stored.delete, KEPT)


@drawn
@given(st.integers(-2, 2), st.integers(-2, 2))
def test_guards_and_database_agree_on_the_signature(begins, signed):
    def example() -> None:
        axis = ConventionFactory.create(terms=None, rules=None).axes.get(kind="business")
        row = AxisTerms(axis=axis, effective_on=SIGNED + begins * DAY)
        written = agree(row, row.save)
        assert written == (begins >= 0)
        convention = axis.convention
        convention.signed_on = SIGNED + signed * DAY
        assert agree(convention, lambda: convention.save(update_fields=["signed_on"])) == (
            not written or signed <= begins
        )

    undone(example)


steps = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.sampled_from(("event", "event", "void"))),
    max_size=6,
)


@drawn
@given(steps)
def test_any_history_of_an_axis_counts_as_plain_python_says(history):
    def example() -> None:
        project = ProjectFactory.create(received_on=SIGNED, decided_on=SIGNED)
        axis, convention = project.axis, project.convention
        JobFactory.create(project=project, hired_on=SIGNED)
        JobCommitmentFactory.create(project=project, committed_on=SIGNED)
        known: dict[int, bool] = {}
        for n, counts, act in history:
            if act == "void" and n in known:
                row = axis.terms.get(AxisTerms.live(), effective_on=SIGNED + n * DAY)
                row.void(UserFactory.create(), "other", "Essai")
                del known[n]
            elif n not in known:
                AxisTermsFactory.create(
                    axis=axis, effective_on=SIGNED + n * DAY, counts_jobs=counts
                )
                known[n] = counts
        stored = Axis.objects.get(pk=axis.pk)
        off = [n for n, counts in known.items() if not counts]
        assert stored.uncounted_from == (SIGNED + min(off) * DAY if off else None)
        for n in range(14):
            day = SIGNED + n * DAY
            counts = known[max(d for d in known if d <= n)] if any(d <= n for d in known) else True
            assert ladder(convention, day) == ((1, 0) if counts else (0, 1)), n
            held = Post.objects.filter(states.programmed(day), project=project)
            assert held.exists() == counts, n
            assert (axis.pk in uncounted([stored], day)) is not counts
        assert "Aucun écart." in check_counting(convention.slug)

    undone(example)


def test_a_first_day_that_does_not_follow_from_the_rows_is_found_and_mended(convention, project):
    AxisTermsFactory.create(axis=project.axis, effective_on=LEFT)
    Axis.objects.filter(pk=project.axis_id).update(uncounted_from=HIRED)
    assert "hors décompte depuis le 2014-05-05 enregistré, 2015-01-05 attendu" in check_counting(
        convention.slug
    )
    assert "1 écart, tout est corrigé." in check_counting(convention.slug, "--fix")
    assert "Aucun écart." in check_counting(convention.slug)


def test_an_axis_that_always_counts_is_asked_nothing(convention, django_assert_num_queries):
    axes = list(convention.axes.all())
    with django_assert_num_queries(0):
        assert uncounted(axes, LEFT) == frozenset()
    AxisTermsFactory.create(axis=axes[0], effective_on=LEFT)
    axes = list(convention.axes.all())
    with django_assert_num_queries(0):
        assert uncounted(axes, LEFT - DAY) == frozenset()
    with django_assert_num_queries(1):
        assert uncounted(axes, LEFT) == {axes[0].pk}


def test_what_is_drawn_of_axes_is_of_the_date(convention, project):
    AxisTermsFactory.create(axis=project.axis, effective_on=LEFT)
    for day, drawn_then in ((LEFT - DAY, True), (LEFT, False)):
        found = Convention.objects.prefetch_related("axes", "terms", "committees")
        situation = Situation(found.get(pk=convention.pk), day)
        assert (project.axis in [a.axis for a in situation.axes_of_jobs]) is drawn_then


def test_a_row_is_entered_rectified_and_withdrawn_by_administrators(lectoure, as_role):
    axis = lectoure.axes.get(number=2)
    page, address = axis.get_absolute_url(), url("axis_terms_create", lectoure, axis.pk)
    assert address not in as_role("operateur").get(page).text
    writer = as_role("admin")
    assert address in writer.get(page).text
    assert writer.send(address, {"effective_on": "2015-12-01"}).status_code == 302
    row = axis.terms.get()
    assert (row.counts_jobs, row.recorded_by.email) == (False, "admin@demo.invalid")
    said = "cet axe ne compte pas d’emplois"
    for day, told in (("2015-11-30", False), ("2015-12-01", True)):
        assert (said in plain(writer.get(f"{page}?au={day}").text)) is told
    assert values(lectoure, "jobs_created", as_of=date(2015, 11, 30)) != [0]
    correct = url("axis_terms_correct", lectoure, row.pk)
    assert correct in writer.get(address).text
    sent = {"effective_on": "2015-12-15"}
    assert "change_cause" in writer.send(correct, sent).context["form"].errors
    assert writer.send(correct, sent | WHY).status_code == 302
    (right,) = axis.terms.filter(AxisTerms.live())
    assert writer.send(url("axis_terms_void", lectoure, right.pk), WHY).status_code == 302
    assert not axis.terms.filter(AxisTerms.live()).exists()


def test_a_dashboard_asks_no_more_where_every_axis_counts(lectoure, as_role):
    reader, page = as_role("prefecture"), lectoure.get_absolute_url()
    asked = []
    for is_uncounted in (False, True):
        if is_uncounted:
            AxisTermsFactory.create(axis=lectoure.axes.get(number=3), effective_on=SIGNED)
        reader.get(page)
        with CaptureQueriesContext(connection) as queries:
            reader.get(page)
        asked.append([q["sql"] for q in queries if 'FROM "convention_axisterms"' in q["sql"]
                      and "business_" not in q["sql"]])  # fmt: skip
    assert [len(found) for found in asked] == [0, 1]


# --- what was there before ------------------------------------------------------------------------

WERE = (("convention", "0009_perimeter_has_its_day"), ("business", "0015_acceptances_are_dated"))
ARE = [("convention", "0012_axes_hold_no_flag"), ("business", "0017_spells_say_since_when")]


def test_what_axes_counted_is_carried_over_from_the_first_day(tmp_path):
    with before_days(tmp_path, *WERE, name="avant_axes") as apps:

        def was(app: str, model: str) -> Any:
            return apps.get_model(app, model).objects

        region = was("reference", "Region").create(code="76", name="Occitanie")
        gers = was("reference", "Departement").create(code="32", name="Gers", region=region)
        commune = was("reference", "Commune").create(code="32208", name="L", departement=gers)
        firm = was("accounts", "Organisation").create(name="Usine", kind="liable_company")
        person = was("accounts", "User").create(email="admin@exemple.invalid")
        convention = was("convention", "Convention").create(
            slug="c", name="C", liable_company=firm, legal_basis="convention", regime="large",
            departement=gers, commune=commune, signed_on=SIGNED, operational_start=SIGNED,
        )  # fmt: skip
        axes = [
            was("convention", "Axis").create(
                convention=convention, number=n, kind="business", title=f"Axe {n}",
                counts_jobs=n != 2,
            ) for n in (1, 2, 3)
        ]  # fmt: skip
        told = ((axes[0], "+", True), (axes[1], "+", True), (axes[1], "~", False),
                (axes[2], "+", False), (axes[2], "~", True))  # fmt: skip
        moments = []
        for month, (axis, kind, counts) in enumerate(told, 1):
            moments.append(datetime(2020, month, 1, tzinfo=UTC))
            was("convention", "HistoricalAxis").create(
                id=axis.pk, convention_id=convention.pk, number=axis.number, kind="business",
                title=axis.title, counts_jobs=counts, history_type=kind, history_date=moments[-1],
                history_user_id=person.pk,
            )  # fmt: skip
        naf = was("reference", "NafCode").create(code="16.10A", label="Scierie", section="C")
        company = was("business", "ConventionCompany").create(
            convention=convention, kind="aided", name="E", naf=naf, commune=commune,
            identity=was("business", "Company").create(),
        )  # fmt: skip
        project = was("business", "Project").create(
            reference="P", axis=axes[1], company=company, kind="creation", title="x",
            received_on=SIGNED - 20 * DAY,
        )  # fmt: skip
        promised = SIGNED - 10 * DAY
        was("business", "JobCommitment").create(
            project=project, post="x", contract="permanent", number=2, committed_on=promised,
            due_on=LEFT,
        )  # fmt: skip
        job = was("business", "Job").create(
            project=project, post="x", hired_on=HIRED, contract="permanent", entered_by=person,
            counts_from=HIRED, twelve_months_on=date(2015, 5, 5),
        )  # fmt: skip
        was("business", "JobSpell").create(hire=job, project=project, since=HIRED, until=LEFT)
        was("business", "JobSpell").create(
            hire=job, project=project, since=LEFT, reason="withdrawn"
        )
        executor = MigrationExecutor(connections["default"])
        executor.migrate(ARE)
        now = _models(ARE)
        rows = now.get_model("convention", "AxisTerms").objects.order_by("pk")
        first, wrong, right = rows.values()
        # A promise before the signature is still programmed on no day.
        assert (first["axis_id"], first["effective_on"], first["counts_jobs"]) == (
            axes[1].pk, promised, False
        )  # fmt: skip
        assert (first["holds_until"], first["recorded_at"], first["recorded_by_id"]) == (
            None, moments[2], person.pk
        )  # fmt: skip
        # What was corrected since is superseded, and never was.
        assert (wrong["axis_id"], wrong["effective_on"], wrong["holds_until"]) == (
            axes[2].pk, SIGNED, SIGNED
        )  # fmt: skip
        assert (right["supersedes_id"], right["is_void"], right["recorded_at"]) == (
            wrong["id"], True, moments[4]
        )  # fmt: skip
        kept = now.get_model("convention", "Axis").objects.order_by("number")
        assert list(kept.values_list("uncounted_from", flat=True)) == [None, promised, None]
        assert now.get_model("convention", "HistoricalAxisTerms").objects.count() == 3
        spelled = now.get_model("business", "JobSpell").objects.order_by("since")
        assert list(spelled.values_list("said_since", "change")) == [(HIRED, None), (LEFT, None)]
