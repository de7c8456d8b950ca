"""Whether an answer's citations prove it: ALCE's measures (Gao et al., 2023) by our own support check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa_bot.answering.verification.support import PROVEN, Support
from qa_bot.types import Answer, Article, Chunk, Citation, Passage

_MARKERS = r"(?:\s{0,9}\[\d+\])+"
_CITED = re.compile(rf"(?P<text>.+?)(?P<markers>{_MARKERS})[.?!]*\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """Words of an answer and the quotes cited for them."""

    text: str
    quotes: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """How much of an answer its citations prove, and how many of them are needed."""

    recall: float
    precision: float
    verbatim: bool


def proof(answer: Answer, articles: Mapping[str, Article], support: Support) -> Proof | None:
    """None for an answer without citations."""
    if not answer.citations:
        return None
    if not all(_is_verbatim(citation, articles) for citation in answer.citations):
        return Proof(0.0, 0.0, verbatim=False)
    quotes = {citation.n: _quote(citation, articles[citation.doc]) for citation in answer.citations}
    claims = list(_claims(answer.text, quotes))
    proven = [_proves(support, claim.text, claim.quotes) for claim in claims]
    needed = [
        shown and _is_needed(support, claim, n)
        for claim, shown in zip(claims, proven, strict=True)
        for n in range(len(claim.quotes))
    ]
    return Proof(sum(proven) / len(claims), sum(needed) / max(1, len(needed)), verbatim=True)


def _is_verbatim(citation: Citation, articles: Mapping[str, Article]) -> bool:
    article = articles.get(citation.doc)
    return article is not None and article.text[citation.start : citation.end] == citation.quote


def _quote(citation: Citation, article: Article) -> Passage:
    chunk = Chunk(article.id, article.content_hash, 0, citation.start, citation.end)
    return Passage(article, chunk, 1.0)


def _claims(text: str, quotes: Mapping[int, Passage]) -> Iterator[CitedSentence]:
    """What stands before each group of markers; what stands after the last is cited by nothing."""
    end = 0
    for cited in _CITED.finditer(text):
        numbers = (int(number) for number in re.findall(r"\d+", cited["markers"]))
        yield CitedSentence(cited["text"].strip(), tuple(quotes[n] for n in numbers if n in quotes))
        end = cited.end()
    if any(char.isalnum() for char in text[end:]):
        yield CitedSentence(text[end:].strip(), ())


def _proves(support: Support, text: str, quotes: Sequence[Passage]) -> bool:
    return support.check(text, quotes).verdict in PROVEN


def _is_needed(support: Support, claim: CitedSentence, n: int) -> bool:
    """Whether the quote proves the claim alone, or the others do not without it."""
    others = [*claim.quotes[:n], *claim.quotes[n + 1 :]]
    return _proves(support, claim.text, [claim.quotes[n]]) or not _proves(support, claim.text, others)
