"""Sentences of articles as they stand, and made false by one exchange, for the judge to see it."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence

from qa_bot.models import Excerpt
from qa_bot.training.examples import NOT_ENTAILED, Article, Judgement

_FIGURE = re.compile(r"(?<![\w.,])\d[\d.,]*\d|\b\d\b")
_NAME = re.compile(r"(?<![.!?”\"] )(?<!^)\b[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*\b")
_WORD = re.compile(r"\b[a-z]{5,}\b")
_ENDINGS = ("ed", "ing", "ly", "es", "s", "er", "ion", "al")  # words that end alike may stand in one place
_SHORTEST, _LONGEST = 40, 300  # characters of a sentence worth asking about


def mutated(found: Sequence[Article], seed: int) -> list[Judgement]:
    """Of each article one sentence as it is, and one false in a figure, a name or another word."""
    chance = random.Random(seed)
    alike = _words_alike(found)
    made: list[Judgement] = []
    for article in found:
        told = [n for n, (a, b) in enumerate(article.sentences) if _SHORTEST <= b - a <= _LONGEST]
        for n, changed in zip(chance.sample(told, min(2, len(told))), (False, True), strict=False):
            start, end = article.sentences[n]
            sentence = article.text[start:end]
            text, _ = article.window(max(0, n - 1), min(len(article.sentences) - 1, n + 1))
            if changed and (false := _exchanged(sentence, article.text, alike, chance)):
                made.append(Judgement(Excerpt(article.about, text), false, NOT_ENTAILED))
            elif not changed:
                made.append(Judgement(Excerpt(article.about, text), sentence, 0))
    return made


def _exchanged(sentence: str, text: str, alike: dict[str, list[str]], chance: random.Random) -> str:
    """The sentence with one thing in place of another of its kind; empty where nothing can be exchanged."""
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


def _words_alike(found: Sequence[Article]) -> dict[str, list[str]]:
    """The words of all articles by their endings, as often as they stand there."""
    alike: dict[str, list[str]] = defaultdict(list)
    for article in found:
        for word in _WORD.findall(article.text):
            alike[_ending(word)].append(word)
    return alike


def _ending(word: str) -> str:
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "")
