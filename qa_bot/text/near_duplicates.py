"""Copies: the same story under another headline or with its tail cut, by MinHash of its words.

A signature is made once, at ingest; comparing two needs no text. Broder, "On the resemblance and
containment of documents" (1997). Of the few that are alike the texts are compared: what differs in a figure,
a date, a name or a denial is no copy, but perhaps a forged one.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from qa_bot.text.differences import tell_the_same
from qa_bot.text.folding import fold
from qa_bot.types import Article

Read = Callable[[Iterable[str]], Mapping[str, Article]]  # doc ids -> the articles with their texts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.uint16]

_WORD = re.compile(r"\w+")
_SHINGLE = 3  # words; short enough that an edited word here and there leaves most of them
_PERMUTATIONS = 128  # the resemblance is known to about ± 0.04
_BAND = 4  # bytes, two values: one of 64 bands is alike at a resemblance of 0.25 with a chance of 98 %
_SEED = 1

_RESEMBLANCE = 0.6  # share of all shingles that both have: a lightly edited copy
_ALTERED = 0.8  # of all shingles: a word or two are others
_CONTAINMENT = 0.8  # share of the shorter one's shingles: a copy with its tail cut
_LEAST_OVERLAP = 0.25  # under it the estimate of the containment is mostly noise
_SHORT = 50  # shingles; notes share phrases by chance, so they must be nearly identical
_IDENTICAL = 0.95
_FIGURES = 16  # the first of each text: bulletins of one mould repeat their words, not their figures
_SAME_FIGURES = 0.6  # share of the fewer figures that both have


@dataclass(frozen=True, slots=True)
class _Signature:
    """What is compared: number of shingles, low halves of the MinHash values, hashes of the first figures."""

    shingles: int
    values: Values
    figures: frozenset[int]

    def encoded(self) -> str:
        figures = b"".join(figure.to_bytes(2, "little") for figure in sorted(self.figures))
        return ":".join((str(self.shingles), _base64(self.values.tobytes()), _base64(figures)))

    @classmethod
    @lru_cache(maxsize=5_000)
    def decoded(cls, text: str) -> _Signature:
        import numpy as np

        shingles, values, figures = text.split(":")
        return cls(
            int(shingles),
            np.frombuffer(b64decode(values), dtype="<u2"),
            frozenset(np.frombuffer(b64decode(figures), dtype="<u2").tolist()),
        )


def signatures(texts: Sequence[str]) -> list[str]:
    """One signature a text, "" for a text without words."""
    import numpy as np
    from rensa import RMinHash

    words = [_WORD.findall(fold(text).casefold()) for text in texts]
    shingles = [_shingles(one) for one in words]
    digests = RMinHash.digests_from_token_sets(shingles, num_perm=_PERMUTATIONS, seed=_SEED)
    values = np.array(digests, dtype=np.uint32).reshape(len(texts), _PERMUTATIONS).astype("<u2")
    return [
        _Signature(len(runs), row, _figures(one)).encoded() if one else ""
        for one, runs, row in zip(words, shingles, values, strict=True)
    ]


def same_story(a: Article, b: Article) -> bool:
    """Whether one is a copy of the other, perhaps edited lightly or cut, that tells nothing else."""
    return alike(a, b) and tell_the_same(a.kept, b.kept)


def alike(a: Article, b: Article) -> bool:
    """Whether most of the words are the same, as far as the signatures tell."""
    if not a.signature or not b.signature:
        return False
    one, other = _Signature.decoded(a.signature), _Signature.decoded(b.signature)
    resemblance = _resemblance(one, other)
    if min(one.shingles, other.shingles) < _SHORT:
        return resemblance >= _IDENTICAL and one.figures == other.figures
    if resemblance < _LEAST_OVERLAP or not _share_figures(one, other):
        return False
    shared = resemblance * (one.shingles + other.shingles) / (1 + resemblance)
    return resemblance >= _RESEMBLANCE or shared / min(one.shingles, other.shingles) >= _CONTAINMENT


def nearly_the_same(a: Article, b: Article) -> bool:
    """Whether one is a copy of the other in which little is altered, its only figures perhaps."""
    if not a.signature or not b.signature:
        return False
    one, other = _Signature.decoded(a.signature), _Signature.decoded(b.signature)
    return _resemblance(one, other) >= _ALTERED or alike(a, b)


def _resemblance(one: _Signature, other: _Signature) -> float:
    import numpy as np

    return int(np.count_nonzero(one.values == other.values)) / _PERMUTATIONS


def copies(articles: Sequence[Article]) -> set[str]:
    """The ids of those that tell the story of one before them; a story's first is no copy."""
    import numpy as np

    signed = [article for article in articles if article.signature]
    voices: list[int] = []
    found: set[str] = set()
    values = np.array([_Signature.decoded(article.signature).values for article in signed])
    for at, article in enumerate(signed):
        alike = (values[voices] == values[at]).mean(axis=1)  # all at once: hardly any come close
        if any(
            same_story(article, signed[voice])
            for voice, resemblance in zip(voices, alike, strict=True)
            if resemblance >= _LEAST_OVERLAP
        ):
            found.add(article.id)
        else:
            voices.append(at)
    return found


def groups(articles: Iterable[Article], read: Read | None = None) -> dict[str, str]:
    """Each article's doc id -> its group's id: the first doc id of the story's copies.

    The result does not depend on the order of `articles`. Where they come without their texts, `read` gives
    those of the few that are alike.
    """
    by_id = {article.id: article for article in sorted(articles, key=lambda article: article.id)}
    group = {doc_id: doc_id for doc_id in by_id}
    close = [pair for pair in _candidates(by_id.values()) if alike(*(by_id[doc_id] for doc_id in pair))]
    told = read({doc_id for pair in close for doc_id in pair}) if read else by_id
    for first, second in close:
        one, other = sorted((_root(group, first), _root(group, second)))
        a, b = told.get(first), told.get(second)  # None of one that is gone since it was listed
        if one != other and a and b and tell_the_same(a.kept, b.kept):
            group[other] = one
    return {doc_id: _root(group, doc_id) for doc_id in group}


def _candidates(articles: Iterable[Article]) -> Iterator[tuple[str, str]]:
    """Pairs that are worth comparing, by locality-sensitive hashing: those alike in one band."""
    alike: defaultdict[tuple[int, bytes], list[str]] = defaultdict(list)
    for article in articles:
        if article.signature:
            raw = _Signature.decoded(article.signature).values.tobytes()
            bands = [alike[at, raw[at : at + _BAND]] for at in range(0, len(raw), _BAND)]
            yield from ((article.id, other) for other in sorted(set().union(*bands)))
            for band in bands:
                band.append(article.id)


def _root(group: dict[str, str], doc_id: str) -> str:
    while group[doc_id] != doc_id:
        doc_id = group[doc_id]
    return doc_id


def _shingles(words: Sequence[str]) -> set[str]:
    """Each run of words once; for fewer words than a run has, one of them all."""
    return {" ".join(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))}


def _figures(words: Sequence[str]) -> frozenset[int]:
    figures = dict.fromkeys(word for word in words if word[0].isdigit())
    return frozenset(zlib.crc32(figure.encode()) & 0xFFFF for figure in islice(figures, _FIGURES))


def _share_figures(one: _Signature, other: _Signature) -> bool:
    fewer = min(len(one.figures), len(other.figures))
    return len(one.figures & other.figures) >= _SAME_FIGURES * fewer


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()
