"""URLs of the site; each app keeps its own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from revitalisation.operations.health import health

admin.site.site_header = admin.site.site_title = "Administration de Revitalisation"
# One door: passwords and second factors are asked on the pages of sign-in, and nowhere else.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.password_change = RedirectView.as_view(  # type: ignore[assignment,method-assign]
    pattern_name="account_change_password"
)

urlpatterns = [
    path("sante/", health, name="health"),
    path("", include("reporting.urls")),
    path("conventions/<slug:slug>/", include("convention.urls")),
    path("conventions/<slug:slug>/", include("axes.urls")),
    path("compte/", include("revitalisation.accounts.urls")),
    path("administration/", admin.site.urls),
]
