"""The dashboard, the pages of axes, the rows behind a figure, the method."""

import html
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes.business.models import Job, Project
from axes.site.models import ProspectStage
from convention.models import Axis, AxisTarget, Committee, Convention, ConventionTerms, Measure
from reporting.figures import text
from reporting.figures.engine import figures, sheets
from reporting.figures.parts import worded
from reporting.figures.registry import PUBLISHED, REGISTRY
from reporting.figures.rows import rows
from reporting.situation import breakdowns, drawings, keys
from reporting.situation.situation import MOST_MONTHS, Situation
from reporting.situation.work import Section, todo

pytestmark = pytest.mark.django_db
DAY = date(2015, 5, 31)


@pytest.fixture
def read(lectoure, as_role):
    """Open a page of the convention as an account of the demonstration."""

    def get(name: str = "dashboard", *args, day: date | None = DAY, role="prefecture", **query):
        au = {"au": day.isoformat()} if day else {}
        return as_role(role).get(reverse(name, args=[lectoure.slug, *args]), au | query)

    return get


def words(answer) -> str:
    """Return the text of a page, its spaces made ordinary."""
    bare = html.unescape(re.sub(r"<[^>]+>", " ", answer.text))
    return re.sub(r"[\s\u00a0\u202f]+", " ", bare)


# The dashboard


def test_the_dashboard_says_what_the_engine_says(lectoure, read):
    answer, sheet = read(), figures(lectoure, DAY)
    for code in ("total_jobs", "jobs_programmed", "jobs_verified", "projects_supported"):
        key = next(k for k in answer.context["key_figures"] if k.figure.code == code)
        assert key.value == text.value_text(sheet[code])
    for figure in ("109", "145", "53", "47", "1 001 840 €", "1 500 000 €", "8 de retard"):
        assert figure in words(answer), figure


def test_the_gap_is_told_in_jobs_by_the_clock_that_the_page_names(read):
    answer = read()
    headline = answer.context["headline"]
    assert "8 de moins qu’attendu à date (3,0\u00a0points de retard)" in headline
    assert "contre un rythme régulier depuis le démarrage opérationnel" in words(answer)
    assert "102\u00a0emplois créés et 7\u00a0placements de jeunes" in headline


def test_every_number_opens_on_its_rows_at_its_date(lectoure, read, client):
    answer = read()
    addresses = set(re.findall(r'href="([^"]*/chiffres/[^"]*)"', answer.text))
    dates = {re.search(r"au=([\d-]+)", address).group(1) for address in addresses}
    assert dates == {"2015-05-31", "2014-05-31"}
    for key in answer.context["key_figures"]:
        assert any(f"/chiffres/{key.figure.code}/" in address for address in addresses)
    for address in addresses:
        assert client.get(address.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    "code", ["jobs_programmed", "jobs_created", "committed", "placements", "prospects_studied"]
)
def test_every_row_behind_a_figure_leads_to_its_record(code, lectoure, as_role):
    client, day = as_role("prefecture"), "2015-05-31"
    address = reverse("figure_rows", args=[lectoure.slug, code])
    page = client.get(address, {"au": day}).text
    links = re.findall(r'<tr><td><a href="([^"#]+)(#[^"]+)?"', page)
    assert len(links) == min(figures(lectoure, DAY)[code].rows, 100)
    record, place = links[0]
    assert record.endswith(f"?au={day}")
    opened = client.get(record)
    assert opened.status_code == 200
    assert not place or f'id="{place[1:]}"' in opened.text


def test_the_rows_behind_a_figure_cost_the_same_whatever_their_number(lectoure, as_role):
    client = as_role("prefecture")
    address = reverse("figure_rows", args=[lectoure.slug, "jobs_created"])
    counts = []
    for day in ("2014-05-31", "2017-07-04"):
        with CaptureQueriesContext(connection) as queries:
            client.get(address, {"au": day})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_dashboard_costs_as_many_queries_whatever_its_rows(lectoure, as_role):
    client, address = as_role("prefecture"), reverse("dashboard", args=[lectoure.slug])
    counts = set()
    for day in ("2013-10-11", "2015-05-31", "2016-09-30", "2017-07-04"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, {"au": day}).status_code == 200
        counts.add(len(queries))
    # One for each kind of text that was signed: comments, opinions, requests.
    assert counts == {19}


