"""The first page of the committee’s report: who speaks, where things stand, what is to decide.

All of it fits one page whatever was written: a long text is cut here, and whole further on.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from convention.access import Right
from convention.models import Axis, Committee, Membership, Resolution
from reporting.situation import axis_words
from reporting.situation.situation import Situation
from reporting.situation.story import Judgement, Story
from reporting.situation.work import Section, Todo, todo

from . import opening

# Characters that the page has room for: the axes together, an opinion, a request, a name.
AXES, OPINION, REQUEST, NAME = 210, 160, 85, 50
# Axes of which a sentence is told, and requests that are listed, at most.
MOST_AXES, MOST_REQUESTS = 4, 3
# The names that say whom they speak for, as the State writes them.
_PREFECTURE = re.compile(r"Préfecture (d[eu]s? .+|d’.+)")


class Identity(NamedTuple):
    """The block of the State: « PRÉFET » and « DU GERS », or the body as it is called."""

    first: str
    second: str


@dataclass(frozen=True)
class Cut:
    """A text as far as there is room for it; ``is_whole`` unless some of it is told further on."""

    words: str
    is_whole: bool = True


@dataclass(frozen=True)
class Said:
    """An opinion, the name of its body and its grounds cut."""

    judged: Judgement
    body: str
    grounds: Cut


@dataclass(frozen=True)
class FirstPage:
    """What the first page shows."""

    identity: Identity
    meeting: Committee | None
    opinions: list[Said]
    verdict: Judgement | None
    requests: list[tuple[Resolution, Cut]]
    more_requests: int
    todo: list[Todo]


def read(situation: Situation, story: Story) -> FirstPage:
    """Return what the first page shows of a situation, as its edition tells it."""
    waiting = [r for r in story.requests if r.taken_on is None]
    return FirstPage(
        identity=identity(situation),
        meeting=situation.committee or situation.next,
        opinions=[
            Said(j, cut(j.body, NAME).words, cut(j.grounds, OPINION)) for j in story.judged[:2]
        ],
        verdict=story.verdict,
        requests=[(r, cut(r.question, REQUEST)) for r in waiting[:MOST_REQUESTS]],
        more_requests=max(len(waiting) - MOST_REQUESTS, 0),
        todo=[] if waiting else _for_a_committee(situation)[:MOST_REQUESTS],
    )


def _for_a_committee(situation: Situation) -> list[Todo]:
    """Return what is to be decided by a committee: verifying a job is desk work."""
    found = todo(situation, Section.DECIDE)
    return [item for item in found if item.item.right is Right.HOLD_COMMITTEES]


def identity(situation: Situation) -> Identity:
    """Return the block of identity: of the préfecture that takes part at the date."""
    convention = situation.convention
    names = opening.named(convention, Membership.Role.PREFECTURE, situation.as_of)
    if not names:
        return Identity("Préfet", convention.departement.name)
    found, name = _PREFECTURE.fullmatch(names[0]), cut(names[0], NAME).words
    return Identity("Préfet", cut(found[1], NAME).words) if found else Identity(name, "")


def cut(words: str, room: int) -> Cut:
    """Return a text of at most ``room`` characters: whole sentences, else whole words."""
    if len(words) <= room:
        return Cut(words)
    kept = words[: room - 1]
    end = max(kept.rfind(stop) for stop in (". ", "? ", "! "))
    if end >= room // 2:
        return Cut(kept[: end + 1], is_whole=False)
    return Cut(kept.rpartition(" ")[0].rstrip(" \u202f\u00a0,;:") + "…", is_whole=False)


def notes(situation: Situation, story: Story) -> dict[int, str]:
    """Return the sentence under the bar of each axis: what was written, else what it counts."""
    states = situation.axes_of_jobs
    if len(states) > MOST_AXES:
        return {}
    return {
        state.axis.number: cut(
            _text(story, state.axis) or axis_words.note(situation, state), AXES // len(states)
        ).words
        for state in states
    }


def _text(story: Story, axis: Axis) -> str:
    """Return what explains the gap of an axis, else what was done; nothing where nobody said it."""
    written = (
        words
        for comment in story.comments_on(axis)
        for words in (comment.gap, comment.done, comment.next_steps, comment.risks)
    )
    return next(filter(None, written), "")
