"""WSGI entry point, served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "revitalisation.settings")

application = get_wsgi_application()

from revitalisation.operations.middleware import OnlyWhole  # noqa: E402 - once Django is set up

# Said in the log when the service starts, not when someone first asks for a page.
OnlyWhole.looks_whole()