def test_the_expected_line_passes_by_the_expected_jobs(lectoure):
    situation = Situation(lectoure, DAY)
    chart = drawings.trajectory(situation)
    assert situation.expected_jobs == 117
    assert chart.expected_at(DAY) == 117
    assert chart.expected[-1] == (date(2017, 2, 1), 263)
    assert chart.points[-1] == (DAY, 109)
    # At each month the line is what the clock says, not a straight line between days.
    april = figures(lectoure, date(2015, 4, 30))["elapsed_since_start"].value
    assert chart.expected_at(date(2015, 4, 30)) == round(263 * april)
    assert "depuis le démarrage opérationnel" in chart.subtitle
    assert chart.title == (
        "En dessous du rythme attendu depuis février 2014\u00a0: l’écart se réduit"
    )


def test_parts_add_up_to_the_whole(lectoure):
    situation = Situation(lectoure, date(2017, 7, 4))
    sheet = situation.sheet
    counted = [axis.achieved.value for axis in situation.axes]
    assert sum(counted) == sheet["total_jobs"].value
    for name in ("committed", "paid", "repaid", "released"):
        assert sum(m.moved[name] for m in situation.measures) == sheet[name].value
    for code in ("jobs_created", "projects_supported", "committed", "placements"):
        parts = [situation.on_axis(axis)[code].value for axis in lectoure.axes.all()]
        assert sum(parts) == sheet[code].value, code


def test_changes_are_dated_differences(read):
    answer = read()
    told = answer.context["changes"].records()
    (created,) = [change for change in told if change.figure.code == "jobs_created"]
    assert (created.before, created.now, created.difference) == ("7", "102", "+95")
    assert "8 juillet 2014" in words(answer)
    assert "Aucun comité de suivi n’a précédé" in read(day=date(2014, 1, 31)).text


def test_a_row_entered_late_restates_what_the_committee_read(lectoure, read):
    assert read().context["restated"] == []
    model = Job.objects.of(lectoure).filter(counts_from__lte=DAY, verified_on=None).first()
    Job.objects.create(
        project=model.project,
        post="Saisi après le comité",
        hired_on=date(2015, 5, 4),
        contract="permanent",
        weekly_hours=35,
        entered_by=model.entered_by,
    )
    answer = read()
    (reading,) = answer.context["restated"]
    assert reading.committee.as_of == DAY
    assert "Des saisies postérieures au comité du 7 juillet 2015 ont changé" in words(answer)
    created = next(line for line in reading.lines if line.label == "Emplois créés")
    assert (created.frozen, created.now) == ("102", "103")
    rate = next(line for line in reading.lines if line.label == "Taux de réalisation")
    assert rate.frozen == "41,4\u202f%"


def test_a_convention_past_its_term_opens_at_its_last_committee_and_says_so(read):
    answer = read(day=None)
    assert answer.context["as_of"] == date(2017, 7, 4)
    assert "arrivée à son terme le 10 octobre 2016" in words(answer)
    assert "chiffres du dernier comité" in words(answer)
    assert "chiffres du dernier comité" not in words(read(day=date(2017, 7, 4)))
    assert "il en manque 42" in answer.context["headline"]


def test_before_signature_a_sentence_and_no_chart(read):
    answer = read(day=date(2013, 1, 1))
    assert "pas encore signée" in answer.context["headline"]
    assert "<svg" not in answer.text
    assert "objectif à venir" in words(answer)
    assert "Rien n’est en retard." in answer.text


def test_the_four_words_for_no_number(lectoure, as_role):
    other = Convention.objects.exclude(pk=lectoure.pk).get()
    answer = as_role("prefecture").get(reverse("dashboard", args=[other.slug]))
    assert "l’objectif d’emplois n’est pas renseigné" in answer.context["headline"]
    assert "sans objet" in answer.text
    assert "à venir" in answer.text
    assert 'class="app-key__value">0<' in answer.text


def test_a_target_of_zero_and_a_convention_without_axes_are_read(lectoure, as_role):
    bare = Convention.objects.create(
        slug="nue",
        name="Nue",
        liable_company=lectoure.liable_company,
        legal_basis="convention",
        regime="large",
        departement=lectoure.departement,
        commune=lectoure.commune,
        signed_on=date(2014, 1, 1),
        operational_start=date(2014, 1, 1),
    )
    ConventionTerms.objects.create(
        convention=bare,
        number=0,
        effective_on=date(2014, 1, 1),
        ends_on=date(2016, 12, 31),
        job_target=0,
    )
    admin = as_role("admin")
    address = reverse("dashboard", args=["nue"])
    answer = admin.get(address, {"au": "2015-05-31"})
    assert answer.status_code == 200
    assert "ne compte pas d’emplois" in answer.context["headline"]
    assert "L’enveloppe n’est pas renseignée." in answer.text
    bare.axes.create(number=1, kind="business", title="Entreprises")
    answer = admin.get(address, {"au": "2015-05-31"})
    assert answer.status_code == 200
    assert "%" not in answer.context["headline"]
    assert admin.get(reverse("axis", args=["nue", 1]), {"au": "2015-05-31"}).status_code == 200


