"""How much of a question's wording a sentence has: "sank" is "sink", and "the group" may be a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from qa_bot.query import Part
from qa_bot.retrieval import Sentence
from qa_bot.text import Vocabulary, stem, vocabulary, words

_SAME_SENSE = """
    begin began begun start launch; bring brought; build built construct erect; buy bought acquire purchase
    takeover; catch caught; choose chose chosen; cost price; create establish found; dead death die fatality
    kill toll; end finish; fall fell fallen drop; fight fought; find discover; freeze froze; get got receive;
    give gave given; grow grew grown; hold held; hurt injure wound; keep kept; know known; lead led leader
    head; leave left; lose lost loss; make made; meet met; belong own; inaugurate open; pay paid; quit resign;
    rise rose climb; run ran operate; seek sought; sell sold sale; send sent; shoot shot; sink sank sunk;
    speak spoke; steal stole stolen theft; strike struck; capture seize take took taken; teach taught;
    think thought; throw threw; wear wore; win won winner victory; write wrote written author"""
_SENSES: dict[str, set[str]] = {}
for _group in _SAME_SENSE.split(";"):
    _stems = set(map(stem, _group.split()))
    for _one in _stems:
        _SENSES.setdefault(_one, set()).update(_stems)

_KIN = 5  # letters that two stems of one root share
_PRONOUN = re.compile(r"\b(?:he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
_DEFINITE = re.compile(r"\bthe\s+([a-z]+)\b", re.IGNORECASE)
_KINDS = frozenset(  # what news calls a body or a person it has named
    map(
        stem,
        """group company firm organisation party union ministry agency bank club team army militia minister
        president mayor chairman director spokesman spokeswoman governor leader""".split(),
    )
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
