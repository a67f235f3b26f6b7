"""What rules may also ask: a place in the perimeter, a permanent contract, enough of a firm."""

from collections.abc import Callable
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from axes.business.models import Job, JobSpell, Project
from convention.counting import Hire, Period, Reason, decide, together
from convention.models import Convention, CountingRules
from convention.spells import respell

from .dated_factories import AxisTermsFactory
from .factories import (
    COMMUNE,
    SIGNED,
    CompanyFactory,
    ConventionFactory,
    DecisionFactory,
    JobFactory,
    PerimeterFactory,
    PlacementFactory,
    ProjectFactory,
    UserFactory,
)
from .forms import plain
from .test_constraints import refuses
from .test_guards_agree import drawn, undone
from .test_ladder import check_counting, values
from .test_spells import DAY, HIRED, LEFT, ladder, spells

OTHER = "32132"


def asking(**rules: Any) -> Convention:
    asked = {f"rules__{name}": value for name, value in rules.items()}
    convention: Convention = ConventionFactory.create(**asked)
    return convention


def hired(convention: Convention, **facts: Any) -> Job:
    job: Job = JobFactory.create(project=ProjectFactory.create(convention=convention), **facts)
    return job


# --- a place in the perimeter --------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "zone", "reason"),
    [
        ("priority", "priority", ""),
        ("priority", "extended", Reason.OUTSIDE),
        ("within", "priority", ""),
        ("within", "extended", ""),
        ("within", "outside", Reason.OUTSIDE),
        ("", "outside", ""),
    ],
)
def test_a_hire_counts_in_the_zone_that_is_asked(place, zone, reason):
    convention = asking(place=place)
    PerimeterFactory.create(convention=convention, zone=zone)
    assert spells(hired(convention)) == [(HIRED, reason)]


@pytest.mark.django_db
def test_a_place_that_is_unknown_or_in_no_perimeter_does_not_count():
    convention = asking(place="within")
    assert spells(hired(convention, commune_id=None)) == [(HIRED, Reason.COMMUNE_UNKNOWN)]
    assert spells(hired(convention)) == [(HIRED, Reason.OUTSIDE)]
    assert spells(hired(asking(), commune_id=None)) == [(HIRED, "")]


@pytest.mark.django_db
def test_a_commune_that_comes_in_or_leaves_opens_or_closes_from_its_very_day():
    convention = asking(place="priority")
    job, elsewhere = hired(convention), hired(convention, commune_id=OTHER)
    PerimeterFactory.create(convention=convention, effective_on=HIRED + DAY)
    row = PerimeterFactory.create(convention=convention, effective_on=LEFT, zone="extended")
    assert spells(job) == [(HIRED, Reason.OUTSIDE), (HIRED + DAY, ""), (LEFT, Reason.OUTSIDE)]
    assert spells(elsewhere) == [(HIRED, Reason.OUTSIDE)]
    days = (HIRED, HIRED + DAY, LEFT - DAY, LEFT)
    assert [ladder(convention, day)[0] for day in days] == [0, 1, 1, 0]
    row.void(UserFactory.create(), "other", "Jamais signé.")
    assert spells(job) == [(HIRED, Reason.OUTSIDE), (HIRED + DAY, "")]


@pytest.mark.django_db
def test_a_commune_that_is_corrected_on_the_hire_is_asked_again():
    convention = asking(place="priority")
    PerimeterFactory.create(convention=convention)
    job = hired(convention, commune_id=OTHER)
    job.commune_id = COMMUNE
    job.save()
    assert spells(job) == [(HIRED, "")]


# --- a permanent contract of so many hours -------------------------------------------------------


@pytest.mark.parametrize(
    ("contract", "hours", "reason"),
    [
        ("permanent", "24", ""),
        ("permanent", "23.99", Reason.PERMANENT_HOURS),
        ("permanent", None, Reason.HOURS_UNKNOWN),
        ("fixed_term", "35", Reason.NOT_PERMANENT),
        ("self_employed", "35", Reason.NOT_PERMANENT),
    ],
)
def test_only_a_permanent_contract_of_so_many_hours_counts(contract, hours, reason):
    rules = CountingRules(
        effective_on=SIGNED, permanent_min_hours=Decimal(24), fixed_term_min_months=6
    )
    known = Decimal(hours) if hours else None
    hire = Hire(hired_on=HIRED, contract=contract, duration_months=12, weekly_hours=known)
    assert decide(hire, [rules], SIGNED).reason == reason


