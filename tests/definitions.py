"""What each indicator computed under each version of its definition: a table kept beside the tests.

``python -m tests.definitions`` writes the table again. It refuses an indicator that computes
something else under the version it had, unless ``--same CODE`` says that only its writing changed
(a column renamed, a query turned round).
"""

import argparse
import hashlib
import json
import sys
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_suffix(".json")
STAND_IN = date(2600, 1, 1)
# What it is called, where it is shown and to whom is no part of what an indicator computes.
NAMES = {"code", "label", "version", "published", "people", "shown", "broken_down", "apart"}
# Declared since: where they say nothing, nothing else is computed than before.
OPTIONAL = {"rests_on"}
# These are in the statement.
COMPILED = {"fact", "when", "measure", "known"}


def computed(declared: Any) -> str:
    """Write all that decides an indicator’s value, the same on every database."""
    from reporting.figures.indicators import Indicator

    parts: dict[str, Any] = {"kind": type(declared).__name__}
    for field in fields(declared):
        if field.name not in NAMES | COMPILED:
            value = getattr(declared, field.name)
            if field.name in OPTIONAL and not value:
                continue
            parts[field.name] = sorted(value) if isinstance(value, frozenset) else value
    if isinstance(declared, Indicator):
        parts["measured"] = _asked(replace(declared, known=None))
        if declared.known is not None:
            # Of which rows it is asked is the base’s own definition.
            known = declared.known
            parts["known"] = _asked(replace(declared, known=None, when=lambda as_of: known))
    return json.dumps(parts, sort_keys=True, default=str)


def _asked(indicator: Any) -> list[Any]:
    from reporting.figures.aggregates import compiled

    sql, params = compiled(indicator, STAND_IN)
    return [sql, [str(param) for param in params]]


def fingerprints() -> dict[str, dict[str, Any]]:
    """Return, by code, the version and the fingerprint of what is computed."""
    from reporting.figures.registry import REGISTRY

    return {
        code: {
            "version": declared.version,
            "computes": hashlib.sha256(computed(declared).encode()).hexdigest()[:16],
        }
        for code, declared in REGISTRY.items()
    }


def kept() -> dict[str, dict[str, Any]]:
    """Return the table as it was written last."""
    found: dict[str, dict[str, Any]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def unnoticed(now: dict[str, dict[str, Any]], then: dict[str, dict[str, Any]]) -> list[str]:
    """Return the codes that compute something else under the version they had, or an older one."""
    return [
        code
        for code, line in now.items()
        if code in then and line != then[code] and (line["version"] <= then[code]["version"])
    ]


def main() -> int:
    """Write the table, or say what forbids it."""
    import django

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--same", action="append", default=[], metavar="CODE")
    same = parser.parse_args().same
    django.setup()
    now = fingerprints()
    refused = [c for c in unnoticed(now, kept() if TABLE.exists() else {}) if c not in same]
    for code in refused:
        sys.stderr.write(f"{code} computes something else: raise its version, or --same {code}.\n")
    if not refused:
        TABLE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    return bool(refused)


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    raise SystemExit(main())
