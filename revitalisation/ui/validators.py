"""Validators made from python-stdnum, with our own sentences."""

from collections.abc import Callable
from types import ModuleType

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible


@deconstructible
class NumberValidator:
    """Refuse a number whose length or check digit is wrong, saying what to do.

    ``module`` is the dotted name of a python-stdnum module having ``is_valid``.
    """

    def __init__(self, module: str, message: str) -> None:
        self.module = module
        self.message = message

    def __call__(self, value: str) -> None:
        from importlib import import_module

        if not value.isdigit() or not import_module(self.module).is_valid(value):
            raise ValidationError(self.message, code="invalid_number")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NumberValidator) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


def stdnum_validator(module: ModuleType, message: str) -> Callable[[str], None]:
    """Return the validator for one python-stdnum module."""
    return NumberValidator(module.__name__, message)
