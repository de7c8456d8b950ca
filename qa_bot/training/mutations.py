"""Sentences as they stand and made false by one exchange, and true ones beside the wrong evidence."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from qa_bot.evals.stories import Article
from qa_bot.models import Excerpt
from qa_bot.text import any_of
from qa_bot.training.examples import LABELS, NOT_ENTAILED, Judgement

_FIGURE = re.compile(r"(?<![\w.,])\d[\d.,]*\d|\b\d\b")
_NAME = re.compile(r"(?<![.!?”\"] )(?<!^)\b[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*\b")
_WORD, _LOWER = re.compile(r"\b[a-z]{5,}\b"), re.compile(r"\b[a-z]+\b")
_ENDINGS = ("ed", "ing", "ly", "es", "s", "er", "ion", "al")  # words that end alike may stand in one place
_SHORTEST, _LONGEST = 40, 300  # characters of a sentence worth asking about
_DENIED = re.compile(r"\b(?:not|never|no longer) |n't\b")
_DENIABLE = re.compile(rf"\b{any_of('auxiliaries.asking')}\b(?! not|n't)")
# Each word may stand for the other; those behind ">" only for the first, which may follow from them.
_OPPOSITES = """
    more=fewer more=less higher=lower rose=fell rise=fall risen=fallen gained=lost grew=shrank
    increase=decrease increased=decreased up=down above=below over=under before=after earlier=later
    first=last first=second north=south east=west northern=southern eastern=western buy=sell
    bought=sold won=lost victory=defeat accepted=rejected confirmed=denied approved=refused
    allowed=forbade lifted=imposed opened=closed began=ended raised=cut arrived=left from=to
    by=against supporters=opponents increase=cut inside=outside largest=smallest best=worst
    longest=shortest oldest=newest without=with both=neither import=export imports=exports
    dead=injured some>all many>all most>all several>all few>many one>every may>will might>will
    could>will likely>certain partly>fully nearly>exactly expected>seen planned>completed
    alleged>proven suspected>convicted if>because unless>although
""".split()
_ELSEWHERE = 0.2  # of the false ones are true, but not by this evidence
_APART = 2  # sentences between the evidence and what is told elsewhere
_TOLD_TWICE = 0.5  # share of its words: more of them, and the evidence may tell it too

# A sentence and its article's text -> the sentence made false, "" where it cannot be.
Exchange = Callable[[str, str, random.Random], str]


def mutated(found: Sequence[Article], seed: int) -> list[Judgement]:
    """Of each article one sentence as it is, and one that does not follow; the same for the same seed."""
    chance = random.Random(seed)
    exchanges = (swapped, denied, opposed, partial(_another, _alike_in(found)))
    made: list[Judgement] = []
    for article in found:
        told = list(_told(article))
        for one, false in zip(chance.sample(told, min(2, len(told))), (False, True), strict=False):
            made += _made_false(one, article, exchanges, chance) if false else [one]
    return made


def _told(article: Article) -> Iterator[Judgement]:
    """The article's own sentences with their neighbours, and those that were written to follow from it."""
    for n, (start, end) in enumerate(article.sentences):
        if _SHORTEST <= end - start <= _LONGEST:
            text, _ = article.window(max(0, n - 1), min(len(article.sentences) - 1, n + 1))
            yield Judgement(Excerpt(article.about, text), article.text[start:end], 0)
    for pair in article.pairs:
        if LABELS[pair["label"]] == 0:
            yield Judgement(Excerpt(article.about, pair["context"]), pair["sentence"], 0)


def _made_false(
    one: Judgement, article: Article, exchanges: Sequence[Exchange], chance: random.Random
) -> Iterator[Judgement]:
    if chance.random() < _ELSEWHERE:
        yield from _elsewhere(one, article, chance)
        return
    for exchange in chance.sample(exchanges, len(exchanges)):
        if false := exchange(one.sentence, article.text, chance):
            yield Judgement(one.evidence, false, NOT_ENTAILED)
            return


def _elsewhere(one: Judgement, article: Article, chance: random.Random) -> Iterator[Judgement]:
    """The sentence by evidence of the same article that does not speak of it."""
    start = article.text.find(one.evidence.text)
    end = start + len(one.evidence.text)
    inside = [n for n, (a, b) in enumerate(article.sentences) if a < end and start < b] or [0]
    apart = [n for n in range(len(article.sentences)) if min(abs(n - other) for other in inside) > _APART]
    if apart:
        n = chance.choice(apart)
        text, _ = article.window(n - 1 if n else 0, min(n + 1, len(article.sentences) - 1))
        words = set(_WORD.findall(one.sentence.lower()))
        if len(words & set(_WORD.findall(text.lower()))) < _TOLD_TWICE * len(words):
            yield Judgement(Excerpt(article.about, text), one.sentence, NOT_ENTAILED)


def swapped(sentence: str, text: str, chance: random.Random) -> str:
    """Two names, or two figures, in each other's place: who does what to whom, which figure is whose."""
    for pattern in chance.sample((_NAME, _FIGURE), 2):
        places = list(pattern.finditer(sentence))
        if len({place.group() for place in places}) > 1:
            first, second = sorted(chance.sample(places, 2), key=lambda place: place.start())
            if first.group() != second.group():
                between = sentence[first.end() : second.start()]
                behind = first.group() + sentence[second.end() :]
                return sentence[: first.start()] + second.group() + between + behind
    return ""


def denied(sentence: str, text: str, chance: random.Random) -> str:
    """A denial taken away, or put where there was none."""
    if _DENIED.search(sentence):
        return _DENIED.sub("", sentence, count=1)
    places = list(_DENIABLE.finditer(sentence))
    if not places:
        return ""
    end = chance.choice(places).end()
    return f"{sentence[:end]} not{sentence[end:]}"


def opposed(sentence: str, text: str, chance: random.Random) -> str:
    others = _opposites()
    places = [place for place in _LOWER.finditer(sentence) if place.group() in others]
    if not places:
        return ""
    place = chance.choice(places)
    return sentence[: place.start()] + chance.choice(others[place.group()]) + sentence[place.end() :]


@cache
def _opposites() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for pair in _OPPOSITES:
        word, both, other = re.split("([=>])", pair)
        found[word].append(other)
        if both == "=":
            found[other].append(word)
    return found


def _another(alike: dict[str, list[str]], sentence: str, text: str, chance: random.Random) -> str:
    """Another figure or name of the text, or another word that ends alike."""
    for pattern in chance.sample((_FIGURE, _NAME, _WORD), 3):
        if not (places := list(pattern.finditer(sentence))):
            continue
        place = chance.choice(places)
        if pattern is _WORD:
            others = alike.get(_ending(place.group()), [])
        else:
            others = [other for other in pattern.findall(text) if other not in sentence]
        if others and (other := chance.choice(others)) != place.group():
            return sentence[: place.start()] + other + sentence[place.end() :]
    return ""


def _alike_in(found: Sequence[Article]) -> dict[str, list[str]]:
    """The words of all articles by their endings, as often as they stand there."""
    alike: dict[str, list[str]] = defaultdict(list)
    for article in found:
        for word in _WORD.findall(article.text):
            alike[_ending(word)].append(word)
    return alike


def _ending(word: str) -> str:
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "")
