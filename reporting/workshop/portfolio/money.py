"""The ledger of an invented convention: committed, paid, then repaid or released."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from axes.business.models import Aid, LoanInstalment, Project
from axes.ledger.models import LedgerEntry
from convention.calendar import add_months
from convention.models import Measure
from revitalisation.accounts.models import User

from .batch import Batch
from .contract import Contract
from .shapes import LAST_DAY, percent

Kind = LedgerEntry.Kind
LOAN_TERM, LOAN_DEFERRAL, INSTALMENT_EVERY = 60, 6, 6
# Amounts are rounded to ten euros; smaller grants are not made.
ROUNDING = 1_000


@dataclass
class Ledger:
    """Writes the entries of one convention."""

    random: Random
    batch: Batch
    contract: Contract
    recorded_by: User

    def measures(self) -> None:
        """Commit what is not an aid to a company at signature and pay it twice a year."""
        signed_on, months = self.contract.shape.signed_on, self.contract.shape.months
        for kind, measure in self.contract.measures.items():
            budget = self.contract.left[kind] // ROUNDING * ROUNDING
            if kind in (Measure.Kind.SUBSIDY_FUND, Measure.Kind.LOAN_FUND) or not budget:
                continue
            self._entry(measure, None, Kind.COMMITTED, signed_on, budget)
            times = months // 6
            for time in range(1, times + 1):
                self._entry(
                    measure, None, Kind.PAID, add_months(signed_on, 6 * time), budget // times
                )

    def aid(self, project: Project, share: float, granted_on: date, left_on: date | None) -> None:
        """Grant a project its ``share`` of what companies may have, and move the money.

        What is not paid by the day on which the project is withdrawn is released.
        """
        has_loan = "loan_fund" in self.contract.measures and percent(self.random, 30)
        kind = Measure.Kind.LOAN_FUND if has_loan else Measure.Kind.SUBSIDY_FUND
        wanted = int(self.contract.left[kind] * share * self.random.uniform(0.5, 1))
        amount = wanted // ROUNDING * ROUNDING
        if not amount:
            return
        measure = self.contract.measures[kind]
        aid = self.batch.add(
            Aid(
                project=project,
                measure=measure,
                kind=Aid.Kind.LOAN if has_loan else Aid.Kind.SUBSIDY,
                granted_on=granted_on,
                amount=amount,
                rate=Decimal(self.random.randrange(5)) / 10 if has_loan else None,
                term=LOAN_TERM if has_loan else None,
                deferral=LOAN_DEFERRAL if has_loan else None,
                every=INSTALMENT_EVERY if has_loan else None,
            )
        )
        self._entry(measure, aid, Kind.COMMITTED, granted_on, amount)
        paid = self._pay(aid, left_on or LAST_DAY)
        if left_on is not None and paid < amount:
            self._entry(measure, aid, Kind.RELEASED, left_on, amount - paid)
        if has_loan:
            self._repay(aid, paid)

    def _pay(self, aid: Aid, until: date) -> int:
        """Pay an aid, a loan at once and a subsidy on proof; return what was paid."""
        paid = 0
        parts = [aid.amount] if aid.kind == Aid.Kind.LOAN else [aid.amount * 6 // 10]
        if aid.kind != Aid.Kind.LOAN and percent(self.random, 75):
            parts.append(aid.amount - parts[0])
        day = aid.granted_on
        for part in parts:
            day += timedelta(days=self.random.randrange(40, 250))
            if day > until:
                break
            entry = self._entry(aid.measure, aid, Kind.PAID, day, part)
            paid += part
            if percent(self.random, 1) and day + timedelta(days=9) <= until:
                day += timedelta(days=9)
                self._entry(aid.measure, aid, Kind.PAID, day, -part, reverses=entry)
                paid -= part
        return paid

    def _repay(self, aid: Aid, paid: int) -> None:
        """Write the schedule of a loan, and what came back by the last day if it was paid."""
        dates = range(LOAN_DEFERRAL + INSTALMENT_EVERY, LOAN_TERM + 1, INSTALMENT_EVERY)
        part = aid.amount // len(dates)
        for number, months in enumerate(dates, 1):
            # A year's head start: the loan is paid some months after it is granted.
            day = add_months(aid.granted_on, 12 + months)
            principal = part if number < len(dates) else aid.amount - part * (len(dates) - 1)
            self.batch.add(LoanInstalment(aid=aid, number=number, due_on=day, principal=principal))
            if paid == aid.amount and day <= LAST_DAY and percent(self.random, 97):
                self._entry(aid.measure, aid, Kind.REPAID, day, principal)

    def _entry(
        self,
        measure: Measure,
        aid: Aid | None,
        kind: str,
        day: date,
        amount: int,
        reverses: LedgerEntry | None = None,
    ) -> LedgerEntry:
        entry = LedgerEntry(
            measure=measure,
            aid=aid,
            kind=kind,
            dated_on=day,
            amount=amount,
            label="Contre-écriture fictive" if reverses else "Écriture fictive",
            reverses=reverses,
            recorded_by=self.recorded_by,
        )
        if day <= LAST_DAY:
            self.batch.add(entry)
        return entry
