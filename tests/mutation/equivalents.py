"""Mutants that no test can notice, and why: what they change makes no difference to anybody."""

import ast

from .mutants import Mutant, source, tree

# The line as it is (less what silences a linter), what becomes of the text changed, and the reason.
# Where others read the same, the name of its function comes first.
EQUIVALENTS: dict[tuple[str, str], str] = {
    ("for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():", "gte"): (
        "a session that expires now opens nothing any more"
    ),
    ('found.append(last.exclude(**{f"{key}__in": stored.values("pk")}))', ".all()"): (
        "a record that is stored takes the place of what its history knew of it"
    ),
    # What spares the database a look at each day: where it does not, the days are looked at.
    ('condition=f"""(SELECT SUM(CASE WHEN e.dated_on <= NEW.dated_on OR {taken} > 0', "<"): (
        "what was given on that very day is then found by the look at each day"
    ),
    ('(SELECT MAX(t.effective_on) FROM {terms} AND t.effective_on <= {since}), {since})"""', "<"): (
        "the envelope that ends on that very day is compared too, then the look at each day decides"
    ),
    ('return f"""COALESCE((SELECT SUM(CASE WHEN e.dated_on <= {since} OR {rise} > 0', "<"): (
        "what was released on that very day is then found by the look at each day"
    ),
    (
        "for name in self.fields.keys() & set(self.instance.kept_columns()):",
        "set(self.instance.kept_columns())",
    ): "the form of whatever keeps columns asks for all of them",
    ("if left <= day <= right and left < right:", "<"): (
        "at its ends a segment is worth what the points of the line say"
    ),
    ("days = sorted({*(month_ends(start, end) if end >= start else ()), end})", ">"): (
        "on the day of the signature the only month ends on the day itself"
    ),
    ("days = {start, end, *(day for day in self.months if day > start)}", ">="): (
        "the start is one of the days already"
    ),
    ("committee_owed: if situation.as_of < situation.convention.signed_on:", "<="): (
        "on the day of the signature no year has passed"
    ),
    ("_follow_ups_late: if situation.as_of < situation.convention.signed_on:", "<="): (
        "on the day of the signature nobody was hired long enough ago to be followed up"
    ),
    # Each of these alone keeps a stage from being compared with itself.
    ("earlier = others.filter(pk__lt=stage.pk) if stage.pk else others", "lte"): (
        "the stage itself is none of the others"
    ),
    ("later = others.filter(pk__gt=stage.pk) if stage.pk else others.none()", "gte"): (
        "the stage itself is none of the others"
    ),
    (
        "others = ProspectStage.objects.filter(prospect=stage.prospect_id).exclude(pk=stage.pk)",
        ".all()",
    ): "neither those before it nor those after it hold the stage itself",
    ("groups: Project.objects.of(convention)", ".all()"): (
        "the keys asked for are those of rows of the convention already"
    ),
    ("if end < start:", "="): "from a day to itself no month has passed, counted either way",
    ("if end < start:", "<="): "from a day to itself no month has passed, counted either way",
    ('condition="""NEW.hired_on > OLD.hired_on AND EXISTS (', ">="): (
        "a hire that stays where it is follows no follow-up: its row was accepted already"
    ),
    ('condition="""(NEW.amount < OLD.amount OR NEW.kind <> OLD.kind) AND (', "<="): (
        "a loan that stays as it is covers the instalments that were accepted under it"
    ),
}


def reason(mutant: Mutant) -> str:
    """Say why a mutant is the same product; nothing where it is not."""
    # What is added at the end of a file is on no line of it.
    line = [*source(mutant.path).splitlines(), ""][mutant.line - 1].strip()
    line = line.partition("  # noqa")[0]
    found = EQUIVALENTS.get((line, mutant.to), "")
    return found or EQUIVALENTS.get((f"{_function(mutant)}: {line}", mutant.to), "")


def _function(mutant: Mutant) -> str:
    """Return the name of the innermost function that a mutant is in."""
    if not mutant.path.endswith(".py"):
        return ""
    held = [
        node.name
        for node in ast.walk(tree(mutant.path))
        if isinstance(node, ast.FunctionDef)
        and node.lineno <= mutant.line <= (node.end_lineno or 0)
    ]
    return held[-1] if held else ""
