"""The schedule of a loan: constant capital after the deferral, interest on what is left."""

from fractions import Fraction

from convention.calendar import add_months

from .models import Aid, LoanInstalment


def instalments(aid: Aid, every: int) -> list[LoanInstalment]:
    """Return the instalments of a loan, due ``every`` so many months and at its end.

    Capital, in euro cents, is the same each time but for the last, which takes what division left.
    Interest is the yearly rate over the months since the previous one; during the deferral it is
    due alone, and nothing is where it is zero.
    """
    rate, term, deferral = Fraction(aid.rate or 0) / 100, aid.term or 0, aid.deferral or 0
    months = sorted({*range(every, term, every), term})
    repaying = sum(month > deferral for month in months)
    left, previous = aid.amount, 0
    found: list[LoanInstalment] = []
    for month in months:
        interest = round(left * rate * (month - previous) / 12)
        principal = 0
        if month > deferral:
            principal = left if month == term else aid.amount // repaying
        if principal or interest:
            found.append(
                LoanInstalment(
                    aid=aid,
                    number=len(found) + 1,
                    due_on=add_months(aid.granted_on, month),
                    principal=principal,
                    interest=interest,
                )
            )
        left, previous = left - principal, month
    return found


def write(aid: Aid) -> None:
    """Store the schedule of a loan that has none; it follows from the loan, whose history tells."""
    LoanInstalment.objects.bulk_create(instalments(aid, aid.every or aid.term or 1))


def forget(aid: Aid) -> None:
    """Remove the schedule of an aid, if it is stored and has one; the aid is held from then on."""
    if aid.pk:
        list(Aid.objects.select_for_update(no_key=True).filter(pk=aid.pk).values_list("pk"))
        aid.instalments.all().delete()
