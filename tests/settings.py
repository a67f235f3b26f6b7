"""Settings of the tests: those of a demonstration, with quick passwords and no scan of files."""

import os

os.environ.setdefault("DEMONSTRATION", "1")

from revitalisation.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Look a static file up when asked instead of listing thousands of them for each test client.
WHITENOISE_AUTOREFRESH = True
