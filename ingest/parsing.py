"""A source's bytes -> Article: the text by format, title and publication date by the best evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from ingest.cleaning.cleaner import clean
from ingest.cleaning.dating import byline_date, date_alone, is_release_label, name_date, url_date
from ingest.facts import find_facts
from ingest.formats import READERS, Content, Readers
from ingest.formats.faults import in_words
from ingest.formats.page import read_page
from ingest.sandbox import Refusal
from ingest.scan.source_file import PAGE, Incoming, SourceFile, source_hash
from qa_bot.errors import ArticleError
from qa_bot.text import plain
from qa_bot.types import Article, Chunk, DateSource

_LONGEST_TITLE = 160  # of a first line
_MAX_TITLE = 300
_DERIVED_TITLE = 80
_LONG = 200_000  # characters of an article that it may take seconds to split
_TOP = 2_000  # characters a title is looked for in
_HEADING = re.compile(r"^#{1,3}[ \t]+(.+)$", re.MULTILINE)
_BYLINE = re.compile(r"^(?:by\s\S|https?:|(?:media |press )?contacts?:)", re.IGNORECASE)
_NO_TITLE = re.compile(r"^(?:[-*•>|]|\d+[.)]\s)")
_SENTENCE = re.compile(r"(.+?[.!?][”\"']?)(?=\s|$)|(.+)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A cleaned article with its facts, as a sandbox makes them of bytes that may be hostile."""

    article: Article
    # Of a long article. To split one, a sandbox loads LlamaIndex, which takes it longer than many short ones.
    chunks: tuple[Chunk, ...] | None = None
    facts: str = ""  # encoded, for they go through two pipes


def read(incoming: Incoming, *, chunk_words: int, readers: Readers) -> Reading | Refusal:
    """Parses and cleans; refuses what is no article that can be read by one of the readers."""
    try:
        article = clean(parse(incoming.file, incoming.raw, readers))
    except ArticleError as error:
        return Refusal(str(error), is_lasting=True)
    if article.content_hash == incoming.known_content:
        return Reading(article)
    facts = find_facts(article).encoded()
    if len(article.text) < _LONG:
        return Reading(article, facts=facts)
    from ingest.chunking import chunks

    return Reading(article, chunks(article, chunk_words), facts)


def parse(source_file: SourceFile, raw: bytes, readers: Readers = READERS) -> Article:
    """Raises ArticleError with the reason if `raw` is no article that can be read by one of the readers."""
    if not raw.strip():
        raise ArticleError("is empty")
    content = _content(source_file.kind, raw, readers)
    if not any(char.isalnum() for char in _body(content)):
        raise ArticleError("has no words in it")
    published, date_source = _publication(content, source_file.doc)
    return Article(
        id=source_file.doc,
        text=content.text,
        title=_title(content, source_file.doc)[:_MAX_TITLE],
        published=published,
        date_source=date_source,
        outlet=content.outlet,
        url=content.url,
        path=source_file.place,
        source=source_file.source,
        skipped=content.skipped,
        aliases=content.aliases,
        pages=content.pages,
        source_hash=source_hash(raw),
    )


def _content(kind: str, raw: bytes, readers: Readers) -> Content:
    """The one gate behind every reader: what it raises has a sentence, what it returns can be stored."""
    try:
        content = read_page(raw, readers) if kind == PAGE else readers[kind].read(raw)
        return content.storable()
    except (ArticleError, MemoryError):
        raise
    except Exception as error:  # what reads foreign formats raises anything on a hostile file
        raise ArticleError(f"cannot be read as {kind} ({in_words(error)}); check the file") from error


def _publication(content: Content, doc: str) -> tuple[date | None, DateSource]:
    """The first that is there of: what the format says, a byline, the URL, the file's name."""
    if content.published:
        return content.published, content.date_source
    if printed := byline_date(_body(content)):
        return printed, DateSource.BYLINE
    if content.url and (day := url_date(content.url)):
        return day, DateSource.URL
    if day := name_date(doc):
        return day, DateSource.INFERRED
    return None, DateSource.UNKNOWN


def _title(content: Content, doc: str) -> str:
    """The given title, else a heading, else a first line that looks like one, else the lead, shortened."""
    if content.title.strip():
        return plain(" ".join(content.title.split()))
    body = _body(content)
    if (heading := _HEADING.search(body)) and not body[: heading.start()].strip():
        return plain(heading[1])
    lines = [line for line in map(str.strip, body.lstrip()[:_TOP].split("\n")) if line]
    first = next((line for line in lines if not _is_above_title(line)), lines[0])
    if _looks_like_title(first) and first is not lines[-1]:
        return plain(first)
    return _lead(plain(first)) or PurePosixPath(doc).stem


def _is_above_title(line: str) -> bool:
    return bool(_BYLINE.match(line) or date_alone(line) or is_release_label(line))


def _looks_like_title(line: str) -> bool:
    if not 3 <= len(line) <= _LONGEST_TITLE or line[-1] in ".,;:" or _NO_TITLE.match(line):
        return False
    return not line[0].islower()


def _lead(line: str) -> str:
    """The first sentence, cut at a word."""
    found = _SENTENCE.match(line.strip())
    sentence = found[0] if found else ""
    if len(sentence) <= _DERIVED_TITLE:
        return sentence
    return sentence[:_DERIVED_TITLE].rsplit(" ", 1)[0].rstrip(",;:–— ") + "…"


def _body(content: Content) -> str:
    return content.text[content.skipped[0].end :] if content.skipped else content.text