def test_an_axis_without_target_is_not_said_to_reach_it(lectoure):
    AxisTarget.objects.filter(terms__convention=lectoure).delete()
    chart = drawings.by_axis(Situation(lectoure, DAY))
    assert chart.title == "Emplois créés et programmés, axe par axe"
    assert {row.target for row in chart.rows} == {None}


def test_a_far_date_draws_no_more_points_than_a_reader_can_use(lectoure):
    months = Situation(lectoure, date(2099, 12, 31)).months
    assert len(months) <= MOST_MONTHS
    assert months[-1] == date(2099, 12, 31)


def test_decisions_wait_for_the_verdict_and_for_the_term(lectoure):
    Committee.objects.filter(convention=lectoure, as_of=DAY).update(verdict="")
    lectoure = Convention.objects.get(pk=lectoure.pk)
    asked = [t.sentence for t in todo(Situation(lectoure, DAY), Section.DECIDE)]
    assert "Donner l’avis du comité." in asked
    assert not any("avenant" in sentence for sentence in asked)
    asked = [t.sentence for t in todo(Situation(lectoure, date(2016, 6, 1)), Section.DECIDE)]
    assert any("avenant" in sentence for sentence in asked)


def test_unknown_and_forbidden_are_404(lectoure, read, client):
    assert read(day=None, au="2015-02-30").status_code == 404
    assert read("axis", 9).status_code == 404
    assert read("figure_rows", "nope").status_code == 404
    assert read("figure_rows", "jobs_created", axe="9").status_code == 404
    assert read("chart_explore", "nope").status_code == 404
    assert read("chart_explore", "axes", day=date(2013, 1, 1)).status_code == 404
    assert client.get(reverse("dashboard", args=["inconnue"])).status_code == 404


# Axes


def test_the_figures_of_an_axis_are_those_of_its_rows(lectoure, read):
    day = date(2017, 7, 4)
    whole = figures(lectoure, day)["jobs_created"].value
    created = {}
    for number in (1, 2):
        answer = read("axis", number, day=day)
        told = [figure for _, held in answer.context["figures"] for figure in held]
        figure = next(f for f in told if f.code == "jobs_created")
        opened = read("figure_rows", "jobs_created", day=day, axe=number)
        assert opened.context["figure"].value == figure.value
        assert dict(opened.context["tables"])["jobs_created"].paginator.count == figure.value
        created[number] = figure.value
    assert created[1] > 0
    assert sum(created.values()) == whole


def test_a_prospect_shows_what_was_known_at_the_date(lectoure, read):
    signed = ProspectStage.objects.filter(
        prospect__site__axis__convention=lectoure, stage="signed"
    ).first()
    assert signed.dated_on > DAY
    assert "Projet né de ce prospect" not in read("axis", 1).text
    assert "Projet né de ce prospect" in read("axis", 1, day=signed.dated_on).text
    # Stages keep their order, the last one being where the prospect stands.
    assert read("axis", 1).text.count('aria-current="step"') == 5


@pytest.mark.parametrize("role", ["prefecture", "mission-locale"])
def test_counts_of_young_people_are_the_same_for_every_reader(role, read):
    by_contract = read("figure_rows", "placements", par="contract", role=role).context["chart"]
    assert {row.label: row.value for row in by_contract.rows} == {
        "Apprentissage": 5, "CDI": 1, "Contrat de professionnalisation": 1,
    }  # fmt: skip
    (on_axis,) = read("axis", 3, role=role).context["charts"]
    assert on_axis.rows == by_contract.rows


def test_a_convention_past_its_term_says_what_its_last_committee_could_not(lectoure, read):
    opened = words(read(day=None))
    assert "La convention est arrivée à son terme le 10 octobre 2016. La page s’ouvre" in opened
    assert "le bilan définitif est attendu" not in opened
    lectoure.committees.filter(held_on__gt=date(2016, 10, 10)).update(kind="steering")
    opened = words(read(day=None))
    assert "Au 31 mai 2016," in opened
    assert "arrivée à son terme le 10 octobre 2016. La page s’ouvre" in opened
    assert "Aucun comité de suivi depuis le terme : le bilan définitif est attendu" in opened
    assert "arrivée à son terme" not in words(read(day=date(2016, 5, 31)))


def test_a_committee_to_come_is_not_one_that_has_been(read):
    assert "Depuis le comité de suivi du 8 juillet 2014" in words(read(day=date(2015, 6, 15)))
    assert "Depuis le comité de suivi du 7 juillet 2015" in words(read(day=date(2015, 7, 7)))


def test_late_milestones_are_said_late(read):
    answer = read("axis", 3, day=date(2014, 12, 5))
    assert "en retard" in answer.text


