"""The sentences of a paragraph, each with the ids it cites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from qa_bot.answering.claims.joining import Claim
from qa_bot.answering.claims.markers import Place, unmarked
from qa_bot.text import sentence_spans


@dataclass(frozen=True, slots=True)
class Sentence:
    """A claim, and the offset in the text with markers at which the next one begins."""

    claim: Claim
    end: int


def cited_sentences(text: str, known: int, *, has_round: bool) -> list[Sentence]:
    """With the markers of each: those before it where the text begins with one, else those behind it.

    `known` and `has_round` as for `unmarked`.
    """
    found = unmarked(text, known, has_round)
    spans = [*sentence_spans(found.text)]
    leads = bool(found.places) and found.places[0].at == 0
    sentences: list[Sentence] = []
    places = list(found.places)
    for (start, end), (after, _) in pairwise(spans):
        mine = [place for place in places if place.at < (end if leads else after)]
        places = places[len(mine) :]
        goes_on = places[0].begin if places and places[0].at <= after else found.raw(after)
        sentences.append(Sentence(claim_of(found.text[start:end], mine), goes_on))
    if spans:
        start, end = spans[-1]
        sentences.append(Sentence(claim_of(found.text[start:end], places), len(text)))
    return sentences


def claim_of(text: str, places: Iterable[Place]) -> Claim:
    return Claim(text.strip(), ids(places))


def ids(places: Iterable[Place]) -> tuple[int, ...]:
    """Each once, in the order of the text."""
    return tuple(dict.fromkeys(n for place in places for n in place.ids))
