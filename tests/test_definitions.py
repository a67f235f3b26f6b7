"""A definition has a version: changed without it the tests fail, with it readers are told."""

import html
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from django.db.models import Q

from axes.business.models import Job
from axes.business.states import OF_SPELLS, created
from convention.models import Committee, Convention
from reporting.documents import report
from reporting.figures import statements
from reporting.figures.engine import figures
from reporting.figures.measures import total
from reporting.figures.models import Snapshot
from reporting.figures.registry import PUBLISHED, REGISTRY
from reporting.figures.snapshots import Cause, freeze, read, restatements
from reporting.figures.text import value_text
from reporting.figures.values import Absence
from reporting.situation.editions import COMMITTEE, PUBLIC
from reporting.situation.readings import restated
from reporting.situation.situation import Situation

from .definitions import fingerprints, kept, unnoticed
from .factories import ConventionFactory, JobFactory, ProjectFactory

pytestmark = pytest.mark.django_db
DAY = date(2015, 5, 31)


# Noticed by the tests


def test_the_table_of_definitions_is_the_one_of_the_declarations():
    """Raise the version of what computes something else, then ``python -m tests.definitions``."""
    assert unnoticed(fingerprints(), kept()) == []
    assert fingerprints() == kept()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("jobs_created", {"definition": "Embauches."}),
        (
            "jobs_created",
            {"when": lambda as_of: created(as_of, OF_SPELLS) & Q(hire__weekly_hours__gte=17)},
        ),
        ("jobs_programmed", {"measure": total("project_id")}),
        ("jobs_created", {"axes": frozenset({"business"})}),
        ("former_employees_hired", {"known": Q(hire__is_former_employee=True)}),
        ("jobs_verified", {"base": "jobs_programmed"}),
        ("envelope", {"owed": False}),
        ("creation_rate", {"numerator": "jobs_created"}),
        ("creation_rate", {"on_zero": Absence.NOT_DUE}),
        ("total_jobs", {"plus": ("jobs_created",)}),
        ("elapsed_since_start", {"start": "signed_on"}),
        ("calendar_gap_since_start", {"expected": "elapsed_since_signature"}),
    ],
)
def test_what_is_computed_otherwise_under_the_same_version_is_noticed(monkeypatch, code, change):
    changed = replace(REGISTRY[code], **change)
    monkeypatch.setitem(REGISTRY, code, changed)
    assert unnoticed(fingerprints(), kept()) == [code]
    monkeypatch.setitem(REGISTRY, code, replace(changed, version=changed.version + 1))
    assert unnoticed(fingerprints(), kept()) == []
    # The new version still has to be written in the table.
    assert fingerprints() != kept()


def test_a_shared_condition_that_changes_is_noticed_of_all_that_use_it(monkeypatch):
    def stricter(as_of, of=OF_SPELLS):
        return created(as_of, of) & of.q(verified_on__isnull=False)

    monkeypatch.setattr("axes.business.states.created", stricter)
    found = unnoticed(fingerprints(), kept())
    assert {"jobs_verified", "jobs_ended", "jobs_sustained", "jobs_permanent"} <= set(found)


@pytest.mark.parametrize("change", [{"label": "Autre nom"}, {"published": False}])
def test_a_name_is_no_definition(monkeypatch, change):
    monkeypatch.setitem(REGISTRY, "placements", replace(REGISTRY["placements"], **change))
    assert fingerprints() == kept()


# Kept with what a committee read, and told


@pytest.fixture
def frozen(lectoure) -> Snapshot:
    return Snapshot.objects.get(committee__convention=lectoure, committee__as_of=DAY)


def readings(convention: Convention) -> list:
    """What the committee of the day read otherwise."""
    found = restated(Situation(Convention.objects.get(pk=convention.pk), DAY))
    return [reading for reading in found if reading.committee.as_of == DAY]


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def enter_a_job(convention: Convention) -> None:
    model = Job.objects.of(convention).filter(counts_from__lte=DAY, verified_on=None).first()
    Job.objects.create(
        project=model.project,
        post="Saisi après le comité",
        hired_on=date(2015, 5, 4),
        contract="permanent",
        weekly_hours=35,
        entered_by=model.entered_by,
    )


