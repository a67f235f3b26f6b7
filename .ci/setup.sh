#!/usr/bin/env bash
# Prépare le poste : .venv et ses dépendances verrouillées, puis les bibliothèques de WeasyPrint.
#   .ci/setup.sh         ce dont la démonstration et les essais ont besoin
#   .ci/setup.sh tests   ce dont seuls les essais ont besoin : un navigateur, PostgreSQL
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON=.venv/bin/python
UV=.venv/uv/bin/uv
WEASYPRINT_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1)

say() { printf '▸ %s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# Installe des paquets Debian ; échoue sans rien dire quand ce poste ne le permet pas.
install_packages() {
    may_install || return 1
    say "Installation de $* par apt"
    local log
    log=$(mktemp)
    # Les listes d’un poste neuf sont vides, celles d’un vieux poste périmées.
    if as_root env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get update -q && apt-get install -q -y --no-install-recommends "$@"' sh "$@" \
        >"$log" 2>&1 </dev/null; then
        rm -f "$log"
    else
        tail -n 5 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

supported() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if command -v "$name" >/dev/null && supported "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

make_environment() {
    if [ -x $PYTHON ] && supported $PYTHON; then return; fi
    local python
    python=$(find_python) || stop "Il faut Python 3.11 ou plus récent : installez le paquet python3."
    say "Environnement Python dans .venv ($("$python" --version))"
    rm -rf .venv
    "$python" -m venv --without-pip .venv
}

# uv vit à part dans .venv/uv : « uv sync » retire de .venv tout ce qui n’est pas verrouillé.
install_uv() {
    if [ -x $UV ] && $UV --version >/dev/null 2>&1; then return; fi
    say "Installation de uv"
    local target=(--quiet --target .venv/uv --upgrade 'uv>=0.9')
    export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
    if ! $PYTHON -m pip --version >/dev/null 2>&1 && ! $PYTHON -m ensurepip >/dev/null 2>&1; then
        # Debian sépare venv et pip de Python.
        install_packages python3-venv || stop \
            "Il manque un paquet à ce poste : installez python3-venv (apt-get install python3-venv)."
        rm -rf .venv
        make_environment
        $PYTHON -m ensurepip >/dev/null
    fi
    $PYTHON -m pip install "${target[@]}" || stop \
        "uv n’a pas pu être installé : vérifiez l’accès de pip au dépôt de paquets Python."
}

install_dependencies() {
    say "Dépendances verrouillées (uv)"
    export UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT="$PWD/.venv"
    unset VIRTUAL_ENV
    # Derrière un mandataire qui rechiffre, seuls les certificats du poste sont les bons.
    if [ -s /etc/ssl/certs/ca-certificates.crt ]; then export UV_SYSTEM_CERTS=1; fi
    local mirror
    mirror=${PIP_INDEX_URL:-$(python_index)}
    if [ -z "$mirror" ] || [ -n "${UV_DEFAULT_INDEX:-}" ]; then
        $UV sync --locked --quiet
        return
    fi
    # pip passe ici par un miroir, que le verrou ne connaît pas : mêmes versions, mêmes empreintes.
    local requirements
    requirements=$(mktemp)
    $UV export --frozen --quiet --no-emit-project --output-file "$requirements" >/dev/null
    $UV pip sync --quiet --python $PYTHON --require-hashes --default-index "$mirror" "$requirements"
    rm -f "$requirements"
}

# Adresse du miroir que la configuration de pip impose à ce poste, s’il y en a un.
python_index() {
    $PYTHON -m pip config get global.index-url 2>/dev/null \
        || python3 -m pip config get global.index-url 2>/dev/null || true
}

draws_pdf() {
    $PYTHON -W error -c 'import weasyprint' >/dev/null 2>&1
}

install_weasyprint_libraries() {
    if draws_pdf; then return; fi
    install_packages "${WEASYPRINT_PACKAGES[@]}" || stop \
        "WeasyPrint a besoin de bibliothèques absentes de ce poste : installez les paquets ${WEASYPRINT_PACKAGES[*]} (apt-get install ${WEASYPRINT_PACKAGES[*]})."
    draws_pdf || $PYTHON -c 'import weasyprint' >/dev/null || stop \
        "WeasyPrint ne démarre pas sur ce poste malgré ses bibliothèques : voyez le message ci-dessus."
}

install_chromium() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" >/dev/null; then return; fi
    done
    install_packages chromium || say \
        "Chromium est absent et n’a pas pu être installé (apt-get install chromium) : les essais dans un navigateur seront passés."
}

# pgserver n’existe pas pour Python 3.13 ni pour ARM : le paquet de Debian le remplace.
install_postgresql() {
    if $PYTHON -c 'import sys; from tests.postgresql import available; sys.exit(not available())'; then
        return
    fi
    install_packages postgresql || say \
        "PostgreSQL est absent et n’a pas pu être installé (apt-get install postgresql) : sa suite échouera."
}

case "${1:-}" in
    tests)
        install_chromium
        install_postgresql
        ;;
    "")
        make_environment
        install_uv
        install_dependencies
        install_weasyprint_libraries
        ;;
    *) stop "Usage : .ci/setup.sh [tests]" ;;
esac
