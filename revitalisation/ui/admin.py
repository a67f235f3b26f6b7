"""What the forms of the administration share."""

from typing import Any

from django.contrib import admin
from dsfr.models import DsfrConfig

MOST_NEW_ROWS = 100

# The design system is drawn by our own template, which reads none of its settings.
admin.site.unregister(DsfrConfig)


class Rows(admin.TabularInline):
    """The rows of a record, in its form: those stored, and a hundred new ones at a time.

    Django makes a form for each row that a request says it has: a thousand take seconds.
    """

    extra = 0

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the set of forms, of as many rows as the record has and may get at once."""
        formset = super().get_formset(request, obj, **kwargs)
        link: Any = formset.fk
        stored = link.model._base_manager.filter(**{link.name: obj}).count()
        formset.max_num = formset.absolute_max = stored + MOST_NEW_ROWS
        return formset
