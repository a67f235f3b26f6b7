"""Settings of the tests: those of a demonstration, with quick passwords and no scan of files."""

import os

os.environ.setdefault("DEMONSTRATION", "1")

from revitalisation.settings import *  # noqa: F403
from tests.undefined import Undefined

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Look a static file up when asked instead of listing thousands of them for each test client.
WHITENOISE_AUTOREFRESH = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # Rows asked in no order come in the opposite of the usual one: nothing may rely on it.
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA reverse_unordered_selects=ON;"  # noqa: F405
