# « make » seul affiche la liste des commandes.
MAKEFLAGS += --no-print-directory
PYTHON := .venv/bin/python
PORT ?= 8000
export PORT

.PHONY: help setup demo test quick lint format fuzz mutation benchmark concurrency clean
.DEFAULT_GOAL := help

help: ## Affiche cette liste
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: .venv/.ready ## Prépare .venv et les bibliothèques du poste
	@:

.venv/.ready: pyproject.toml uv.lock .ci/setup.sh
	@bash .ci/setup.sh
	@touch $@

demo: setup ## Charge la démonstration, écrit ses documents et la sert (PORT=8000)
	@bash .ci/demo.sh

test: setup ## Vérifie tout, sur SQLite et sur PostgreSQL
	@bash .ci/setup.sh tests
	@bash .ci/test.sh

quick: setup ## Les essais du domaine, en deux minutes : SQLite, ni navigateur, ni PDF, ni essai lent ou simultané
	@env -u DATABASE_URL DEMONSTRATION=1 $(PYTHON) -m pytest -n 2 --quiet -p tests.quick

lint: setup ## Vérifie le code sans lancer la suite
	@bash .ci/test.sh lint

format: setup ## Met le code en forme
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .

fuzz: setup ## Envoie des milliers de demandes impossibles, sur SQLite puis sur PostgreSQL
	@env -u DATABASE_URL $(PYTHON) -m tests.fuzz
	@env -u DATABASE_URL $(PYTHON) -m tests.postgresql -- $(PYTHON) -m tests.fuzz

mutation: setup ## De petites fautes dans le code, une à une : un essai les voit-il ? (PART=own|library ONLY=motif LIMIT=n)
	@env -u DATABASE_URL DEMONSTRATION=1 $(PYTHON) -m tests.mutation \
		$(if $(PART),--part $(PART)) $(if $(ONLY),--only '$(ONLY)') $(if $(LIMIT),--limit $(LIMIT))

benchmark: setup ## Mesure les temps de réponse et le poids des pages, sur SQLite puis sur PostgreSQL
	@env -u DATABASE_URL DEMONSTRATION=1 $(PYTHON) manage.py benchmark
	@env DEMONSTRATION=1 $(PYTHON) -m tests.postgresql -- $(PYTHON) manage.py benchmark

concurrency: setup ## Deux personnes à la fois sur chaque formulaire (ROUNDS=200), sur les deux bases
	@bash .ci/setup.sh tests
	@env -u DATABASE_URL DEMONSTRATION=1 $(PYTHON) -m tests.concurrency --rounds $(or $(ROUNDS),200)
	@env DEMONSTRATION=1 $(PYTHON) -m tests.postgresql -- $(PYTHON) -m tests.concurrency --rounds $(or $(ROUNDS),200)

clean: ## Efface .venv, out et la base de démonstration, après confirmation
	@printf 'Effacer .venv, out et db.sqlite3 (ce qui a été saisi sera perdu) ? [o/N] '; \
	read -r answer || answer=n; \
	case "$$answer" in \
		o|O|oui) rm -rf .venv out staticfiles db.sqlite3 db.sqlite3-wal db.sqlite3-shm \
			.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache; \
			echo 'Effacé.' ;; \
		*) echo 'Rien n’a été effacé.' ;; \
	esac
