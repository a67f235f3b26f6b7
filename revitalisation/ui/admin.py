"""What the administration does not show."""

from django.contrib import admin
from dsfr.models import DsfrConfig

# The design system is drawn by our own template, which reads none of its settings.
admin.site.unregister(DsfrConfig)
