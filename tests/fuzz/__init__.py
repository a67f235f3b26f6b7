"""Odd requests by the thousand, on a database of the demonstration that nobody keeps.

    python -m tests.fuzz                                    SQLite
    python -m tests.postgresql -- python -m tests.fuzz      PostgreSQL
    python -m tests.fuzz --seed 8 --round 12                one round again

Every address is found from the URLs, and asked for with every method by everyone; every form is
read from its page, filled in, and sent with one or a few fields that no person would type. A round
begins with the demonstration as it was, so that one round is enough to see a finding again.
"""
