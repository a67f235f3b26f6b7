"""Settings of a campaign: the database is a file that each mutant has a copy of."""

import os

from tests.settings import *  # noqa: F403

DATABASES["default"]["TEST"] = {"NAME": os.environ["MUTATION_DATABASE"]}  # noqa: F405
