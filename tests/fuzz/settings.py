"""Settings of a production, but for the demonstration's accounts, its speed and its mails."""

from tests.settings import *  # noqa: F403

DEBUG = False
# A service prints nothing for a name that a template does not know; tests stop on it elsewhere.
TEMPLATES[0]["OPTIONS"].pop("string_if_invalid", None)  # noqa: F405
ALLOWED_HOSTS = ["testserver"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# Who tries ten thousand times is stopped: here, the page behind is what is tried.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
ACCOUNT_RATE_LIMITS = False
LOGGING = {"version": 1, "disable_existing_loggers": False}
