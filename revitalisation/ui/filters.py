"""Filters of the list pages: django-filter, with forms and words of ours."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django_filters import FilterSet as FilterSetBase


class FilterForm(forms.Form):
    """A form whose every field may be left empty."""

    all_optional = True


class FilterSet(FilterSetBase):
    """A set of filters read from the address; an empty choice reads « Tous ».

    ``as_of`` is the date of the page, for filters on what a record was by then.
    """

    def __init__(self, *args: Any, as_of: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_of = as_of

    def get_form_class(self) -> type[forms.Form]:
        fields = {name: item.field for name, item in self.filters.items()}
        return type(f"{type(self).__name__}Form", (FilterForm,), fields)


class SearchFilter(django_filters.CharFilter):
    """Every word must be found in one of ``fields`` (paths from the record), whatever its case."""

    def __init__(self, *, fields: list[str], label: str = "Rechercher", **kwargs: Any) -> None:
        super().__init__(label=label, max_length=100, **kwargs)
        self.fields = fields

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        for word in (value or "").split():
            condition = Q()
            for field in self.fields:
                condition |= Q(**{f"{field}__icontains": word})
            qs = qs.filter(condition)
        return qs


class SinceFilter(django_filters.DateFilter):
    """Dates from one day on, that day included."""

    def __init__(self, label: str = "Depuis le", **kwargs: Any) -> None:
        super().__init__(label=label, lookup_expr="gte", **kwargs)


class UntilFilter(django_filters.DateFilter):
    """Dates up to one day, that day included."""

    def __init__(self, label: str = "Jusqu’au", **kwargs: Any) -> None:
        super().__init__(label=label, lookup_expr="lte", **kwargs)


ChoiceFilter = django_filters.ChoiceFilter
ModelChoiceFilter = django_filters.ModelChoiceFilter
NumberFilter = django_filters.NumberFilter
