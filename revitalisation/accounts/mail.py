"""Messages about accounts leave after the answer: its time does not tell whether one was sent."""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)
# Threads of a pool are waited for when the process ends: a message on its way is sent.
_out = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def post(message: EmailMessage) -> None:
    """Send ``message`` behind the request, and return at once."""
    _out.submit(_send, message)


def wait() -> None:
    """Return when every message posted so far has left."""
    _out.submit(int).result()


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception as failure:
        # Neither the address nor the text, which may hold a link that opens an account.
        logger.error("Un message n’a pas pu être envoyé (%s).", type(failure).__name__)
