"""What is searchable; alone imports chromadb and tantivy. An article record is the commit.

Two Chroma collections hold it, and a third, without rows, whose metadata is the Head:

    <name>-chunks-<g>    a row a chunk: vector and offsets, no words (they are article.text[start:end])
    <name>-articles-<g>  a row an article: the text, all other fields, the vector of title and lead
    <name>               identity, revision, and the generation g that is read

A chunk is visible if its content_hash is that of its article's record. The lexical index is derived
from both and is brought up to date by whoever opens it.
"""

from typing import TYPE_CHECKING

from qa_bot.index.connection import connect, explained
from qa_bot.index.failures import FailedSource, abridged, read_failures, write_failures
from qa_bot.index.reader import Index
from qa_bot.index.records import SCHEMA, Indexed
from qa_bot.index.rows import PAGE, TEXT_PAGE, existing, listed, slices
from qa_bot.index.snapshot import Snapshot
from qa_bot.index.status import BotStatus, read_status
from qa_bot.index.unread import UnreadKind, for_head
from qa_bot.index.writer import IndexWriter

if TYPE_CHECKING:
    from qa_bot.index.rows import Collection as Collection

__all__ = [
    "PAGE",
    "SCHEMA",
    "TEXT_PAGE",
    "BotStatus",
    "FailedSource",
    "Index",
    "IndexWriter",
    "Indexed",
    "Snapshot",
    "UnreadKind",
    "abridged",
    "connect",
    "existing",
    "explained",
    "for_head",
    "listed",
    "read_failures",
    "read_status",
    "slices",
    "write_failures",
]
