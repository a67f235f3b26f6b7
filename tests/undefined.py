"""A name that a template of ours reads and nobody gave it is a mistake: tests stop on it."""

import sys
from pathlib import Path
from types import FrameType

from django.template.base import Node

OURS = str(Path(__file__).resolve().parent.parent / "templates")


class UndefinedName(Exception):
    """A template of ours reads a name that its context does not hold."""


class Undefined(str):
    """What Django prints for an undefined name: nothing in others’ templates, an error in ours.

    It is the value of ``string_if_invalid``, which Django formats with the name.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        # Django also puts it where a record has no other one beside it: nothing, for « if ».
        return sys._getframe(1).f_code.co_name == "resolve"

    def __mod__(self, name: object) -> str:
        template = _template()
        if template.startswith(OURS):
            raise UndefinedName(f"{name} in {template.removeprefix(OURS)}")
        return ""


def _template() -> str:
    """Return the file whose node is being rendered."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            return str(node.origin.name)
        frame = frame.f_back
    return ""
