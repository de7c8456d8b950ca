"""What a text mentions, across spellings and abbreviations: asked whether it has a word or a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from qa_bot.text.abbreviations import definitions
from qa_bot.text.folding import fold
from qa_bot.text.words import content_stems, joined, naming_words, same_spelling
from qa_bot.types import Article

_LONGEST_NAME = 40  # characters of a name of several words
_TOKEN = re.compile(r"[\w.&\-]+")  # also the two of "FAO/WHO"


class Vocabulary:
    """The words and names of one text, with both forms of every abbreviation that `aliases` defines."""

    def __init__(self, text: str, aliases: Mapping[str, str]) -> None:
        folded = fold(text)
        self._text = _with_both_forms(folded, aliases) if aliases else folded

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(content_stems(self._text))

    @cached_property
    def _spellings(self) -> Mapping[str, list[str]]:
        """Joined 1- to 3-grams of neighbouring capitalised words, by their first two letters."""
        by_start: defaultdict[str, list[str]] = defaultdict(list)
        for start, end in _capitalised_runs(self._text):
            spelling = joined(self._text[start:end])
            by_start[spelling[:2]].append(spelling)
        return by_start

    def has_name(self, name: str) -> bool:
        """Whether every word of the name occurs, or the whole name in another spelling."""
        return self._spelled(joined(name)) or all(map(self.has_word, content_stems(name)))

    def has_word(self, stem: str) -> bool:
        return stem in self.stems or self._spelled(stem)

    def share(self, stems: Iterable[str]) -> float:
        """The share of `stems` that occur, names in other spellings included; 1.0 of none."""
        wanted = list(stems)
        return sum(map(self.has_word, wanted)) / len(wanted) if wanted else 1.0

    def _spelled(self, spelling: str) -> bool:
        return any(same_spelling(spelling, other) for other in self._spellings.get(spelling[:2], ()))


@lru_cache(maxsize=5_000)
def vocabulary(text: str, article_text: str) -> Vocabulary:
    """Of a text in an article that may define abbreviations elsewhere."""
    return Vocabulary(text, definitions(article_text))


def article_vocabulary(article: Article) -> Vocabulary:
    """Of its title and of its text without boilerplate."""
    return vocabulary(f"{article.full_title}\n{article.kept}", article.kept)


def respelled(text: str, names: Iterable[str]) -> str:
    """The text with names that it spells otherwise spelled as in `names`."""
    for name in names:
        for written in _written_names(text):
            if written != name and same_spelling(joined(written), joined(name)):
                text = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", name, text)
    return text


@lru_cache(maxsize=5_000)
def _written_names(text: str) -> tuple[str, ...]:
    """Each once."""
    return tuple(dict.fromkeys(text[start:end] for start, end in _capitalised_runs(text)))


def _capitalised_runs(text: str) -> Iterator[tuple[int, int]]:
    """Spans of one to three neighbouring words that may name."""
    capitals = naming_words(text)
    for n in (1, 2, 3):
        for first, last in zip(capitals, capitals[n - 1 :], strict=False):
            if last.end - first.start < _LONGEST_NAME:
                yield first.start, last.end


def _with_both_forms(text: str, aliases: Mapping[str, str]) -> str:
    lower = text.casefold()
    tokens = set(_TOKEN.findall(text))
    extra = [long for short, long in aliases.items() if short in tokens]
    extra += [short for short, long in aliases.items() if long.casefold() in lower]
    return "\n".join([text, *extra])
