"""Refusals that end as a page with a sentence, never as a traceback."""

from django.http import Http404


class Sentence(str):
    """A French sentence written for the reader; ``404.html`` prints these and no other message."""

    __slots__ = ()
    is_sentence = True


class NotFound(Http404):
    """What was asked does not exist; ``sentence`` says so in French."""

    def __init__(self, sentence: str) -> None:
        super().__init__(Sentence(sentence))
