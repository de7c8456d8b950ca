"""Whether two articles are about different bearers of one name, from how each introduces it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from qa_bot.query import Part
from qa_bot.text import any_of, content_stems, sentence_spans, stems_of, words
from qa_bot.types import Article

_INTRODUCES = re.compile(
    rf"\b{any_of('auxiliaries.asking.be')}\s+(?:{any_of('articles', 'introductions.verbs')}|one|in)\b"
)
_OPENING = 3  # sentences in which an article introduces what it is about
_LONGEST_SUBJECT = 200  # characters before "is a"
_LONGEST_DESCRIPTION = 25  # words after it
_ALIKE = 0.7  # share of the shorter description's words that two of the same bearer have in common


@dataclass(frozen=True, slots=True)
class Introduction:
    """Stems of how an article introduces somebody or something."""

    subject: frozenset[str]
    stems: frozenset[str]  # of the whole
    marks: frozenset[str]  # of its names and numbers

    def is_of_another(self, other: Introduction) -> bool:
        """Whether each has names or numbers of its own, and most of the words differ."""
        alike = len(self.stems & other.stems) >= _ALIKE * min(len(self.stems), len(other.stems))
        return not alike and bool(self.marks - other.marks) and bool(other.marks - self.marks)


def introduction(part: Part, article: Article) -> Introduction | None:
    """How the article's opening introduces a name of the question, in words that the question lacks."""
    found = _introduction(article)
    if not found or not any(found.subject.issuperset(content_stems(name)) for name in part.names):
        return None
    asked = frozenset(part.stems)
    return Introduction(found.subject, found.stems - asked, found.marks - asked)


@lru_cache(maxsize=1_000)
def _introduction(article: Article) -> Introduction | None:
    text = article.kept
    for start, end in islice(sentence_spans(text), _OPENING):
        match = _INTRODUCES.search(text, start, end)
        if match and match.start() - start <= _LONGEST_SUBJECT:
            subject = text[start : match.start()]
            whole = f"{subject} {' '.join(text[match.end() : end].split()[:_LONGEST_DESCRIPTION])}"
            return Introduction(stems_of(subject), stems_of(whole), _marks(whole))
    return None


def _marks(text: str) -> frozenset[str]:
    telling = (word.text for word in words(text) if word.may_name or word.text[0].isdigit())
    return stems_of(" ".join(telling))
