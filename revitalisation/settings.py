"""Settings, all read from the environment; README.md lists the variables."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no environment variable."""
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def count(name: str, default: int) -> int:
    """Read an environment variable that is zero or more."""
    written = os.environ.get(name, str(default))
    if not written.isdecimal():
        raise ImproperlyConfigured(f"La variable d’environnement {name} est un nombre, ou absente.")
    return int(written)


DEBUG = flag("DEBUG")
# Demonstration accounts have published passwords: they exist only where this is set.
DEMONSTRATION = flag("DEMONSTRATION")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if DEMONSTRATION:
    SECRET_KEY = SECRET_KEY or "demonstration-only-never-in-production"
elif not SECRET_KEY:
    raise ImproperlyConfigured(
        "Définissez la variable d’environnement SECRET_KEY (cinquante caractères aléatoires), "
        "ou DEMONSTRATION=1 pour une démonstration sur ce poste."
    )
elif len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure"):
    # Whoever guesses it signs sessions and links that choose a new password.
    raise ImproperlyConfigured(
        "La variable d’environnement SECRET_KEY se devine\u00a0: il lui faut au moins cinquante "
        "caractères, dont dix différents, tirés au hasard."
    )

ALLOWED_HOSTS = [
    host.strip() for host in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1").split(",")
]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]

# What a machine that watches the service sends to the health address.
HEALTH_TOKEN = os.environ.get("HEALTH_TOKEN", "")
if 0 < len(HEALTH_TOKEN) < 32:
    raise ImproperlyConfigured(
        "HEALTH_TOKEN est trop court\u00a0: trente-deux caractères au moins."
    )

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "widget_tweaks",
    "dsfr",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "simple_history",
    "revitalisation.operations",
    "revitalisation.history",
    "revitalisation.accounts",
    "revitalisation.reference",
    "revitalisation.ui",
    "convention",
    "axes.site",
    "axes.business",
    "axes.territory",
    "axes.ledger",
    "axes.beside",
    "axes.decisions",
    "reporting.figures",
    "reporting.charts",
    "reporting.situation",
    "reporting.documents",
    # Its commands invent conventions.
    *(["reporting.workshop"] if DEMONSTRATION else []),
]

MIDDLEWARE = [
    "revitalisation.reading.ReadsOnly",
    "revitalisation.accounts.middleware.PermissionsPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages of tables shrink sixfold. Their length says nothing of the tokens that they hold: each
    # page has its own, and Django adds a random length.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "revitalisation.ui.requests.ReadableRequests",
    "revitalisation.operations.middleware.OnlyWhole",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks for sign-in unless it says otherwise.
    "revitalisation.accounts.middleware.SignInRequired",
    "revitalisation.accounts.middleware.PrivatePages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "revitalisation.accounts.middleware.SecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "revitalisation.ui.refusals.RefusedWrites",
    "revitalisation.ui.stale.StaleWrites",
]

ROOT_URLCONF = "revitalisation.urls"
WSGI_APPLICATION = "revitalisation.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                *(["reporting.workshop.notice.notice"] if DEMONSTRATION else []),
            ],
        },
    }
]
FORM_RENDERER = "revitalisation.ui.rendering.Renderer"

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing, and readers never wait for them. SQLite keeps no order
        # among those who wait: five seconds, the default, may be too few for the unlucky one.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # REPLACE is to fire the triggers of the row that it removes.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA recursive_triggers=ON;",
    }
# Folder of pg_dump and pg_restore, where they are not those of PATH.
POSTGRESQL_PROGRAMS = os.environ.get("POSTGRESQL_PROGRAMS", "")
CACHES = {
    "default": {
        # One for all workers: a code of the second factor that one has accepted is worn for all.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["revitalisation.accounts.backends.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "revitalisation.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {
    "login": "revitalisation.accounts.forms.SignInForm",
    "change_password": "revitalisation.accounts.forms.PasswordChange",
    "reset_password": "revitalisation.accounts.forms.PasswordReset",
}
# Ours know that a whole préfecture has one address: revitalisation.accounts.throttling.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# An administrator gives an account its address: nobody proves theirs.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "revitalisation.accounts.second_factor.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "revitalisation.accounts.forms.Enrolment",
    "authenticate": "revitalisation.accounts.forms.SignInCode",
    "reauthenticate": "revitalisation.accounts.forms.ConfirmationCode",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Revitalisation"

LANGUAGE_CODE = "fr"
# Where libraries use other words than ours.
LOCALE_PATHS = [BASE_DIR / "revitalisation/locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "revitalisation.ui.design.finders.AppsButDesignSystem",
    "revitalisation.ui.design.finders.DesignSystemFinder",
    "reporting.charts.finders.PlotlyFinder",
]
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or DEMONSTRATION
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or DEMONSTRATION

# Without a server, messages are printed in a demonstration and lost elsewhere: they hold links that
# open accounts, and nobody reads those in a log. ``check --deploy`` says so.
EMAIL_BACKEND = "django.core.mail.backends.{}.EmailBackend".format(
    "smtp" if os.environ.get("EMAIL_HOST") else "console" if DEMONSTRATION else "dummy"
)
EMAIL_TIMEOUT = 10
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=True)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "ne-pas-repondre@localhost")

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "bluetooth",
        "browsing-topics",
        "camera",
        "clipboard-read",
        "clipboard-write",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "gamepad",
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "keyboard-map",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "otp-credentials",
        "payment",
        "picture-in-picture",
        "publickey-credentials-create",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "storage-access",
        "sync-xhr",
        "usb",
        "window-management",
        "xr-spatial-tracking",
    )
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

SECURE_SERVED_OVER_HTTPS = not (DEBUG or DEMONSTRATION)
SECURE_SSL_REDIRECT = SECURE_SERVED_OVER_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
# How many proxies of ours stand before the service: the address of a client is the one that the
# outermost of them wrote in X-Forwarded-For.
TRUSTED_PROXIES = count("TRUSTED_PROXIES", default=int(flag("BEHIND_PROXY")))
SESSION_COOKIE_SECURE = SECURE_SERVED_OVER_HTTPS
CSRF_COOKIE_SECURE = SECURE_SERVED_OVER_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SERVED_OVER_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SERVED_OVER_HTTPS
SECURE_HSTS_PRELOAD = SECURE_SERVED_OVER_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# A reason is a sentence.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

DJANGO_TABLES2_TEMPLATE = "ui/table.html"
FILTERS_EMPTY_CHOICE_LABEL = "Tous"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "revitalisation.ui.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["one_line"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
