"""On which days a project is approved: worked out of its decisions, and all that figures read."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from axes.business import states
from axes.business.models import Project, ProjectDecision
from reporting.figures.engine import figures
from reporting.figures.rows import rows

from .factories import (
    DecisionFactory,
    JobCommitmentFactory,
    JobFactory,
    ProjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RECEIVED = date(2014, 3, 3)
FIRST, SECOND, THIRD = (RECEIVED + n * 10 * DAY for n in (1, 2, 3))
YES = ("favourable", "reserved")


@pytest.fixture
def project() -> Project:
    return ProjectFactory.create(received_on=RECEIVED, pending=True)


def stored(project: Project) -> tuple[date | None, date | None]:
    return Project.objects.values_list("approved_from", "lapsed_from").get(pk=project.pk)


def is_approved(project: Project, day: date) -> bool:
    return Project.objects.filter(states.approved(day), pk=project.pk).exists()


@pytest.mark.parametrize(
    "outcomes", list(product(("adjourned", "reserved", "withdrawn"), repeat=3))
)
def test_a_project_is_approved_while_its_last_decision_approves(project, outcomes):
    """Whatever follows whatever: approved, lost, approved again."""
    said = dict(zip((FIRST, SECOND, THIRD), outcomes, strict=True))
    for day, outcome in said.items():
        DecisionFactory.create(project=project, decided_on=day, outcome=outcome)
    for day in (FIRST - DAY, *said, *(day + DAY for day in said), SECOND - DAY, THIRD - DAY):
        last = max((d for d in said if d <= day), default=None)
        assert is_approved(project, day) is (last is not None and said[last] in YES), day
    approving = [day for day, outcome in said.items() if outcome in YES]
    lost = [d for d, o in said.items() if o not in YES and approving and d > approving[0]]
    assert stored(project) == (min(approving, default=None), min(lost, default=None))


def test_an_approval_that_never_was_leaves_no_day(project):
    row = DecisionFactory.create(project=project, decided_on=FIRST)
    assert stored(project) == (FIRST, None)
    row.void(UserFactory.create(), "mistyped", "Décision d’un autre dossier.")
    assert stored(project) == (None, None)
    assert not is_approved(project, SECOND)


def test_an_approval_moved_to_another_day_holds_from_that_one(project):
    row = DecisionFactory.create(project=project, decided_on=SECOND)
    right = row.successor(UserFactory.create())
    right.decided_on, right.cause, right.reason = FIRST, "mistyped", "Compte rendu relu."
    right.save()
    assert stored(project) == (FIRST, None)
    assert [is_approved(project, day) for day in (FIRST - DAY, FIRST)] == [False, True]


def test_a_file_that_was_read_before_its_decision_keeps_what_the_decision_says(project):
    """The record in hand is saved whole after the decision: it does not undo it."""
    DecisionFactory.create(project=project, decided_on=FIRST)
    project.title = "Extension de l’atelier"
    project.save()
    assert stored(project) == (FIRST, None)


def test_approvals_that_are_not_what_decisions_say_are_found_and_mended(project, capsys):
    DecisionFactory.create(project=project, decided_on=FIRST)
    call_command("check_counting")
    Project.objects.filter(pk=project.pk).update(approved_from=SECOND, lapsed_from=THIRD)
    with pytest.raises(CommandError, match="1 écart"):
        call_command("check_counting")
    assert f"{project.reference}\u00a0: accordé depuis le {SECOND}" in capsys.readouterr().err
    call_command("check_counting", "--fix")
    assert stored(project) == (FIRST, None)


def test_saving_a_version_alone_asks_nothing_of_the_hires(project):
    """What hangs on a file raises its version: its hires are spelled by what concerns them."""
    JobFactory.create(project=project)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        project.touch()
    assert not [q for q in asked.captured_queries if "business_job" in q["sql"]]


def test_a_decision_spells_the_hires_of_its_file_once(project):
    job = JobFactory.create(project=project, hired_on=SECOND)
    with CaptureQueriesContext(connection) as asked:
        DecisionFactory.create(project=project, decided_on=FIRST)
    told = [q["sql"] for q in asked.captured_queries]
    read = [sql for sql in told if sql.startswith("SELECT") and 'FROM "business_jobspell"' in sql]
    assert len(read) == 1, read
    assert job.spells.get(since=SECOND).reason == ""


def test_posts_are_asked_of_their_projects_and_not_each_of_the_decisions(project):
    """One approved file, one that lost its approval and has it again, one that lost it."""
    convention = project.axis.convention
    again, lost = (
        ProjectFactory.create(convention=convention, received_on=RECEIVED, pending=True)
        for _ in range(2)
    )
    for file, said in (
        (project, ("favourable",)),
        (again, ("favourable", "cancelled", "reserved")),
        (lost, ("reserved", "withdrawn")),
    ):
        for day, outcome in zip((FIRST, SECOND, THIRD), said, strict=False):
            DecisionFactory.create(project=file, decided_on=day, outcome=outcome)
        JobCommitmentFactory.create(project=file, committed_on=FIRST, number=2)
    expected = {FIRST - DAY: 0, FIRST: 6, SECOND - DAY: 6, SECOND: 2, THIRD - DAY: 2, THIRD: 4}
    for day, number in expected.items():
        (behind,) = rows(convention, "jobs_programmed", day)
        asked = figures(convention, day, ("jobs_programmed", "jobs_due"))
        assert (behind.measure(), asked["jobs_programmed"].value) == (number, number), day


def test_decisions_are_kept_as_rows(project):
    """Days that are worked out are no decision: nothing of the history tells them."""
    DecisionFactory.create(project=project, decided_on=FIRST)
    names = {field.name for field in project.history.model._meta.fields}
    assert not names & {"approved_from", "lapsed_from"}
    assert ProjectDecision.objects.filter(project=project).count() == 1
