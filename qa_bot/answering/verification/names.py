"""Whether the names of a sentence are its quote's, and each does there what the sentence has it do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa_bot.retrieval import Sentence
from qa_bot.text import (
    Vocabulary,
    Word,
    alternation,
    any_of,
    content_stems,
    definitions,
    joined,
    lexicon,
    names,
    same_spelling,
    stem,
    vocabulary,
    without_quantities,
    words,
)
from qa_bot.types import Article

_ASIDE = re.compile(r",[^,;.]*,|\([^()]*\)|[–—][^–—]*[–—]")
_BEFORE = re.compile(
    rf"\b({any_of('prepositions.opening', 'prepositions.inside')})\s+(?:the\s+)?$", re.IGNORECASE
)
_BY = re.compile(r"\s+by\b")
_PLACES = frozenset(lexicon("prepositions.opening"))
_SPEAKS = frozenset(map(stem, lexicon("saying.turned")))
_PRONOUN = re.compile(  # it stands for a name before it
    rf"[.!?]\s+[“\"]?{alternation(map(str.capitalize, lexicon('pronouns.third.subject')))}\W*$"
)
_REACH = 3  # content words from a name to one that the quote has too


@dataclass(frozen=True, slots=True)
class NameRun:
    """Neighbouring capitalised words, and the preposition before them."""

    words: tuple[Word, ...]
    preposition: str

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The nearest word on one side of a name that the quote has too."""

    stem: str
    follows: bool
    passive: bool  # "seized by"


def names_others(text: str, around: str, article: Article) -> bool:
    """Whether it has a name that neither the words around its quote have nor the article's outlet."""
    known = vocabulary(f"{around}\n{article.outlet or ''}", article.kept)
    return not all(_is_known(name, known, article.kept) for name in _named(text, article.kept))


def misnames(text: str, quote: Sentence) -> bool:
    """Whether a name stands in the text that the quote has not, or has in another place."""
    if names_others(text, quote.reading, quote.passage.article):
        return True
    here, there = _runs(text), _runs(quote.reading)
    return any(_is_repeated(run, here, there) or _is_moved(run, text, there, quote.reading) for run in here)


def _named(text: str, article: str) -> list[str]:
    """Its names, the first word among them unless the article writes it small somewhere."""
    text = without_quantities(text)  # "Two thirds" names nobody
    found = names(text)
    first = next((word for word in words(text)[:1] if word.may_name), None)
    if first and not any(name.startswith(first.text) for name in found):
        plain = re.search(rf"\b{re.escape(first.lower)}\b", article)
        found += [] if plain else [first.text]
    return found


def _is_known(name: str, quote: Vocabulary, article: str) -> bool:
    """The quote has it or what it abbreviates, or the end of it and the article the whole."""
    aliases = definitions(article)
    others = (aliases.get(name), *(short for short, long in aliases.items() if long == name))
    if any(map(quote.has_name, filter(None, (name, *others)))):
        return True
    return name in article and any(map(quote.has_word, content_stems(name)[-1:]))


def _runs(text: str) -> list[NameRun]:
    runs: list[list[Word]] = []
    for word in (word for word in words(without_quantities(text)) if word.may_name):
        if runs and text[runs[-1][-1].end : word.start] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
    return [NameRun(tuple(run), _preposition(text[: run[0].start])) for run in runs]


def _preposition(before: str) -> str:
    match = _BEFORE.search(before)
    return match[1].lower() if match else ""


def _is_repeated(run: NameRun, here: Sequence[NameRun], there: Sequence[NameRun]) -> bool:
    """Whether the name stands more often in the text than in the quote: in place of another."""
    written = sum(_same(run, other) for other in there)
    return 0 < written < sum(_same(run, other) for other in here)


def _is_moved(run: NameRun, text: str, there: Sequence[NameRun], quote: str) -> bool:
    """Whether none of the words next to the name stands next to it in the quote, where both are."""
    same = [other for other in there if _same(run, other)]
    if not same or _is_placed(run, same, there):
        return False
    neighbours = list(_neighbours(run, text, quote))
    return bool(neighbours) and not any(_stands(one, other, quote) for one in neighbours for other in same)


def _is_placed(run: NameRun, same: Sequence[NameRun], there: Sequence[NameRun]) -> bool:
    """ "In Europe" at the other end of the sentence, and nothing else that may be meant by "in"."""
    alike = [other for other in there if other.preposition == run.preposition]
    return run.preposition in _PLACES and len(alike) == 1 and alike[0] in same


def _neighbours(run: NameRun, text: str, quote: str) -> Iterator[Neighbour]:
    shared = {stem(word.text) for word in words(quote)} - {stem(word.text) for word in run.words}
    content = [word for word in words(text) if not word.is_function]
    before = [word for word in content if word.end <= run.start][-_REACH:]
    after = [word for word in content if word.start >= run.end][:_REACH]
    for nearest, follows in ((reversed(before), False), (after, True)):
        word = next((word for word in nearest if stem(word.text) in shared), None)
        if word:
            yield Neighbour(stem(word.text), follows, _is_passive(word, text))


def _is_passive(word: Word, text: str) -> bool:
    return bool(_BY.match(text, word.end))


def _stands(one: Neighbour, other: NameRun, quote: str) -> bool:
    """Whether the neighbour is beside the name in the quote too, with no other name between them."""
    for word in words(quote):
        turned = _is_passive(word, quote) != one.passive
        side = (word.start >= other.end) == (one.follows != turned)
        if stem(word.text) == one.stem and (side or one.stem in _SPEAKS):
            between = (
                quote[other.end : word.start] if word.start >= other.end else quote[word.end : other.start]
            )
            if _PRONOUN.search(between) or not any(
                again.may_name for again in words(_ASIDE.sub(" ", between))
            ):
                return True
    return False


def _same(run: NameRun, other: NameRun) -> bool:
    """One names the other, in any spelling, or by its last word."""
    here, there = (joined("".join(word.text for word in one.words)) for one in (run, other))
    last = {stem(word.text) for word in run.words[-1:]} & {stem(word.text) for word in other.words}
    return bool(last) or same_spelling(here, there)