@pytest.fixture
def redefine(monkeypatch):
    """Give an indicator another definition, as the next release of the service would."""

    def change(code: str, **changes) -> None:
        declared = REGISTRY[code]
        changed = {"version": declared.version + 1, "definition": "Une tout autre définition."}
        monkeypatch.setitem(REGISTRY, code, replace(declared, **(changed | changes)))
        statements._statement.cache_clear()

    yield change
    statements._statement.cache_clear()


def test_a_snapshot_keeps_version_and_definition(frozen):
    assert set(PUBLISHED) <= set(frozen.figures)
    for code, written in frozen.figures.items():
        assert written["version"] == REGISTRY[code].version
        assert written["definition"] == REGISTRY[code].definition
        assert code not in written["operands"]
        assert set(written["operands"]) <= set(frozen.figures)
    rate = frozen.figures["creation_rate"]
    assert {"total_jobs", "jobs_created", "placements_counted", "job_target"} == set(
        rate["operands"]
    )
    assert frozen.figures["former_employees_hired"]["coverage"] == [100, 102]


def test_nothing_is_restated_while_nothing_changed(lectoure, frozen):
    assert restatements(frozen, figures(lectoure, DAY)) == []
    assert readings(lectoure) == []


def test_a_figure_absent_for_another_reason_is_told_as_restated(lectoure, frozen):
    lectoure.terms.update(job_target=0)
    now = figures(lectoure, DAY)["creation_rate"]
    assert now.absence is Absence.NOT_APPLICABLE
    frozen.figures["creation_rate"] |= {"value": None, "absence": Absence.MISSING.value}
    causes = {r.code: r.cause for r in restatements(frozen, figures(lectoure, DAY))}
    assert causes["creation_rate"] is Cause.ENTRIES


def test_of_an_old_snapshot_those_who_answered_are_at_least_those_counted():
    convention = ConventionFactory()
    project = ProjectFactory(convention=convention, on="business")
    for is_former in [True] * 2 + [False] * 5:
        JobFactory(project=project, is_former_employee=is_former)
    snapshot = freeze(
        convention.committees.create(kind="steering", held_on=DAY, as_of=DAY, place="Auch")
    )
    for kept_, words in ((True, "moins de 5"), (False, "non publié")):
        if not kept_:
            for written in snapshot.figures.values():
                written.pop("coverage")
        told = PUBLIC.publish(read(snapshot, convention))["former_employees_hired"]
        assert value_text(told) == words


def test_rows_entered_later_are_told_as_entries(lectoure, frozen):
    enter_a_job(lectoure)
    causes = {r.code: r.cause for r in restatements(frozen, figures(lectoure, DAY))}
    assert causes["jobs_created"] is causes["total_jobs"] is Cause.ENTRIES
    (reading,) = readings(lectoure)
    assert "Des saisies postérieures au comité" in reading.sentence


def test_a_changed_definition_is_told_as_such_and_never_as_entries(lectoure, redefine, as_role):
    redefine(
        "jobs_created",
        when=lambda as_of: created(as_of, OF_SPELLS) & Q(hire__verified_on__lte=as_of),
    )
    (reading,) = readings(lectoure)
    assert reading.cause is Cause.DEFINITION
    lines = {line.label: line for line in reading.lines}
    # What is computed from it changed for the same reason; the money did not.
    assert {"Emplois créés", "Emplois créés au total", "Taux de réalisation"} <= set(lines)
    assert "Engagé" not in lines
    line = lines["Emplois créés au total"]
    assert line.frozen == "109"
    assert int(line.now) < 109
    assert "définition modifiée depuis" in line.definitions
    assert "« Emplois créés » était, n° 2, « Embauches réelles" in words(line.definitions)
    assert words(line.definitions).endswith("et suit le n° 3")
    page = words(as_role("comite").get(f"/conventions/{lectoure.slug}/?au={DAY}").text)
    paper = words(report.as_html(Situation(Convention.objects.get(pk=lectoure.pk), DAY)))
    for told in (page, paper):
        assert "saisies postérieures" not in told
        assert "n° 2, « Embauches réelles" in told
    assert "La définition de ces chiffres a été modifiée depuis le comité du 7 juillet" in page
    assert "Chiffres dont la définition a été modifiée depuis le comité du 7 juillet" in paper


