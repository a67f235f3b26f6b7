"""Dated rows beside a record: what an axis counts, what the contract of a hire becomes."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from axes.business.models import ContractChange
from convention.models import AxisTerms

from .factories import UserFactory


class AxisTermsFactory(DjangoModelFactory):
    """An axis that counts no jobs from an amendment on; ``again``, that counts them once more."""

    class Meta:
        model = AxisTerms

    class Params:
        again = factory.Trait(counts_jobs=True, effective_on=date(2015, 9, 1))

    effective_on = date(2015, 6, 1)
    counts_jobs = False


class ContractChangeFactory(DjangoModelFactory):
    """A hire that becomes permanent, full time, half a year after it was made."""

    class Meta:
        model = ContractChange

    changed_on = factory.LazyAttribute(lambda c: c.job.hired_on + timedelta(days=180))
    contract = "permanent"
    weekly_hours = 35
    recorded_by = factory.SubFactory(UserFactory)
