"""URLs of the site; each app keeps its own."""

from django.contrib import admin
from django.urls import include, path

from revitalisation.operations.health import health

urlpatterns = [
    path("sante/", health, name="health"),
    path("", include("reporting.urls")),
    path("conventions/<slug:slug>/", include("convention.urls")),
    path("conventions/<slug:slug>/", include("axes.urls")),
    path("compte/", include("revitalisation.accounts.urls")),
    path("administration/", admin.site.urls),
]
