"""Changed code put in the place of the other, in a process that has loaded everything already."""

import gc
import importlib
import sys
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from django.apps import apps
from django.db import models
from django.template import engines

from .mutants import PACKAGES, ROOT, Mutant, source


class Elsewhere(Exception):
    """The change is made of what is read once, at import: only a new process would see it."""


class Refused(Exception):
    """The changed module cannot even be read."""


def graft(mutant: Mutant, scratch: Path) -> None:
    """Make the mutant what runs here. Raises Elsewhere, and Refused where it is no Python."""
    if mutant.path.endswith(".html"):
        _template(mutant, scratch)
        return
    # Refusals are made at import, by functions too.
    if not _functions(mutant) or hasattr(module_of(mutant.path), "REFUSALS"):
        _values(mutant)
    forget()


def caches() -> list[Any]:
    """Return what the product keeps of its answers."""
    # By ``type``: what is lazy would wake up to tell its class.
    return [
        kept
        for kept in gc.get_objects()
        if type(kept) is _lru_cache_wrapper and _is_ours(kept.__module__)
    ]


def forget() -> None:
    """Empty the caches of the product: they hold what the other code answered."""
    for kept in caches():
        kept.cache_clear()


def module_of(path: str) -> ModuleType:
    """Return the module that a file is."""
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return sys.modules.get(name) or importlib.import_module(name)


def _is_ours(name: str | None) -> bool:
    return (name or "").partition(".")[0] in PACKAGES


def _functions(mutant: Mutant) -> bool:
    """Change the code of functions, the same objects; say whether all the change is in some."""
    file = str(ROOT / mutant.path)
    try:
        old, new = (compile(text, file, "exec") for text in (source(mutant.path), mutant.source))
    except SyntaxError as error:
        raise Refused from error
    pairs: dict[Any, CodeType] = dict(_changed(old, new, top=True))
    if None in pairs:
        return False
    found: dict[CodeType, list[FunctionType]] = {code: [] for code in pairs}
    for function in gc.get_objects():
        if type(function) is FunctionType and function.__code__.co_filename == file:
            for code in pairs:
                if function.__code__ == code:
                    found[code].append(function)
    if not any(found.values()):
        return False
    for code, functions in found.items():
        for function in functions:
            function.__code__ = pairs[code]
    return True


def _changed(old: CodeType, new: CodeType, *, top: bool) -> Iterator[tuple[CodeType | None, Any]]:
    """Yield the functions that differ, innermost too; None where it is not in a function."""
    is_run_at_import = top or not old.co_flags & 1  # a module, the body of a class
    before, after = ([c for c in code.co_consts if isinstance(c, CodeType)] for code in (old, new))
    own = [
        (
            c.co_code,
            c.co_names,
            [k for k in c.co_consts if not isinstance(k, CodeType)],
            c.co_freevars,
        )
        for c in (old, new)
    ]
    if len(before) != len(after) or own[0] != own[1]:
        yield (None, None) if is_run_at_import else (old, new)
        return
    inner = [
        pair
        for one, other in zip(before, after, strict=True)
        if one != other
        for pair in _changed(one, other, top=False)
    ]
    yield from inner
    if inner and not is_run_at_import:
        yield old, new


def _values(mutant: Mutant) -> None:
    """Give the values that a module and its classes hold those that the mutant would give them."""
    live = module_of(mutant.path)
    made = {
        held for held in vars(live).values()
        if isinstance(held, type) and issubclass(held, models.Model)
        and held.__module__ == live.__name__
    }  # fmt: skip
    if made or "admin" in live.__name__ or "declarations" in live.__name__:
        raise Elsewhere  # they are registered as they are made
    other = {"__name__": live.__name__, "__package__": live.__package__, "__file__": live.__file__}
    try:
        exec(compile(mutant.source, live.__file__ or "", "exec"), other)  # noqa: S102
    except Exception as error:
        raise Refused from error
    if "REFUSALS" in other:
        _refusals(live, other["REFUSALS"])
        return
    if not sum(_given(name, held, other, live) for name, held in list(vars(live).items())):
        raise Elsewhere


def _refusals(live: ModuleType, refusals: Any) -> None:
    from revitalisation import triggers

    config = apps.get_containing_app_config(live.__name__)
    if not isinstance(config, triggers.GuardedApp):
        raise Elsewhere
    config.refusals = refusals
    triggers.declared.cache_clear()
    triggers.create("default")


def _given(name: str, held: Any, other: dict[str, Any], live: ModuleType) -> int:
    if name.startswith("__") or name not in other:
        return 0
    new = other[name]
    if isinstance(held, type) and held.__module__ == live.__name__:
        return sum(
            _set(held, key, vars(new).get(key))
            for key, value in list(vars(held).items())
            if _is_plain(value) and key in vars(new) and not key.startswith("__")
        )
    if isinstance(held, dict) and held != new and all(map(_is_plain, new.values())):
        held.update(new)
        return 1
    if _is_plain(held) and held != new:
        for module in list(sys.modules.values()):  # and those that imported it by its name
            if vars(module).get(name) is held:
                setattr(module, name, new)
        return 1
    return 0


def _set(held: type, key: str, value: Any) -> int:
    if vars(held)[key] == value:
        return 0
    setattr(held, key, value)
    return 1


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | tuple | frozenset)


def _template(mutant: Mutant, scratch: Path) -> None:
    place = scratch / Path(mutant.path).relative_to("templates")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(mutant.source)
    for backend in engines.all():
        engine = backend.engine
        engine.dirs = [scratch, *engine.dirs]
        for loader in engine.template_loaders:
            loader.reset()
