"""Who or what a sentence names in answer to a question: not those who only tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from qa_bot.answering.disagreement.reports import reports
from qa_bot.answering.disagreement.synonyms import has_root
from qa_bot.query import AnswerType, Part
from qa_bot.text import lexicon, names, stem, words

DOERS = frozenset({AnswerType.PERSON, AnswerType.GROUP})  # the kinds of those who do something
_BODIES = frozenset(lexicon("bodies.acting"))
_BEFORE_VERB = frozenset(lexicon("auxiliaries.asking.have", "adverbs.before_verb")) | {"will", "would"}


def new_names(part: Part, text: str) -> tuple[str, ...]:
    """Those that the question lacks; who does what is asked may be "the army" too."""
    found = [name for name in names(text) if part.lacks(name)]
    if part.kind in DOERS and not reports(part.text):
        found = [name for name in found if not _only_speaks(name, text)]
        found += _doers(part, text)
    return tuple(dict.fromkeys(found))


def _only_speaks(name: str, text: str) -> bool:
    """Whether a word such as "said" follows the name wherever it stands."""
    after = (text[match.end() :] for match in re.finditer(re.escape(name), text))
    return all(reports(" ".join(rest.split()[:1])) for rest in after)


def _doers(part: Part, text: str) -> Iterator[str]:
    """ "army" of "the army had shelled" where the question has the verb, or a name that opens it."""
    found = [word for word in words(text) if word.lower not in _BEFORE_VERB]
    for doer, verb in pairwise(found):
        is_one = doer.lower in _BODIES or (doer is found[0] and doer.may_name)
        if is_one and has_root(part.stems, stem(verb.text)):
            yield doer.text
