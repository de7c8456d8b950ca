"""The index: an article record is the commit.

Two Chroma collections hold it, and a third, without rows, whose metadata is the Head:

    <name>-chunks-<g>    a row a chunk: vector and offsets, no words (they are article.text[start:end])
    <name>-articles-<g>  a row an article: the text, all other fields, the vector of title and lead
    <name>               identity, revision, and the generation g that is read

A chunk is visible if its content_hash is that of its article's record. The lexical index is derived
from both and is brought up to date by whoever opens it.
"""

from qa_bot.index.reader import Index
from qa_bot.index.records import Indexed
from qa_bot.index.snapshot import Snapshot
from qa_bot.index.writer import IndexWriter

__all__ = ["Index", "IndexWriter", "Indexed", "Snapshot"]
