"""What the log keeps of requests."""

import logging

LONGEST_LINE = 300


class OneLine(logging.Filter):
    """Keeps a refused request to one line of the log: who sends thousands must not fill it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            text = record.getMessage()
            record.exc_info = record.exc_text = record.stack_info = None
            record.msg, record.args = text[:LONGEST_LINE], ()
        return True
