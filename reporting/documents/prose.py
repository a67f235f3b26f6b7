"""Sentences that know which of their words are figures: read as text, or with links to the rows."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter
from typing import NamedTuple

from reporting.figures.values import Figure

WIDTH = 100


class Said(NamedTuple):
    """Words of a sentence, and the figure they say, if they say one."""

    words: str
    figure: Figure | None = None


@dataclass(frozen=True)
class Text:
    """A run of words; an empty one says nothing and is left out."""

    parts: tuple[Said, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __str__(self) -> str:
        return "".join(part.words for part in self.parts)

    def __add__(self, other: "Text") -> "Text":
        return Text(self.parts + other.parts)

    @property
    def figures(self) -> list[Figure]:
        """The figures said, in the order of the words, each once."""
        said = {p.figure.code: p.figure for p in self.parts if p.figure is not None}
        return list(said.values())


def say(template: str, **words: str | Said) -> Text:
    """Return a template’s text, its ``{names}`` replaced; names of people’s making go there only.

    Raises KeyError when a name of the template is not given.
    """
    return Text(tuple(_filled(template, words)))


def _filled(template: str, words: dict[str, str | Said]) -> Iterator[Said]:
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            yield Said(literal)
        if name is not None:
            given = words[name]
            yield given if isinstance(given, Said) else Said(given)


@dataclass(frozen=True)
class Communique:
    """A press release: its title, paragraphs and closing line."""

    title: str
    paragraphs: list[Text]
    closing: str

    @property
    def figures(self) -> list[Figure]:
        """The figures said, each once, in the order in which they are said first."""
        return sum(self.paragraphs, Text()).figures

    def plain(self, width: int = WIDTH) -> str:
        """Return the text wrapped to ``width`` characters; no-break spaces hold their line."""
        blocks = [self.title.upper(), *map(str, self.paragraphs), self.closing]
        # textwrap breaks lines at ASCII spaces only.
        wrapped = (
            textwrap.fill(block, width, break_long_words=False, break_on_hyphens=False)
            for block in blocks
        )
        return "\n\n".join(wrapped) + "\n"