# --- enough hires of a firm ----------------------------------------------------------------------


@pytest.fixture
def firm(db) -> Callable[..., Job]:
    """Return what hires one more in a firm of a convention that asks for three of them."""
    convention = asking(firm_min_hires=3)
    company = CompanyFactory.create(convention=convention)

    def hire(after: int = 0, of: Project | None = None, **facts: Any) -> Job:
        file = of or ProjectFactory.create(convention=convention, company=company)
        job: Job = JobFactory.create(project=file, hired_on=HIRED + after * DAY, **facts)
        return job

    return hire


def test_the_hire_that_makes_enough_of_them_lets_all_count_from_its_day(firm):
    jobs = [firm(0), firm(1)]
    assert {s for job in jobs for s in spells(job)} == {
        (HIRED, Reason.FIRM), (HIRED + DAY, Reason.FIRM)
    }  # fmt: skip
    # Neither the hire of another firm, nor one that does not count otherwise, makes one more.
    JobFactory.create(project=ProjectFactory.create(convention=jobs[0].convention))
    firm(2, short=True)
    JobFactory.create(project=jobs[0].project, short=True, ended=True)
    assert ladder(jobs[0].convention, HIRED + 9 * DAY)[0] == 0
    firm(10)
    assert spells(jobs[0]) == [(HIRED, Reason.FIRM), (HIRED + 10 * DAY, "")]
    days = (9, 10)
    assert [ladder(jobs[0].convention, HIRED + n * DAY)[0] for n in days] == [0, 3]


def test_a_departure_leaves_enough_and_a_replacement_adds_none(firm):
    jobs = [firm(), firm()]
    third = firm(ended_on=LEFT, end_reason="resignation")
    convention = third.convention
    JobFactory.create(project=third.project, replaces=third, hired_on=LEFT)
    assert spells(third) == [(HIRED, "")]
    assert [ladder(convention, day)[0] for day in (HIRED, LEFT, LEFT + DAY)] == [3, 3, 3]
    assert spells(jobs[0]) == [(HIRED, "")]


def test_a_file_withdrawn_takes_the_others_below_from_its_very_day(firm):
    jobs = [firm(), firm(), firm()]
    DecisionFactory.create(project=jobs[2].project, decided_on=LEFT, outcome="withdrawn")
    assert spells(jobs[0]) == [(HIRED, ""), (LEFT, Reason.FIRM)]
    assert spells(jobs[2]) == [(HIRED, ""), (LEFT, Reason.WITHDRAWN)]
    assert [ladder(jobs[0].convention, day)[0] for day in (LEFT - DAY, LEFT)] == [3, 0]


def test_whatever_changes_of_one_hire_is_asked_of_the_others(firm):
    jobs = [firm(), firm(), firm()]
    wrong = Job.objects.get(pk=jobs[1].pk)
    wrong.hired_on += 4 * DAY
    wrong.save()
    assert spells(jobs[0]) == [(HIRED, Reason.FIRM), (HIRED + 4 * DAY, "")]
    file = Project.objects.get(pk=jobs[2].project_id)
    file.company = CompanyFactory.create(convention=file.convention)
    file.save()
    assert spells(jobs[0]) == [(HIRED, Reason.FIRM)]
    file.company = Project.objects.get(pk=jobs[0].project_id).company
    file.save()
    assert spells(jobs[0])[-1] == (HIRED + 4 * DAY, "")
    Job.objects.get(pk=jobs[2].pk).delete()
    assert spells(jobs[0]) == [(HIRED, Reason.FIRM)]


def test_an_axis_that_stops_counting_takes_its_hires_out_of_the_minimum(firm):
    jobs = [firm(), firm()]
    site = jobs[0].convention.axes.get(kind="site")
    file = ProjectFactory.create(axis=site, company=jobs[0].project.company)
    firm(of=file)
    AxisTermsFactory.create(axis=site, effective_on=LEFT)
    assert spells(jobs[0]) == [(HIRED, ""), (LEFT, Reason.FIRM)]


