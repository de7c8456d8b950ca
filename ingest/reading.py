"""From a source's bytes to its cleaned article: what is done in a sandbox, for the bytes may be hostile."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.cleaning.cleaner import clean
from ingest.formats import Readers
from ingest.parsing import parse
from ingest.sandbox import Refusal
from ingest.scan.source_file import Incoming
from qa_bot.errors import ArticleError
from qa_bot.types import Article, Chunk

_LONG = 200_000  # characters of an article that it takes seconds to split


@dataclass(frozen=True, slots=True)
class Reading:
    article: Article
    # Of a long article. To split one, a sandbox loads LlamaIndex, which takes it longer than many short ones.
    chunks: tuple[Chunk, ...] | None = None


def read(incoming: Incoming, *, chunk_words: int, readers: Readers) -> Reading | Refusal:
    try:
        article = clean(parse(incoming.file, incoming.raw, readers))
    except ArticleError as error:
        return Refusal(str(error), is_lasting=True)
    if len(article.text) < _LONG or article.content_hash == incoming.known_content:
        return Reading(article)
    from ingest.chunking import chunks

    return Reading(article, chunks(article, chunk_words))
