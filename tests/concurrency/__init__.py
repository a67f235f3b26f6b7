"""Two people at once, against the product served by gunicorn with two workers.

    python -m tests.concurrency --rounds 200
    python -m tests.postgresql -- python -m tests.concurrency --rounds 200

Each form found from the URLs is sent by two people at the same moment, by one of them twice.
"""
