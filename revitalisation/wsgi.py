"""WSGI entry point, served by gunicorn."""

import os
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "revitalisation.settings")


class Request(WSGIRequest):
    """A request whose charset nobody reads before ``ReadableRequests``, which has an answer.

    Django decodes the address in it at once, before any page of an error can be made: a codec
    that is not one of text (« rot13 ») would be an error of the server.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except (LookupError, ValueError):
            self._encoding = None


application = get_wsgi_application()
application.request_class = Request