# The rows behind a figure


@pytest.mark.parametrize("code", PUBLISHED)
def test_every_published_figure_opens(read, code):
    answer = read("figure_rows", code)
    assert answer.status_code == 200
    assert REGISTRY[code].definition in answer.context["figure"].indicator.definition
    assert text.value_text(answer.context["figure"]) in answer.text


def test_breakdowns_add_up_and_agree_with_the_engine(lectoure):
    for code, dimension in (("jobs_created", "commune"), ("committed", "measure")):
        (row_set,) = rows(lectoure, code, DAY)
        parts = row_set.parts(dimension)
        grains = {row_set.indicator.fact.name: dimension}
        measured = sheets([lectoure], {DAY: (code,)}, grains)[lectoure.pk][DAY]
        groups = measured.parts[row_set.indicator.fact.name]
        assert dict(parts) == {g: c[code].value for g, c in groups.items() if c[code].value}
        assert sum(value for _, value in parts) == figures(lectoure, DAY)[code].value


def test_a_breakdown_is_a_chart_whose_title_says_the_message(read):
    chart = read("figure_rows", "jobs_created", par="commune").context["chart"]
    assert chart.title.endswith("en tête, 33 sur 102")
    assert "chart" not in read("figure_rows", "jobs_created", par="nope").context


def test_rows_are_exported_as_shown(read):
    answer = read("figure_rows", "total_jobs", format="csv", lignes="placements_counted")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 7
    assert "total_jobs-placements_counted-2015-05-31" in answer.headers["Content-Disposition"]


def test_long_tables_are_cut_in_pages(read):
    answer = read("figure_rows", "jobs_created", page=2)
    assert "Page 2 sur 2" in answer.text
    assert answer.text.count("<tbody>") == 1


# Method and charts


def test_the_method_defines_every_published_figure(read, as_role):
    answer = as_role("prefecture").get(reverse("method"))
    for code in PUBLISHED:
        assert f'id="{code}"' in answer.text
        assert REGISTRY[code].label in answer.text
    assert "Les règles de décompte" not in answer.text
    assert "Un CDD compte à partir de 6 mois." in words(read("convention_method", day=None))


@pytest.mark.parametrize("name", list(drawings.CHARTS))
def test_every_chart_can_be_explored(read, name):
    answer = read("chart_explore", name)
    assert answer.status_code == 200
    assert "plotly" in answer.text


def test_money_without_a_budget_is_said_missing(lectoure, read):
    Measure.objects.create(axis=lectoure.axes.get(number=2), kind="other", title="Sans budget")
    answer = read()
    assert "8 sur 9 renseignés" in answer.text


def test_axes_below_their_target_are_listed_as_one_says_them(lectoure):
    chart = drawings.by_axis(Situation(lectoure, date(2017, 7, 4)))
    assert chart.title.startswith("Les axes 1, 2 et 3 sont en retard")


def test_a_project_page_shows_what_had_happened_by_its_date(lectoure, as_role):
    project = Project.objects.of(lectoure).get(reference="LEC-007")
    client, address = as_role("prefecture"), project.get_absolute_url()
    then = words(client.get(address, {"au": "2014-08-01"}))
    assert "Prêt LEC-007 : déblocage" in then
    assert "échéance 1" not in then
    assert "01/08/2014" in then
    assert "04/08/2014" not in then
    assert "rompu le" not in then
    today = words(client.get(address))
    assert "échéance 10" in today
    assert "rompu le 18/09/2014" in today
    before = client.get(address, {"au": "2014-01-01"})
    assert before.status_code == 404
    assert "Rien de tel n’est connu au 1er janvier 2014" in words(before)


def test_of_two_parts_as_large_neither_leads(lectoure):
    figure = figures(lectoure, DAY)["jobs_created"]
    parts = worded(figure, "contract", [("permanent", 6), ("fixed_term", 6), ("temporary", 2)])
    assert breakdowns.parts_chart(figure, "contract", parts).title == "Emplois créés par contrat"


def test_titles_and_keys_leave_out_what_is_absent(lectoure):
    before = Situation(lectoure, date(2013, 9, 1))
    assert "à venir" not in drawings.money(before).title
    young_only = Convention.objects.get(slug="tissages-condom")
    young_only.axes.update(kind=Axis.Kind.TERRITORY)
    told = keys.key_figures(Situation(young_only, date(2026, 6, 1)))
    assert {told[2].value, told[3].value} == {"sans objet"}
    assert not any("sans objet" in key.target + key.detail for key in told[2:4])


def test_rules_say_that_hours_bind_every_contract(read):
    said = words(read("convention_method"))
    assert "Quel que soit le contrat, un emploi compte à partir de 17,5 heures" in said
