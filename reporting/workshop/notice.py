"""What the pages with numbers say of a demonstration."""

from django.http import HttpRequest

from .demonstration import NOTICE


def notice(request: HttpRequest) -> dict[str, str]:
    """Give every template the sentence that says this is a demonstration."""
    return {"notice": NOTICE}
