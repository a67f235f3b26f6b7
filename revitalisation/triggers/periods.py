"""Rows that hold for a while: no two about the same on one day."""


def overlaps(
    table: str, about: tuple[str, ...], begins: str, ends: str, *, last_is_within: bool = False
) -> str:
    """Return the condition that another row about the same holds on some day of NEW.

    An empty first day is from always, an empty end is never; the end is the first day without,
    or else the last day within. The trigger fires AFTER: the key of NEW is known then.
    """
    before = "<=" if last_is_within else "<"
    same = " AND ".join(f"o.{column} = NEW.{column}" for column in about)
    meets = " AND ".join(
        f"({one}.{ends} IS NULL OR {two}.{begins} IS NULL OR {two}.{begins} {before} {one}.{ends})"
        for one, two in (("o", "NEW"), ("NEW", "o"))
    )
    return f"EXISTS (SELECT 1 FROM {table} o WHERE {same} AND o.id <> NEW.id AND {meets})"  # noqa: S608