def test_each_hire_is_asked_what_the_rules_of_its_day_ask(firm):
    job = firm()
    job.convention.counting_rules.create(effective_on=HIRED + DAY, fixed_term_min_months=6)
    later = firm(1)
    assert spells(later) == [(HIRED + DAY, "")]
    assert spells(job) == [(HIRED, Reason.FIRM)]
    firm(2)
    # Those under no minimum make enough for the one that is.
    assert spells(job) == [(HIRED, Reason.FIRM), (HIRED + 2 * DAY, "")]


def test_a_minimum_costs_as_many_queries_for_many_hires(firm, django_assert_num_queries):
    jobs = Job.objects.filter(project=firm().project)
    for number in (3, 9):
        for _ in range(number - jobs.count()):
            firm(of=jobs[0].project)
        JobSpell.objects.filter(hire__in=jobs).delete()
        # Twice the hires and their facts: alone, then beside the others of the firm.
        with django_assert_num_queries(17):
            assert respell(jobs[:1].model.objects.filter(pk=jobs[0].pk)) == number


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time.")
@pytest.mark.django_db(transaction=True)
def test_of_two_hires_of_a_firm_at_once_the_second_sees_the_first():
    call_command("load_reference", verbosity=0)
    file = ProjectFactory.create(convention=asking(firm_min_hires=3))
    JobFactory.create(project=file)

    def hire() -> None:
        try:
            JobFactory.create(project=Project.objects.get(pk=file.pk))
        finally:
            connection.close()

    other = Thread(target=hire)
    with transaction.atomic():
        JobFactory.create(project=file)
        other.start()
        other.join(timeout=1)  # it waits for this transaction to end
        assert other.is_alive()
    other.join()
    assert [spells(job) for job in file.jobs.all()] == [[(HIRED, "")]] * 3


# Each hire of the firm: from which day to which one it counts otherwise.
stretches = st.lists(st.tuples(st.integers(0, 8), st.none() | st.integers(1, 8)), max_size=6)


@given(stretches, st.integers(2, 4))
def test_enough_is_counted_day_by_day(found, least):
    others = [
        [Period(HIRED, None, "x")] if ends == 0 else [
            Period(HIRED + since * DAY, ends and HIRED + (since + ends) * DAY, "")
        ]
        for since, ends in found
    ]  # fmt: skip
    timeline = together(others, least)
    for n in range(20):
        day = HIRED + n * DAY
        holding = sum(since <= n and (ends is None or n < since + ends) for since, ends in found)
        said = [reason for begins, reason in timeline if begins <= day][-1]
        assert (said == "") == (holding >= least), n


# --- as rules are entered ------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("firm_min_hires", 1, "au moins 2 embauches"),
        ("permanent_min_hours", 0, "de 1 à 48 heures"),
        ("permanent_min_hours", 49, "de 1 à 48 heures"),
    ],
)
def test_rules_that_ask_nothing_sensible_are_refused(name, value, sentence):
    rules = ConventionFactory.create().counting_rules.get()
    setattr(rules, name, value)
    with pytest.raises(ValidationError, match=sentence):
        rules.full_clean()
    refuses(rules.save, "")


@pytest.mark.django_db
def test_a_placement_is_asked_none_of_it_nor_what_its_axis_counts():
    convention = asking(counts_placements=True, place="priority", permanent_min_hours=24,
                        firm_min_hires=2)  # fmt: skip
    placement = PlacementFactory.create(convention=convention)
    AxisTermsFactory.create(axis=placement.axis, effective_on=SIGNED)
    day = placement.hired_on
    told = [values(convention, "total_jobs", as_of=d) for d in (day - DAY, day, LEFT)]
    assert told == [[0], [1], [1]]


@pytest.mark.django_db
def test_rules_that_change_ask_all_hires_again():
    convention = asking()
    job = hired(convention, commune_id=OTHER)
    rules = convention.counting_rules.get()
    for name, asked, reason in (
        ("place", "within", Reason.OUTSIDE),
        ("permanent_min_hours", 40, Reason.PERMANENT_HOURS),
        ("firm_min_hires", 2, Reason.FIRM),
    ):
        was = getattr(rules, name)
        setattr(rules, name, asked)
        rules.save()
        assert spells(job) == [(HIRED, reason)]
        setattr(rules, name, was)
        rules.save()
        assert spells(job) == [(HIRED, "")]


