"""``python -m tests.mutation``: try mutants, then print what became of each kind."""

import argparse
import itertools
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from .mutants import Mutant

PARTS = ("own", "library")


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--part", choices=PARTS, help="our own operators, or cosmic-ray’s")
    parser.add_argument("--only", default="", help="mutants whose description holds this pattern")
    parser.add_argument("--limit", type=int, help="try at most so many, then stop")
    # Tests beyond are left out: what the others do not notice has survived, until more is allowed.
    parser.add_argument(
        "--seconds", type=int, default=40, help="what the tests of a mutant may cost, as recorded"
    )
    parser.add_argument("--score", action="store_true", help="only print what is known")
    parser.add_argument("--list", action="store_true", help="only print the mutants")
    parser.add_argument("modules", nargs="*", help="modules of tests; all, without any")
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.mutation.settings"
    os.environ.setdefault("MUTATION_DATABASE", ":memory:")
    parts = (asked.part,) if asked.part else PARTS
    wanted = re.compile(asked.only)

    def mutants(*named: str) -> Iterator[Mutant]:
        for part in named or parts:
            yield from (m for m in _of(part)() if wanted.search(str(m)))

    if asked.list or asked.score:
        import django

        django.setup()
    if asked.list:
        for mutant in mutants():
            print(mutant)
        return 0
    status = 0
    if not asked.score:
        from . import campaign

        status = campaign.run(mutants, asked.limit, asked.seconds, asked.modules)
    for part in parts:
        _print_score(part, mutants(part))
    return status


def _of(part: str) -> Callable[[], Iterator[Mutant]]:
    if part == "own":
        from .operators import mutants
    else:
        from .library import mutants
    return mutants


def _print_score(part: str, mutants: Iterator[Mutant]) -> None:
    """Print how many mutants of each operator were noticed, and those that were not."""
    from .campaign import NOTICED, answers
    from .equivalents import reason

    count: Counter[tuple[str, str]] = Counter()
    alive = []
    for mutant, answer in answers(mutants):
        outcome = answer["outcome"] if answer else "not run"
        if reason(mutant) and outcome not in NOTICED:
            outcome = "equivalent"
        elif outcome in ("survived", "unreached"):
            alive.append(f"{outcome}: {mutant}")
        count[mutant.operator, "killed" if outcome == "timeout" else outcome] += 1
    print(f"\n{part}")
    for operator, held in itertools.groupby(sorted(count), key=lambda pair: pair[0]):
        told = {outcome: count[operator, outcome] for _, outcome in held}
        tried = sum(n for outcome, n in told.items() if outcome not in ("not run", "equivalent"))
        score = f"{told.get('killed', 0) / tried:.0%}" if tried else "–"
        print(f"  {operator:60} {score:>5}  {', '.join(f'{n} {o}' for o, n in told.items())}")
    print("\n".join(f"  {line}" for line in alive))


if __name__ == "__main__":
    sys.exit(main())