def test_a_definition_that_gives_the_same_value_is_told_all_the_same(lectoure, redefine):
    redefine("prospects_open")
    (reading,) = readings(lectoure)
    (line,) = reading.lines
    assert (reading.cause, line.label) == (Cause.DEFINITION, "Prospects en cours")
    assert line.frozen == line.now


def test_the_definition_of_an_operand_that_is_not_shown_counts_too(lectoure, redefine):
    redefine("term_end")
    (reading,) = readings(lectoure)
    labels = {line.label for line in reading.lines}
    assert "Temps écoulé depuis la signature" in labels
    assert "Terme de la convention" not in labels


def test_entries_and_definitions_are_told_apart(lectoure, redefine):
    enter_a_job(lectoure)
    redefine("jobs_permanent")
    entries, definition = readings(lectoure)
    assert (entries.cause, definition.cause) == (Cause.ENTRIES, Cause.DEFINITION)
    assert "Emplois créés" in {line.label for line in entries.lines}
    assert {line.label for line in definition.lines} == {"Emplois créés en CDI", "Part des CDI"}


def freeze_as_before(committee: Committee) -> Snapshot:
    """Freeze as snapshots were before they kept definitions."""
    kept_now = ("coverage", "version", "definition", "operands")
    plain = json.loads(json.dumps(freeze(committee).figures))
    old = {code: {k: v for k, v in f.items() if k not in kept_now} for code, f in plain.items()}
    old.pop("term_end")
    another = Committee.objects.create(
        convention=committee.convention, kind="follow_up", held_on=date(2015, 6, 30), as_of=DAY
    )
    Committee.objects.filter(pk=committee.pk).update(kind="steering")
    return Snapshot.objects.create(committee=another, figures=old)


def test_of_an_old_snapshot_the_version_is_unknown(lectoure, frozen, redefine, as_role):
    freeze_as_before(frozen.committee)
    assert readings(lectoure) == []
    enter_a_job(lectoure)
    redefine("jobs_created")
    (reading,) = readings(lectoure)
    assert reading.cause is Cause.UNKNOWN
    page = words(as_role("comite").get(f"/conventions/{lectoure.slug}/?au={DAY}").text)
    assert "la version de leur définition d’alors est inconnue" in page
    assert "saisies postérieures" not in page
    paper = words(report.as_html(Situation(Convention.objects.get(pk=lectoure.pk), DAY)))
    assert "version de la définition inconnue" in paper


def test_an_indicator_that_is_gone_is_no_error(lectoure, monkeypatch, frozen):
    """A figure of then whose indicator no longer exists is not compared."""
    written = dict(frozen.figures)
    other = Committee.objects.create(
        convention=lectoure, kind="follow_up", held_on=date(2015, 6, 30), as_of=date(2015, 5, 30)
    )
    gone = written["jobs_created"] | {"label": "Disparu", "operands": ["gone_too"]}
    Snapshot.objects.create(committee=other, figures=written | {"gone": gone, "gone_too": gone})
    found = restated(Situation(Convention.objects.get(pk=lectoure.pk), date(2015, 5, 30)))
    assert found
    assert "Disparu" not in {line.label for reading in found for line in reading.lines}


def test_what_a_committee_read_is_masked_for_the_next_one(lectoure):
    """Frozen with three young people, then four: the report tells neither, nor a total."""
    few = date(2014, 9, 30)
    committee = Committee.objects.create(
        convention=lectoure, kind="follow_up", held_on=few, as_of=few
    )
    snapshot = freeze(committee)
    assert snapshot.figures["placements"]["value"] == 3
    enter = Job.objects.of(lectoure).filter(counts_from__lte=few).first()
    Job.objects.create(
        project=enter.project, post="Saisi plus tard", hired_on=date(2014, 9, 1),
        contract="permanent", weekly_hours=35, entered_by=enter.entered_by,
    )  # fmt: skip
    situation = Situation(Convention.objects.get(pk=lectoure.pk), few)
    (members,), (told,) = restated(situation), restated(situation.told_to(COMMITTEE))
    assert "Emplois créés au total" in {line.label for line in members.lines}
    labels = {line.label for line in told.lines}
    assert "Emplois créés" in labels
    assert not {"Emplois créés au total", "Taux de réalisation"} & labels
