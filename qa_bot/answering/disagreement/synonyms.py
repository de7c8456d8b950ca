"""How much of a question's words a sentence has: "sank" is "sink", and "the group" may be a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from qa_bot.query import Part
from qa_bot.retrieval import Sentence
from qa_bot.text import Vocabulary, any_of, lexicon, stem, vocabulary, words

_SENSES: dict[str, set[str]] = {}
for _entry in lexicon("meaning.same"):
    _stems = set(map(stem, _entry.split()))
    for _one in _stems:
        _SENSES.setdefault(_one, set()).update(_stems)

_KIN = 5  # letters that two stems of one root share
_PRONOUN = re.compile(rf"\b{any_of('pronouns.third.subject', 'pronouns.third.possessive')}\b", re.IGNORECASE)
_DEFINITE = re.compile(r"\bthe\s+([a-z]+)\b", re.IGNORECASE)
_KINDS = frozenset(  # what news calls a body or a person it has named
    map(stem, lexicon("bodies.kinds", "bodies.named", "persons.leading", "persons.named"))
)


def share_asked(part: Part, sentence: Sentence, *, is_introduced: bool) -> float:
    """The share of the question's words that the sentence has, "directed" for "director" too.

    A pronoun stands for a name in an article that introduces it, "the group" for one named before.
    """
    text = " ".join((sentence.reading, *_meant(part, sentence, is_introduced=is_introduced)))
    said = vocabulary(text, sentence.passage.article.kept)
    return share_of(part.stems, said)


def share_of(stems: Collection[str], said: Vocabulary) -> float:
    """The share of `stems` that a text has in any form."""
    found = [one for one in stems if said.has_word(one) or has_root(said.stems, one)]
    return len(found) / (len(stems) or 1)


def has_root(stems: Iterable[str], one: str) -> bool:
    """Whether one of `stems` is of one root with another, or says the same."""
    return any(_same_root(one, own) for own in stems)


def _same_root(one: str, other: str) -> bool:
    if one == other or other in _SENSES.get(one, ()):
        return True
    return min(len(one), len(other)) >= _KIN and (one.startswith(other) or other.startswith(one))


def _meant(part: Part, sentence: Sentence, *, is_introduced: bool) -> Iterator[str]:
    """The names of the question that a pronoun or a noun of the sentence stands for."""
    if is_introduced and _PRONOUN.search(sentence.reading):
        yield from part.names
        return
    before = sentence.passage.article.text[sentence.passage.chunk.start : sentence.start]
    nouns = {stem(noun) for noun in _DEFINITE.findall(sentence.reading)}
    said = vocabulary(before, sentence.passage.article.kept)
    yield from (name for name in part.names if said.has_name(name) and nouns & _kinds(name, before))


def _kinds(name: str, before: str) -> set[str]:
    """Stems of what the name may be called: its own last word, the word before it, or what any body is."""
    described = re.findall(rf"\b([a-z]+)\s+{re.escape(name)}\b", before)
    return {stem(word) for word in (words(name)[-1].text, *described)} | _KINDS