def test_the_administration_offers_what_rules_may_also_ask(lectoure, as_role):
    page = as_role("admin").get(reverse("admin:convention_convention_change", args=[lectoure.pk]))
    for name in ("place", "permanent_min_hours", "firm_min_hires"):
        assert f'name="counting_rules-0-{name}"' in page.text
    told = as_role("prefecture").get
    address = reverse("convention_method", args=[lectoure.slug])
    assert "Un CDI compte." in plain(told(address).text)
    lectoure.counting_rules.update(place="within", permanent_min_hours=24, firm_min_hires=5)
    said = plain(told(address).text)
    assert "Seul compte un CDI d’au moins 24 heures par semaine." in said
    assert "dans le périmètre, prioritaire ou élargi, à chaque date" in said
    assert "tant qu’elles sont au moins 5" in said
    assert "Un CDI compte." not in said


def test_a_reason_is_told_where_a_hire_does_not_count(lectoure, as_role):
    rules = lectoure.counting_rules.earliest("effective_on")
    rules.firm_min_hires = 40
    rules.save()
    file = ProjectFactory.create(convention=lectoure)
    JobFactory.create(project=file)
    said = "moins d’embauches que le minimum par entreprise"
    assert said in plain(as_role("prefecture").get(file.get_absolute_url()).text)
    assert "Aucun écart." in check_counting(lectoure.slug)


# --- proved against plain Python -----------------------------------------------------------------

moves = st.lists(
    st.tuples(
        st.sampled_from(("hire", "hire", "hire", "withdrawn", "approved", "in", "out", "axis")),
        st.integers(0, 30),
        st.integers(0, 2),
    ),
    max_size=9,
)


@drawn
@given(moves, st.sampled_from((2, 3)), st.sampled_from(("", "priority", "within")))
@pytest.mark.django_db
def test_any_history_of_a_firm_counts_as_plain_python_says(history, least, place):
    """Three files of a firm, on two axes; hires, decisions, communes and axes in any order."""

    def example() -> None:
        convention = asking(firm_min_hires=least, place=place)
        company = CompanyFactory.create(convention=convention)
        axes = [convention.axes.get(kind=kind) for kind in ("business", "site", "business")]
        files = [
            ProjectFactory.create(axis=axis, company=company, received_on=SIGNED,
                                  decided_on=SIGNED) for axis in axes
        ]  # fmt: skip
        zones = ("priority", "extended", "outside")
        hires: list[tuple[int, int]] = []
        approved: list[dict[int, bool]] = [{-999: True} for _ in files]
        perimeter: dict[int, str] = {}
        counting: dict[int, bool] = {}
        for act, n, which in history:
            day = HIRED + n * DAY
            if act == "hire":
                JobFactory.create(project=files[which], hired_on=day)
                hires.append((n, which))
            elif act in ("withdrawn", "approved") and n not in approved[which]:
                outcome = "favourable" if act == "approved" else "withdrawn"
                DecisionFactory.create(project=files[which], decided_on=day, outcome=outcome)
                approved[which][n] = act == "approved"
            elif act in ("in", "out") and n not in perimeter:
                zone = zones[which] if act == "in" else "outside"
                PerimeterFactory.create(convention=convention, effective_on=day, zone=zone)
                perimeter[n] = zone
            elif act == "axis" and n not in counting:
                AxisTermsFactory.create(axis=axes[1], effective_on=day, counts_jobs=which > 1)
                counting[n] = which > 1
        for n in range(34):
            zone = perimeter[max(d for d in perimeter if d <= n)] if any(
                d <= n for d in perimeter) else ""  # fmt: skip
            inside = not place or zone == "priority" or (place == "within" and zone == "extended")
            on_site = counting[max(d for d in counting if d <= n)] if any(
                d <= n for d in counting) else True  # fmt: skip
            alone = sum(
                inside
                and at <= n
                and approved[which][max(d for d in approved[which] if d <= n)]
                and (which != 1 or on_site)
                for at, which in hires
            )
            expected = alone if alone >= least else 0
            told = sum(at <= n for at, _ in hires) - expected
            assert ladder(convention, HIRED + n * DAY) == (expected, told), n
        assert "Aucun écart." in check_counting(convention.slug)

    undone(example)
