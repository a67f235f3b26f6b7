"""Sentences that know which of their words are figures: read as text, or with links to the rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reporting.figures.values import Figure
from revitalisation.ui import french
from revitalisation.ui.french import Phrase


@dataclass(frozen=True)
class Said:
    """Words of a sentence, and the figure they say, if they say one."""

    words: str | Phrase
    figure: Figure | None = None

    def __str__(self) -> str:
        return str(self.words)

    @property
    def number(self) -> Any:
        """What verbs and adjectives agree with."""
        return self.words.number if isinstance(self.words, Phrase) else 1


@dataclass(frozen=True)
class Text:
    """A run of words; an empty one says nothing and is left out."""

    parts: tuple[Said, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __str__(self) -> str:
        return "".join(str(part.words) for part in self.parts)

    def __add__(self, other: "Text") -> "Text":
        return Text(self.parts + other.parts)

    @property
    def figures(self) -> list[Figure]:
        """The figures said, in the order of the words, each once."""
        said = {p.figure.code: p.figure for p in self.parts if p.figure is not None}
        return list(said.values())


def say(template: str, **values: Any) -> Text:
    """Return a sentence, or the beginning of one, filled in by the grammar.

    A ``Said`` is filled in as its words are. Raises KeyError when a name of the template is not
    given.
    """
    return Text(tuple(_filled(template, values, opens=True)))


def add(template: str, **values: Any) -> Text:
    """Return how a sentence goes on, filled in by the grammar."""
    return Text(tuple(_filled(template, values, opens=False)))


def _filled(template: str, values: dict[str, Any], *, opens: bool) -> Iterator[Said]:
    for part in french.parts(template, values, opens=opens):
        value = values.get(part.name)
        yield Said(part.words, value.figure if isinstance(value, Said) else None)


@dataclass(frozen=True)
class Communique:
    """A press release: who sends it, its title, paragraphs and closing line, and whom to ask."""

    sender: str
    title: str
    paragraphs: list[Text]
    closing: str
    contact: list[str]

    @property
    def figures(self) -> list[Figure]:
        """The figures said, each once, in the order in which they are said first."""
        return sum(self.paragraphs, Text()).figures

    def plain(self) -> str:
        """Return the text, each paragraph on one line: a mail breaks them as wide as it is."""
        blocks = [self.title, *map(str, self.paragraphs), self.closing, *self.contact]
        return "\n\n".join(blocks) + "\n"
