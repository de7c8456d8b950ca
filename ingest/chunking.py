"""An article's kept text -> chunks: whole sentences under one heading, with exact offsets.

LlamaIndex's SentenceSplitter decides where a long section is cut; offsets are found by walking along the
text, because a search would find the first of several equal passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import ceil

from llama_index.core.node_parser import SentenceSplitter

from qa_bot.text import plain, sentence_spans
from qa_bot.types import Article, Chunk

# A line longer than any heading is a text whose line ends were lost.
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]++(.{1,200}?)[ \t#]*+$", re.MULTILINE)
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"\S{1,16}")  # a longer run counts as several words, so that no text is unsplittable
_JOIN = " › "
_FULL = 1.2  # times the aim: a section up to this long stays one chunk
_SMALL = 0.4  # times the aim: a section shorter than this joins its neighbour


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    text: str
    start: int
    end: int

    @classmethod
    def of(cls, match: re.Match[str]) -> _Heading:
        return cls(len(match[1]), plain(match[2]), match.start(), match.end())


@dataclass(frozen=True, slots=True)
class _Section:
    """Text under one heading, or several small sections in a row under what their headings share."""

    top: int  # where its heading begins
    start: int  # where the text under the heading begins
    end: int
    path: tuple[str, ...]
    words: int

    def joined(self, other: _Section) -> _Section:
        """Both as one; a heading that is not shared stays readable in the text."""
        path = _shared(self.path, other.path)
        start = self.start if path == self.path else self.top
        return _Section(self.top, start, other.end, path, self.words + other.words)


def chunks(article: Article, aim: int) -> tuple[Chunk, ...]:
    """Splits into chunks of about `aim` words; `article.text[chunk.start:chunk.end]` is a chunk's text."""
    published = int(article.published.strftime("%Y%m%d")) if article.published else 0
    spans = [
        (start, end, _JOIN.join(section.path))
        for section in [*_sections(article, aim)] or _whole(article)
        for start, end in _split(article.text, section, aim)
    ]
    return tuple(
        Chunk(article.id, article.content_hash, n, start, end, heading, published)
        for n, (start, end, heading) in enumerate(spans)
    )


def _sections(article: Article, aim: int) -> Iterator[_Section]:
    path: tuple[_Heading, ...] = ()
    for start, end in article.kept_ranges():
        found: list[_Section] = []
        headings = [_Heading.of(match) for match in _HEADING.finditer(article.text, start, end)]
        bounds = [start, *(heading.start for heading in headings), end]
        for heading, (left, right) in zip([None, *headings], pairwise(bounds), strict=True):
            if heading:
                path = (*(above for above in path if above.level < heading.level), heading)
            body = heading.end if heading else left
            names = tuple(above.text for above in path if above.text != article.title)
            if words := _count(article.text[body:right]):
                found.append(_Section(left, body, right, names, words))
        yield from _joined(found, aim)


def _whole(article: Article) -> Iterator[_Section]:
    """For an article of nothing but headings: then they are what it says."""
    for start, end in article.kept_ranges():
        yield _Section(start, start, end, (), _count(article.text[start:end]))


def _joined(sections: list[_Section], aim: int) -> Iterator[_Section]:
    """Joins small sections to the one before, so that a list of short ones is not a chunk each."""
    pending: _Section | None = None
    for section in sections:
        if pending and _belong_together(pending, section, aim):
            pending = pending.joined(section)
            continue
        if pending:
            yield pending
        pending = section
    if pending:
        yield pending


def _belong_together(one: _Section, other: _Section, aim: int) -> bool:
    return min(one.words, other.words) < _SMALL * aim and one.words + other.words <= _FULL * aim


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    same = [a == b for a, b in zip(one, other, strict=False)]
    return one[: [*same, False].index(False)]


def _split(text: str, section: _Section, aim: int) -> Iterator[tuple[int, int]]:
    """Cuts a section into parts of similar length, at paragraph ends where it can, else at sentence ends."""
    at = section.start
    body = text[section.start : section.end]
    fits = section.words <= _FULL * aim  # most do, and the splitter is not free
    for part in [body.strip()] if fits else _splitter(_limit(section.words, aim)).split_text(body):
        start = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # matches anywhere
        at = start + len(part)
        if any(char.isalnum() for char in part):
            yield start, at


def _limit(words: int, aim: int) -> int:
    """Words a part may have: its fair share and half a paragraph, in steps, so that splitters are few."""
    parts = ceil(words / (_FULL * aim))
    step = ceil(aim / 10)
    return ceil((words / parts + aim / 6) / step) * step


@cache
def _splitter(limit: int) -> SentenceSplitter:
    return SentenceSplitter(
        chunk_size=limit,
        chunk_overlap=0,
        tokenizer=_WORD.findall,
        paragraph_separator="\n\n",
        chunking_tokenizer_fn=_sentences,
    )


def _sentences(text: str) -> list[str]:
    """Consecutive pieces that together are the whole text, each beginning with a sentence."""
    starts = [start for start, _ in sentence_spans(text)]
    return [text[a:b] for a, b in pairwise([0, *starts[1:], len(text)])]


def _count(text: str) -> int:
    return len(_WORD.findall(text))
