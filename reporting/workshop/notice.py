"""What the pages with numbers say of a demonstration."""

from django.http import HttpRequest

from .demonstration import INVENTED, NOTICE
from .demonstration.contract import SLUG


def notice(request: HttpRequest) -> dict[str, str]:
    """Give every template the sentence that says this is a demonstration.

    The press release is of one convention: on the pages of the others it would be about nothing.
    """
    match = request.resolver_match
    is_lectoure = match is not None and match.kwargs.get("slug") == SLUG
    return {"notice": NOTICE if is_lectoure else INVENTED}
