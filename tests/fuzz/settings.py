"""Settings of a production, but for the demonstration's accounts, its speed and its mails."""

from tests.settings import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["testserver"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# Who tries ten thousand times is stopped: here, the page behind is what is tried.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
ACCOUNT_RATE_LIMITS = False
LOGGING = {"version": 1, "disable_existing_loggers": False}
