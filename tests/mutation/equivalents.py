"""Mutants that no test can notice, and why: what they change makes no difference to anybody."""

from .mutants import Mutant, source

# The line as it is, what becomes of the text changed in it, and the reason.
EQUIVALENTS: dict[tuple[str, str], str] = {
    ("for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():", "gte"): (
        "a session that expires now opens nothing any more"
    ),
    ('found.append(last.exclude(**{f"{key}__in": stored.values("pk")}))', ".all()"): (
        "a record that is stored takes the place of what its history knew of it"
    ),
    ("if end < start:", "<="): "from a day to itself no month has passed, counted either way",
    ('condition="""NEW.signed_on > OLD.signed_on AND EXISTS (', ">="): (
        "a signature that stays where it is follows no hire: its row was accepted already"
    ),
    ('condition="""(NEW.amount < OLD.amount OR NEW.kind <> OLD.kind) AND (', "<="): (
        "a loan that stays as it is covers the instalments that were accepted under it"
    ),
}


def reason(mutant: Mutant) -> str:
    """Say why a mutant is the same product; nothing where it is not."""
    # What is added at the end of a file is on no line of it.
    line = [*source(mutant.path).splitlines(), ""][mutant.line - 1].strip()
    return EQUIVALENTS.get((line, mutant.to), "")
