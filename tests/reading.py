"""What a page says, and what a browser sends of the form that it shows."""

import html
import re

from django import forms

from .forms import hidden_fields
from .test_forms import url


def plain(text: str) -> str:
    """What a page says, with ordinary spaces and without its marks."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", html.unescape(re.sub(r"<[^>]+>", "", text))).strip()


def told(client, page: str, convention, *args) -> str:
    """What the history page of a record says."""
    answer = client.get(url(page, convention, *args))
    assert answer.status_code == 200
    return plain(answer.text)


def fields_of(form_page) -> dict[str, str]:
    """What a browser would send of the form that a page shows."""
    return sent_by(form_page.context["form"]) | hidden_fields(form_page.text)


def sent_by(form) -> dict[str, str]:
    """What a browser sends of a form left as it is."""
    data = {}
    for bound in form:
        value = bound.value()
        if isinstance(bound.field, forms.NullBooleanField):
            data[bound.html_name] = str(value).lower()
        elif isinstance(bound.field.widget, forms.MultiWidget):
            for number, part in enumerate(bound.field.widget.decompress(value)):
                data[f"{bound.html_name}_{number}"] = str(part or "")
        elif value is True:
            data[bound.html_name] = "on"
        elif value is not None and value is not False and value != []:
            data[bound.html_name] = str(bound.field.prepare_value(value))
    return data


def change(client, address: str, **values):
    """Open a form, write ``values`` in it and send it."""
    return client.post(address, fields_of(client.get(address)) | values)
