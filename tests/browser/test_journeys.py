"""The main journeys, as a person makes them."""

import re

import pytest
from django.db import connection

from tests.demonstration import DemoSite

DASHBOARD = "/conventions/itm-lectoure/?au=2015-05-31"


def plain(text: str) -> str:
    """Return text with ordinary spaces, as one compares it."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()


def main_text(page) -> str:
    """Return what the page says, as one compares it."""
    return plain(page.locator("main").inner_text())


def test_the_prefecture_goes_from_a_figure_to_its_rows_and_takes_the_report(
    demo_site: DemoSite, page
):
    demo_site.sign_in(page, "préfecture")
    page.get_by_role("link", name="ITM Lectoure").click()
    # A convention past its term opens at its last committee.
    assert "La page s’ouvre aux chiffres du dernier comité de suivi, tenu le 4 juillet 2017" in (
        main_text(page)
    )
    page.locator(".app-when summary").click()
    page.get_by_label("Autre date").fill("2015-05-31")
    page.get_by_role("button", name="Afficher").click()
    page.get_by_role("link", name=re.compile("^Emplois créés au total")).click()
    assert "109" in main_text(page)
    assert "103 lignes" not in main_text(page)
    page.get_by_role("table", name="Emplois créés").locator("tbody a").first.click()
    assert "LEC-001" in page.locator("h1").inner_text()
    assert page.get_by_label("Autre date").input_value() == "2015-05-31"
    page.go_back()
    page.go_back()
    report = page.get_by_role("link", name="Rapport du comité (PDF)").get_attribute("href")
    answer = page.request.get(demo_site.url + report, timeout=60_000)
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")


def test_a_list_is_filtered_and_sorted_from_the_keyboard(demo_site: DemoSite, page):
    demo_site.sign_in(page, "préfecture")
    page.goto(f"{demo_site.url}/conventions/itm-lectoure/emplois/?au=2015-05-31")
    page.locator("select[name=state]").select_option("unverified")
    page.wait_for_url(re.compile("state=unverified"))
    assert "Lignes retenues 49" in main_text(page)
    page.locator("thead th a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("tri="))
    assert page.locator('th[aria-sort="ascending"], th[aria-sort="descending"]').count() == 1
    page.go_back()
    page.wait_for_url(re.compile(r"state=unverified(?!.*tri=)"))
    assert "Lignes retenues 49" in main_text(page)


def test_what_the_operator_enters_the_prefecture_verifies(demo_site: DemoSite, page):
    demo_site.sign_in(page, "opérateur")
    page.goto(f"{demo_site.url}/conventions/itm-lectoure/projets/")
    page.get_by_role("link", name="Nouveau projet").click()
    # The company is not known yet: it is entered on the way, and named when one comes back.
    page.get_by_role("button", name="Enregistrer une entreprise nouvelle").click()
    page.get_by_label(re.compile("^Nom")).fill("Forge Fictive de Démonstration")
    page.get_by_label(re.compile("^SIRET")).fill("00000099200008")
    page.get_by_label(re.compile("^Activité")).fill("2562B")
    page.get_by_label(re.compile("^Commune")).fill("Lectoure")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    company = page.get_by_label(re.compile("^Entreprise")).input_value()
    assert company == "Forge Fictive de Démonstration (00000099200008)"
    page.get_by_label(re.compile("^Référence")).fill("LEC-900")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    # Wrong: the errors come first, what was typed is kept.
    alert = page.get_by_role("alert")
    assert "corrigez ce qui suit" in plain(alert.inner_text())
    assert page.get_by_label(re.compile("^Référence")).input_value() == "LEC-900"
    page.get_by_label(re.compile("^Axe")).select_option(index=2)
    page.get_by_label(re.compile("^Nature")).select_option("development")
    page.get_by_label(re.compile("^Objet")).fill("Atelier de démonstration")
    page.get_by_label(re.compile("^Reçu le")).fill("2016-03-01")
    page.get_by_label(re.compile("^Complet le")).fill("2016-03-08")
    page.get_by_label(re.compile("^Investissement")).fill("12 500,50")
    page.get_by_label(re.compile("^Effectif de référence")).fill("4,5")
    page.get_by_label(re.compile("^Effectif au")).fill("2016-02-29")
    page.get_by_label(re.compile("^Source de l’effectif")).select_option("accountant")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    assert "12 500,50 €" in main_text(page)
    assert "4,5 équivalents temps plein au 29 février 2016" in main_text(page)
    page.get_by_role("link", name="Nouvelle décision", exact=True).click()
    page.get_by_label(re.compile("^Décidé le")).fill("2016-04-05")
    page.get_by_label(re.compile("^Décision")).select_option("favourable")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    assert "Favorable le 5 avril 2016" in main_text(page)

    page.get_by_role("link", name="Nouvel emploi", exact=True).click()
    page.get_by_label(re.compile("^Poste")).fill("Assembleur")
    page.get_by_label(re.compile("^Embauche")).fill("2016-05-02")
    page.get_by_label(re.compile("^Contrat")).select_option("permanent")
    page.get_by_label(re.compile("^Heures hebdomadaires")).fill("35")
    page.get_by_label(re.compile("^Commune de travail")).fill("32208")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    assert "compte depuis le 02/05/2016" in main_text(page)
    page.get_by_role("link", name="Ajouter une pièce").click()
    page.get_by_label(re.compile("^Nature")).select_option("register")
    page.get_by_label(re.compile("^Datée du")).fill("2016-05-02")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    assert "Registre du personnel, à vérifier" in main_text(page)
    address = page.url

    page.locator("summary", has_text="Démonstration Opérateur").click()
    page.get_by_role("button", name="Se déconnecter").click()
    demo_site.sign_in(page, "préfecture")
    page.goto(address)
    page.get_by_role("link", name="Accepter").click()
    assert "l’emploi sera vérifié" in main_text(page)
    page.get_by_label(re.compile("^Contrôlée le")).fill("2016-06-01")
    page.get_by_role("button", name="Accepter").click()
    assert "dites pourquoi il n’est saisi qu’aujourd’hui" in main_text(page)
    page.get_by_label(re.compile("^Motif d’une saisie tardive")).fill("Classeur retrouvé")
    page.get_by_role("button", name="Accepter").click()
    assert "La pièce est acceptée : l’emploi est vérifié." in plain(
        page.locator("body").inner_text()
    )
    assert "Registre du personnel, acceptée le" in main_text(page)


def test_a_stranger_to_the_convention_sees_nothing(demo_site: DemoSite, page):
    answer = page.goto(demo_site.url + DASHBOARD)
    assert "/compte/" in page.url
    assert answer is not None
    assert answer.status == 200


def test_the_dashboard_reads_without_script(demo_site: DemoSite, page_without_script):
    page = page_without_script
    demo_site.sign_in(page, "préfecture")
    page.goto(demo_site.url + DASHBOARD)
    text = plain(page.locator("main").inner_text())
    for value in ("1 500 000 €", "263", "145", "102", "109", "8 de retard"):
        assert value in text, value
    assert page.locator(".chart__drawing:visible").count() >= 4


@pytest.mark.skipif(connection.vendor != "sqlite", reason="The pages are the same: read once.")
def test_every_page_is_accessible_and_fits_its_screen(demo_site: DemoSite, page):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import TimeoutError as TooLate

    axe, problems = Axe(), {}
    page.goto(f"{demo_site.url}/compte/login/")
    problems["/compte/login/"] = violations(axe, page)
    # An administrator opens the forms as well.
    demo_site.sign_in(page, "administration")
    for path in PAGES:
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(demo_site.url + path)
        assert answer.status == 200, path
        problems[path] = violations(axe, page)
        page.set_viewport_size({"width": 390, "height": 844})
        try:
            # A chart follows the size of its screen a moment later.
            page.wait_for_function(FITS, timeout=3_000)
        except TooLate:
            problems[path].append("too wide on a telephone")
    page.goto(demo_site.url + PAGES[2])
    problems["telephone"] = violations(axe, page)
    assert not {path: found for path, found in problems.items() if found}


FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


def violations(axe, page) -> list[str]:
    """Return what axe finds on a page, one line a rule."""
    return [
        f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:160]})"
        # Only violations: writing out all that passed would take most of the time.
        for v in axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    ]


BASE = "/conventions/itm-lectoure"
AT = "?au=2015-05-31"
PAGES = (
    "/",
    "/methode/",
    f"{BASE}/{AT}",
    f"{BASE}/methode/",
    f"{BASE}/axes/1/{AT}",
    f"{BASE}/axes/2/{AT}",
    f"{BASE}/axes/3/{AT}",
    f"{BASE}/chiffres/total_jobs/{AT}",
    f"{BASE}/chiffres/creation_rate/{AT}",
    f"{BASE}/projets/{AT}",
    f"{BASE}/emplois/{AT}",
    f"{BASE}/jeunes/{AT}",
    f"{BASE}/prospects/{AT}",
    f"{BASE}/ecritures/{AT}",
    f"{BASE}/comites/{AT}",
    f"{BASE}/communique/{AT}",
    f"{BASE}/graphiques/trajectoire/{AT}",
    f"{BASE}/projets/7/{AT}",
    f"{BASE}/projets/nouveau/",
    f"{BASE}/projets/7/aide/",
    f"{BASE}/projets/7/emploi/",
    f"{BASE}/entreprises/nouvelle/",
    f"{BASE}/etapes/1/modifier/",
    f"{BASE}/pieces/1/retirer/",
    f"{BASE}/ecritures/nouvelle/",
    f"{BASE}/ecritures/1/",
    f"{BASE}/ecritures/1/annuler/",
    f"{BASE}/comites/1/",
    f"{BASE}/comites/1/presences/",
    f"{BASE}/jeunes/1/{AT}",
    f"{BASE}/prospects/1/{AT}",
    f"{BASE}/historique/",
    f"{BASE}/axes/2/historique/",
    f"{BASE}/projets/7/historique/",
    f"{BASE}/projets/7/modifier/",
    f"{BASE}/emplois/1/supprimer/",
    f"{BASE}/comites/1/historique/",
    f"{BASE}/jeunes/1/historique/",
    "/compte/password/change/",
)
