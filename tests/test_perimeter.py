"""Where jobs are meant to be created, as the texts say it from a day on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from convention.models import Convention, PerimeterCommune
from reporting.figures import text
from reporting.figures.answers import Question
from reporting.figures.engine import figures, sheets
from reporting.figures.facts import GRAINS
from reporting.figures.values import Absence
from reporting.workshop.benchmark.databases import DEFAULT, serving
from revitalisation.dated_rows import KEPT, Kept

from .factories import SIGNED, ConventionFactory, JobFactory, PerimeterFactory, UserFactory
from .forms import plain
from .reading import told
from .test_companies_carried_over import _as_owner, _execute, _models
from .test_constraints import refuses
from .test_forms import url
from .test_guards_agree import agree, drawn, undone
from .test_reasons import admin_form

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HIRED, AMENDED, LATER = date(2014, 5, 5), date(2015, 6, 1), date(2016, 3, 1)
LECTOURE, FLEURANCE, CONDOM = "32208", "32132", "32107"
WHY = {"change_cause": "mistyped", "change_note": "Avenant relu."}


@pytest.fixture
def convention() -> Convention:
    """Two jobs, in Lectoure, which an amendment moves to the other zone, and in Condom."""
    convention = ConventionFactory.create()
    PerimeterFactory.create(convention=convention, commune_id=LECTOURE)
    PerimeterFactory.create(
        convention=convention, commune_id=LECTOURE, extended=True, effective_on=AMENDED
    )
    PerimeterFactory.create(convention=convention, commune_id=FLEURANCE)
    for commune in (LECTOURE, CONDOM):
        JobFactory.create(project__convention=convention, commune_id=commune, hired_on=HIRED)
    return convention


def zones(convention: Convention, day: date) -> tuple[Any, ...]:
    """Return the jobs within, in the priority zone and in the extended one, on a day."""
    sheet = figures(convention, day)
    codes = ("jobs_in_perimeter", "jobs_in_priority_zone", "jobs_in_extended_zone")
    return tuple(sheet[code].value for code in codes)


# --- from the day on, and not before --------------------------------------------------------------


def test_a_commune_changes_zone_on_the_day_of_the_amendment(convention):
    assert zones(convention, HIRED) == (1, 1, 0)
    assert zones(convention, AMENDED - DAY) == (1, 1, 0)
    assert zones(convention, AMENDED) == (1, 0, 1)


def test_a_commune_comes_in_and_another_leaves_by_a_later_amendment(convention):
    PerimeterFactory.create(convention=convention, commune_id=CONDOM, effective_on=LATER)
    PerimeterFactory.create(
        convention=convention, commune_id=LECTOURE, left=True, effective_on=LATER
    )
    assert zones(convention, LATER - DAY) == (1, 0, 1)
    assert zones(convention, LATER) == (1, 1, 0)
    sheet = figures(convention, LATER)
    assert (sheet["perimeter_communes"].value, sheet["share_in_perimeter"].value) == (2, 0.5)


def test_a_correction_restates_the_past(convention):
    wrong = convention.perimeter.get(zone="extended")
    right = wrong.successor(UserFactory.create())
    right.effective_on, right.cause, right.reason = AMENDED + DAY, "mistyped", "Avenant relu."
    right.save()
    assert zones(convention, AMENDED) == (1, 1, 0)
    assert zones(convention, AMENDED + DAY) == (1, 0, 1)
    right.void(UserFactory.create(), "other", "Aucun avenant")
    assert zones(convention, LATER) == (1, 1, 0)


# --- none entered ---------------------------------------------------------------------------------


def test_without_a_perimeter_the_share_is_missing_never_zero(convention):
    bare = ConventionFactory.create()
    JobFactory.create(project__convention=bare, hired_on=HIRED)
    codes = ("jobs_in_perimeter", "jobs_in_priority_zone", "share_in_perimeter")
    for code in ("perimeter_communes", *codes):
        found = figures(bare, HIRED)[code]
        assert (found.value, found.absence) == (None, Absence.MISSING)
        assert text.value_text(found) == "non renseigné"
    sheet = sheets([bare], {HIRED: codes}, GRAINS)[bare.pk][HIRED]
    assert sheet.part("jobs_in_perimeter", 2).absence is Absence.MISSING
    assert sheet.within({"job": {2}})["share_in_perimeter"].absence is Absence.MISSING
    assert Question(bare, "jobs_in_perimeter", HIRED, axis=2).figure.absence is Absence.MISSING
    # A perimeter where nothing was created yet is one: nought of it.
    assert zones(convention, HIRED - DAY) == (0, 0, 0)


def test_a_perimeter_that_every_commune_left_is_missing_from_that_day():
    convention = ConventionFactory.create()
    PerimeterFactory.create(convention=convention)
    PerimeterFactory.create(convention=convention, left=True)
    assert zones(convention, AMENDED - DAY) == (0, 0, 0)
    assert zones(convention, AMENDED) == (None, None, None)
    assert figures(convention, SIGNED - DAY)["share_in_perimeter"].absence is Absence.NOT_DUE


def test_pages_of_a_convention_without_a_perimeter_say_so(tissages, as_role):
    reader = as_role("operateur")
    page = plain(reader.get(url("axis", tissages, 1)).text)
    line = page.partition("Part des emplois dans le périmètre")[2]
    assert "non renseigné" in line[:200]


# --- what is refused ------------------------------------------------------------------------------


def test_a_row_of_the_perimeter_is_neither_changed_nor_removed(convention):
    row = convention.perimeter.get(commune=FLEURANCE)
    row.zone = "extended"
    for act in (row.save, row.delete):
        with pytest.raises(Kept):
            act()
    stored = PerimeterCommune.objects.filter(pk=row.pk)
    refuses(lambda: stored.update(zone="extended"), KEPT)
    refuses(stored.delete, KEPT)


def test_a_commune_has_one_zone_from_a_day_on(convention):
    twice = PerimeterFactory.build(convention=convention, commune_id=FLEURANCE, extended=True)
    with pytest.raises(Exception, match="déjà une place dans le périmètre"):
        twice.full_clean()
    refuses(twice.save, "")


def test_a_correction_is_about_the_same_commune(convention):
    stray = convention.perimeter.get(commune=FLEURANCE).successor(UserFactory.create())
    stray.commune_id, stray.cause, stray.reason = CONDOM, "mistyped", "Relu."
    refuses(stray.save, "porte sur ce qu’elle rectifie")


@drawn
@given(st.integers(-1, 4), st.integers(-1, 4), st.booleans())
def test_the_perimeter_and_the_signature(day, signed, is_void):
    def example() -> None:
        convention = ConventionFactory.create(terms=None)
        row = PerimeterFactory.build(convention=convention, effective_on=SIGNED + day * DAY)
        if agree(row, row.save) and is_void:
            row.void(UserFactory.create(), "other", "Essai")
        convention.refresh_from_db()
        convention.signed_on = SIGNED + signed * DAY
        agree(convention, convention.save)

    undone(example)


# --- as it is entered -----------------------------------------------------------------------------


def test_an_amendment_is_entered_and_the_list_is_of_its_date(lectoure, as_role):
    writer = as_role("admin")
    sent = {"commune": "Lectoure (32)", "effective_on": "2016-03-01", "zone": "outside"}
    answer = writer.send(url("perimeter_create", lectoure), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    address = url("perimeter_list", lectoure)
    for day, is_there in ((LATER - DAY, True), (LATER, False)):
        page = as_role("comite").get(address, {"au": day.isoformat()}).text
        assert (">Lectoure<" in page) is is_there
    assert "Lectoure" in told(as_role("comite"), "convention_history", lectoure)


def test_a_row_is_rectified_or_withdrawn_with_a_reason(lectoure, as_role):
    writer = as_role("admin")
    row = lectoure.perimeter.get(commune=CONDOM, zone="priority")
    page = writer.get(url("perimeter_list", lectoure)).text
    assert url("perimeter_correct", lectoure, row.pk) in page
    assert "Rectifier" not in as_role("prefecture").get(url("perimeter_list", lectoure)).text
    writer = as_role("admin")
    address, sent = url("perimeter_correct", lectoure, row.pk), {"effective_on": "2016-01-01"}
    assert "Rien ne change" in writer.send(
        address, {"effective_on": row.effective_on.isoformat(), "zone": "priority"} | WHY
    ).text  # fmt: skip
    assert writer.send(address, sent | {"zone": "priority"}).status_code == 422
    assert writer.send(address, sent | {"zone": "priority"} | WHY).status_code == 302
    right = lectoure.perimeter.get(supersedes=row)
    assert right.effective_on == date(2016, 1, 1)
    void = url("perimeter_void", lectoure, right.pk)
    assert writer.send(void, WHY).status_code == 302
    assert not lectoure.perimeter.filter(PerimeterCommune.live(), zone="priority",
                                         commune=CONDOM).exists()  # fmt: skip


def test_the_administration_adds_communes_and_changes_none(lectoure, as_role):
    writer = as_role("admin")
    address = reverse("admin:convention_convention_change", args=[lectoure.pk])
    data = admin_form(writer, address)
    count = int(data["perimeter-TOTAL_FORMS"])
    kept = list(lectoure.perimeter.order_by("pk").values_list("zone", "effective_on"))
    typed = data | {
        "perimeter-0-zone": "outside",
        "perimeter-1-effective_on": "01/03/2016",
        "perimeter-2-DELETE": "on",
        "change_reason": "Essai",
        "perimeter-TOTAL_FORMS": str(count + 1),
        f"perimeter-{count}-commune": "Auch (32)",
        f"perimeter-{count}-effective_on": "01/03/2016",
        f"perimeter-{count}-zone": "extended",
    }
    answer = writer.send(address, typed)
    assert answer.status_code == 302, [
        s.formset.errors for s in answer.context["inline_admin_formsets"]
    ]
    row = lectoure.perimeter.get(commune="32013")
    assert (row.zone, row.effective_on) == ("extended", LATER)
    others = lectoure.perimeter.exclude(pk=row.pk).order_by("pk")
    assert list(others.values_list("zone", "effective_on")) == kept


# --- what was there before ------------------------------------------------------------------------


@contextmanager
def before_days(directory: Path, *were: tuple[str, str], name: str = "sans_dates") -> Iterator[Any]:
    """Create a database as it was, before memberships and the perimeter were dated unless said."""
    kind = connections[DEFAULT]
    made = _as_owner(kind)
    if kind.vendor == "sqlite":
        made.settings_dict["NAME"] = str(directory / f"{name}.sqlite3")
    else:
        made.settings_dict["NAME"] = name
        _execute(kind, f"CREATE DATABASE {name}")
    try:
        with serving(made):
            executor = MigrationExecutor(made)
            leaves = executor.loader.graph.leaf_nodes()
            then = [*(were or [("convention", "0004_help_texts")]),
                    *(key for key in leaves if key[0] in ("accounts", "reference"))]  # fmt: skip
            executor.migrate(then)
            yield _models(then)
    finally:
        made.close()
        if kind.vendor != "sqlite":
            _execute(kind, f"DROP DATABASE {name}")


def test_all_that_was_there_holds_from_the_signature(tmp_path):
    with before_days(tmp_path) as apps:

        def was(app: str, model: str) -> Any:
            return apps.get_model(app, model).objects

        region = was("reference", "Region").create(code="76", name="Occitanie")
        gers = was("reference", "Departement").create(code="32", name="Gers", region=region)
        commune = was("reference", "Commune").create(
            code=LECTOURE, name="Lectoure", departement=gers
        )
        firm = was("accounts", "Organisation").create(name="Usine", kind="liable_company")
        convention = was("convention", "Convention").create(
            slug="c", name="C", liable_company=firm, legal_basis="convention", regime="large",
            departement=gers, commune=commune, signed_on=SIGNED, operational_start=SIGNED,
        )  # fmt: skip
        was("convention", "Membership").create(
            convention=convention, organisation=firm, role="bank"
        )
        was("convention", "PerimeterCommune").create(
            convention=convention, commune=commune, zone="extended"
        )
        executor = MigrationExecutor(connections[DEFAULT])
        executor.migrate([("convention", "0009_perimeter_has_its_day")])
        now = _models([("convention", "0009_perimeter_has_its_day")])
        (row,) = now.get_model("convention", "PerimeterCommune").objects.values()
        assert (row["effective_on"], row["holds_until"], row["zone"]) == (SIGNED, None, "extended")
        (part,) = now.get_model("convention", "Membership").objects.values()
        assert (part["role"], part["since"], part["until"]) == ("bank", None, None)


def test_a_commune_that_has_left_is_listed_for_who_asks_and_rectified_there(convention, as_role):
    row = PerimeterFactory.create(
        convention=convention, commune_id=FLEURANCE, left=True, effective_on=AMENDED
    )
    client, page = as_role("admin"), url("perimeter_list", convention)
    correct = url("perimeter_correct", convention, row.pk)
    assert "Fleurance" in plain(client.get(f"{page}?au={AMENDED - DAY}").text)
    for asked, is_listed in (("", False), ("&zone=priority", False), ("&zone=outside", True)):
        told = client.get(f"{page}?au={AMENDED}{asked}").text
        assert (correct in told) == ("Fleurance" in told.partition("<table")[2]) == is_listed, asked
    assert correct not in client.get(page).text
