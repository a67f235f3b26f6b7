#!/usr/bin/env bash
# Charge la démonstration de Lectoure, écrit ses documents dans out/ et la sert sur ce poste.
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON=.venv/bin/python
PORT=${PORT:-8000}
AS_OF=2015-05-31

# Une démonstration ne touche jamais une autre base que la sienne.
# Le code compilé est gardé : le site démarre en une seconde.
unset DATABASE_URL PYTHONDONTWRITEBYTECODE
export DEMONSTRATION=1 DJANGO_SETTINGS_MODULE=revitalisation.settings

$PYTHON - "$PORT" <<'PYTHON' || exit 1
import socket
import sys

try:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", int(sys.argv[1])))
except (ValueError, OverflowError):
    sys.exit(f"« {sys.argv[1]} » n’est pas un numéro de port (1 à 65535).")
except PermissionError:
    sys.exit(f"Le port {sys.argv[1]} est réservé : choisissez-en un autre, PORT=8001 make demo.")
except OSError:
    sys.exit(f"Le port {sys.argv[1]} est déjà pris : choisissez-en un autre, PORT=8001 make demo.")
PYTHON

mkdir -p out
$PYTHON manage.py migrate --verbosity 0
$PYTHON manage.py demo
$PYTHON manage.py report itm-lectoure --as-of $AS_OF --output out/report.pdf
# Écrit à côté puis renommé : un échec ne laisse pas un communiqué vide.
$PYTHON manage.py communique itm-lectoure --as-of $AS_OF >out/communique.txt.new
mv out/communique.txt.new out/communique.txt

cat <<FIN

Situation au 31 mai 2015, bilan à mi-parcours :
  rapport        out/report.pdf
  communiqué     out/communique.txt
  tableau        http://127.0.0.1:$PORT/conventions/itm-lectoure/?au=$AS_OF

Le site répond sur ce poste seulement ; Ctrl+C l’arrête.
FIN
# WhiteNoise cherche un dossier que seule la mise en production remplit.
export PYTHONWARNINGS="ignore:No directory at"
exec $PYTHON -m gunicorn revitalisation.wsgi --config revitalisation/serving.py \
    --bind "127.0.0.1:$PORT" --threads 4 --log-level warning
