#!/usr/bin/env bash
# Toutes les vérifications : outils de lecture du code, puis la suite entière sur chaque base.
#   .ci/test.sh             tout
#   .ci/test.sh lint        sans la suite
# Chaque étape est faite même si une autre échoue ; le résultat tient compte de toutes.
set -uo pipefail
cd "$(dirname "$0")/.."

PYTHON=.venv/bin/python
BIN=.venv/bin
FAILED=()
export PYTHONUNBUFFERED=1
# Sans code compilé, chaque commande relirait des milliers de fichiers.
unset DATABASE_URL DEBUG SECRET_KEY PYTHONDONTWRITEBYTECODE
export DEMONSTRATION=1

step() {
    local title=$1 started=$SECONDS
    shift
    printf '\n━━ %s\n' "$title"
    if "$@"; then
        printf '   %s : fait en %d s\n' "$title" $((SECONDS - started))
    else
        printf '   %s : ÉCHEC\n' "$title"
        FAILED+=("$title")
    fi
}

templates() { [ -z "$(find templates -name '*.html' -print -quit)" ] || $BIN/djlint templates --lint --quiet; }
contracts() {
    local output
    output=$($BIN/lint-imports --no-logo 2>&1) || { printf '%s\n' "$output"; return 1; }
    grep KEPT <<<"$output"
}
deployment() {
    env -u DEMONSTRATION ALLOWED_HOSTS=revitalisation.example DATABASE_URL=sqlite:// \
        EMAIL_HOST=mail.example \
        SECRET_KEY="$($PYTHON -c 'import secrets; print(secrets.token_urlsafe(50))')" \
        $PYTHON manage.py check --deploy --fail-level WARNING
}
suite() { $PYTHON -m pytest -n 2 --quiet -p tests.durations "$@"; }
suite_on_postgresql() { $PYTHON -m tests.postgresql -- $PYTHON -m pytest -n 2 --quiet -p tests.durations; }

step "Règles d’écriture (ruff)" $BIN/ruff check --quiet .
step "Mise en forme (ruff)" $BIN/ruff format --check --quiet .
step "Types (mypy)" $BIN/mypy
step "Gabarits (djlint)" templates
step "Sens des imports (import-linter)" contracts
step "Migrations manquantes" $PYTHON manage.py makemigrations --check --dry-run
step "Vérifications de Django" $PYTHON manage.py check --fail-level WARNING
step "Vérifications de mise en production" deployment
if [ "${1:-}" != lint ]; then
    step "Suite sur SQLite" suite
    step "Suite sur PostgreSQL" suite_on_postgresql
fi

echo
if [ ${#FAILED[@]} -gt 0 ]; then
    printf 'En échec : %s\n' "${FAILED[@]}"
    exit 1
fi
printf 'Tout est vérifié en %d s.\n' "$SECONDS"
