"""One small French grammar: whatever is filled into a sentence is filled in here.

``sentence`` and ``clause`` fill a template. What follows a colon in a place says how the word
stands there, and the grammar makes it agree:

- ``{name:de}``, ``{name:à}``, ``{name:que}``: the preposition, elided or contracted with the
  article that the words open with (d’Angers, du Havre, des Ulis, à La Rochelle, aux Ulis; a date
  reads « du 7 juin 2018 », an absent count « d’aucun emploi »);
- ``{name:one|many}``: the words that agree with a number; ``{time:present|past}``: with the time
  of the verb; ``{verb:one|many|one in the past|many in the past}``: with both, of a ``Verb``.

A template is written by us; names that people gave come as values and are never read as templates.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from fractions import Fraction
from string import Formatter
from typing import Any, NamedTuple

from . import formats
from .formats import NO_BREAK, Number


class Noun(NamedTuple):
    """A noun, with what agrees with it: « emploi créé », « emplois créés »."""

    one: str
    many: str
    is_feminine: bool = False


class Tense(IntEnum):
    """When something is, seen from a day: the number is the place of its verb in a template."""

    PRESENT = 0
    PAST = 1


@dataclass(frozen=True)
class Phrase:
    """Words of a sentence, and the number that verbs and adjectives agree with."""

    words: str
    number: Number = 1

    def __str__(self) -> str:
        return self.words


class Verb(NamedTuple):
    """What a verb agrees with: the number of its subject, and the tense."""

    subject: Any
    tense: Tense


class Part(NamedTuple):
    """A run of words, and the name of the value that it says, if it says one."""

    words: str
    name: str = ""


SMALL_NUMBERS = (
    *("aucun", "un", "deux", "trois", "quatre", "cinq"),
    *("six", "sept", "huit", "neuf", "dix"),
)
_ARTICLES = {
    "de": (("le ", "du "), ("les ", "des ")),
    "à": (("le ", "au "), ("les ", "aux ")),
}
# A vowel elides; y does so before a consonant only: d’Yvetot, de Yutz.
_VOWEL = re.compile(r"[aeiouàâäéèêëîïôöùûüœæ]|y(?![aeiouàâéèêîôû])", re.IGNORECASE)
# Numbers and words that begin with a vowel and do not elide: de onze, de yaourt.
_LIKE_A_CONSONANT = re.compile(r"(onz|oui\b|ouistiti|ouate|uhlan|ululer)", re.IGNORECASE)
# Words and names that begin with an aspirate h; a mute one is the rule: d’Hyères, d’Hendaye,
# d’Hermès. Names of the north-east keep theirs: de Holtzheim, de Hirsingue, de Hombourg.
_ASPIRATE = re.compile(
    r"""(
    habsheim | hache | hachette | hadol | hagondange | haguenau | haie | haine | hall | halle
    | halles | halte | ham | hambach | hambourg | hameau | hammam | hamster | hanche | hanches
    | handball | handicap | handicapé | handicapée | handicapées | handicapés | hangar |
    hanovre | hanoï | hao | haras | harcèlement | hardi | harem | hareng | haribo | haricot |
    harley | harnais | harpe | hasard | hasbro | hatten | hausse | haut | haute | hautes |
    hauteur | hauteville | hauts | havre | hayange | haïti | hein | heineken | heinz | hem |
    hernie | herserange | hertz | hettange | heurt | hibou | hienghène | hilton | hippie |
    hitachi | hitiaa | hiva | hiérarchie | hobby | hoche | hockey | hold | holding |
    hollandais | hollande | homard | honda | honfleur | hong | hongrie | hongrois | honte |
    horbourg | horde | hors | hot | houaïlou | houblon | houdan | houe | houille | houilles |
    houle | houlgate | housse | houx | huahine | huawei | hublot | huit | huitaine | huitième
    | hune | huningue | hurlement | hussard | hussigny | hutte | huttenheim | hyundai |
    hérisson | héros | hœnheim | hœrdt |
    h\w* (heim | bach | willer | viller | wihr | dorf | felden | hausen | hous?en | statt | ing |
    ingue | ange | bourg)
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def elides(words: str) -> bool:
    """Tell whether « de », « le », « que » lose their vowel before words."""
    first = re.split(r"[\s\u00a0\u202f,()’'-]", words, maxsplit=1)[0]
    if first[:1].lower() != "h":
        return bool(_VOWEL.match(words)) and not _LIKE_A_CONSONANT.match(words)
    if len(first) < 2 or (first.isupper() and len(first) < 6):
        return False  # an acronym is spelled: de HSBC
    return not _ASPIRATE.match(first)


def of(words: str) -> str:
    """Return « de X », « d’X », « du Havre » or « des Ulis »."""
    return "".join(_joined("de", words))


def to(words: str) -> str:
    """Return « à X », « au Havre » or « aux Ulis »."""
    return "".join(_joined("à", words))


def that(words: str) -> str:
    """Return « que X » or « qu’X »."""
    return "".join(_joined("que", words))


def the(noun: str, *, is_feminine: bool = False) -> str:
    """Return a noun in the singular with its article: « l’axe », « le site », « la mesure »."""
    if elides(noun):
        return f"l’{noun}"
    return f"{'la' if is_feminine else 'le'} {noun}"


def _joined(preposition: str, words: str) -> tuple[str, str]:
    """Return a preposition as it is written before words, and what is left of these."""
    for article, contracted in _ARTICLES.get(preposition, ()):
        if words[: len(article)].lower() == article:
            return contracted, words[len(article) :]
    if preposition != "à" and elides(words):
        return f"{preposition[:-1]}’", words
    return f"{preposition} ", words


def in_words(number: int, *, is_feminine: bool = False) -> str:
    """Return a number in letters up to ten, else in figures: « aucune », « une », « deux »."""
    if not 0 <= number <= 10:
        return formats.integer(number)
    return SMALL_NUMBERS[number] + ("e" if is_feminine and number < 2 else "")


def is_many(number: Number) -> bool:
    """Tell whether a number is followed by a plural: from two on, below as above zero."""
    return not -2 < number < 2


def count(number: int, noun: Noun | None = None, *, in_letters: bool = False) -> Phrase:
    """Return a number as a sentence says it, with its noun: « aucun emploi », « 12 emplois ».

    None and one are always in letters; ``in_letters``: all are, up to ten.
    """
    feminine = noun is not None and noun.is_feminine
    digits = not in_letters and not 0 <= number < 2
    words = formats.integer(number) if digits else in_words(number, is_feminine=feminine)
    if noun is not None:
        # A number in figures does not end a line without its noun.
        joint = NO_BREAK if digits or not 0 <= number <= 10 else " "
        words += joint + (noun.many if is_many(number) else noun.one)
    return Phrase(words, number)


def some(noun: Noun) -> Phrase:
    """Return some things, not counted: « des emplois »."""
    return Phrase(f"des {noun.many}", 2)


def amount(cents: Number, words: str = "") -> Phrase:
    """Return an amount of euro cents, ``words`` where it is said otherwise than exactly."""
    return Phrase(words or formats.euros(cents), abs(Fraction(cents)) / 100)


def listed(words: Iterable[str]) -> str:
    """Return « a, b et c »."""
    *others, last = [*words] or [""]
    return f"{', '.join(others)} et {last}" if others else last


def capital(words: str) -> str:
    """Return words with their first letter a capital, the others as they are."""
    return words[:1].upper() + words[1:]


def lower(title: str) -> str:
    """Return a title as it reads inside a sentence; an acronym keeps its capitals."""
    first = title.split(" ", 1)[0]
    return title if len(first) > 1 and first.isupper() else title[:1].lower() + title[1:]


def quoted(words: object) -> str:
    """Return words between guillemets."""
    return f"«{NO_BREAK}{words}{NO_BREAK}»"


def tense(day: date | None, seen_on: date) -> Tense:
    """Return the tense of what lasts until a day included, seen on another; None never ends."""
    return Tense.PAST if day is not None and day < seen_on else Tense.PRESENT


def sentence(template: str, /, **values: Any) -> str:
    """Return a template filled in, its first letter a capital unless people wrote it.

    A value is text, a ``Phrase``, a number, a date, or several texts. Raises KeyError for a name
    that is not given, ValueError for a use that is not known.
    """
    return "".join(part.words for part in parts(template, values, opens=True))


def clause(template: str, /, **values: Any) -> str:
    """Return a template filled in, as a part of a sentence or of a label."""
    return "".join(part.words for part in parts(template, values))


def parts(template: str, values: dict[str, Any], *, opens: bool = False) -> Iterator[Part]:
    """Yield the runs of a template filled in; ``opens``: it begins a sentence."""
    for literal, name, use, _ in Formatter().parse(template):
        if literal:
            words = literal.lstrip(" ")
            spaces = literal[: len(literal) - len(words)]
            yield Part(spaces + (capital(words) if opens else words))
            opens = opens and not words
        if name is None:
            continue
        value = values[name]
        if "|" in (use or ""):
            filled: Iterable[Part] = (Part(_agreed(value, (use or "").split("|"))),)
        else:
            filled = _placed(name, value, use or "")
        for part in filled:
            if part.words:
                is_ours = not part.name or not isinstance(value, str)
                yield Part(capital(part.words), part.name) if opens and is_ours else part
                opens = False


def _agreed(value: Any, choices: list[str]) -> str:
    """Return the words that agree with a number, or stand in a tense."""
    if isinstance(value, Verb):
        one, many, was, were = choices
        return _agreed(value.subject, [was, were] if value.tense is Tense.PAST else [one, many])
    if isinstance(value, Tense):
        return choices[value]
    number = value.number if hasattr(value, "number") else value
    one, many = choices
    return many if is_many(number) else one


def _placed(name: str, value: Any, use: str) -> Iterator[Part]:
    """Yield words with the preposition that opens them; each of several has its own."""
    if isinstance(value, list):
        several = [typeset(str(word)) for word in value]
        if use:
            several = ["".join(_joined(use, word)) for word in several]
        yield Part(listed(several), name)
        return
    words = typeset(_words(value))
    if use not in ("", "de", "à", "que"):
        raise ValueError(f"Unknown use of a word: {use!r}")
    if use:
        opening, words = _joined(use, words)
        yield Part(opening)
    yield Part(words, name)


def _words(value: Any) -> str:
    if isinstance(value, date):
        return f"le {formats.long_date(value)}"
    if isinstance(value, int) and not isinstance(value, bool):
        return formats.integer(value)
    return str(value)


def typeset(words: str) -> str:
    """Return words with the apostrophe that French print has: L’Isle-Jourdain."""
    return _APOSTROPHE.sub("’", words)
