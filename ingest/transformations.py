"""From bytes to embedded chunks by LlamaIndex IngestionPipelines: read; then sign, split and embed.

No docstore and no vector store in it: the index is the writer. Steps pass on what is not theirs, so that one
bad file ends as a FailedSource among the results and stops nothing. A batch in which a step fails is halved
until the article that it fails on stands alone. Importing this module imports LlamaIndex.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Annotated, Any

import numpy as np
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import BaseNode, TextNode, TransformComponent
from pydantic import SkipValidation

from ingest.chunking import chunks
from ingest.executors.batches import Transformed
from ingest.formats import Readers
from ingest.formats.faults import is_fault
from ingest.parsing import Reading, read
from ingest.sandbox import Refusal, Sandbox
from ingest.scan.source_file import Incoming, source_hash
from qa_bot.errors import QABotError
from qa_bot.index import FailedSource, Indexed
from qa_bot.models import Embedder
from qa_bot.text import fold, plain, signatures
from qa_bot.types import Article, Chunk


class _IncomingNode(TextNode):
    incoming: Incoming


class _ArticleNode(TextNode):
    article: Article
    chunks: tuple[Chunk, ...] | None  # None: not split yet
    facts: str


class _PassageNode(TextNode):
    """A chunk; `text` is what is embedded."""

    article: Article
    chunk: Chunk
    facts: str  # of the article


class _SameNode(TextNode):
    article: Article


class _FailedNode(TextNode):
    failure: FailedSource


class Read(TransformComponent):
    """Parses and cleans within the limits, and drops articles whose content the index has already."""

    sandbox: Annotated[Sandbox | None, SkipValidation]
    chunk_words: int
    readers: Annotated[Readers, SkipValidation]

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> Sequence[BaseNode]:
        incoming = [node.incoming for node in nodes if isinstance(node, _IncomingNode)]
        reader = partial(read, chunk_words=self.chunk_words, readers=self.readers)
        readings = self.sandbox.each(reader, incoming) if self.sandbox else _here(reader, incoming)
        return [_node(*each) for each in zip(incoming, readings, strict=True)]


class Sign(TransformComponent):
    """Adds the signature by which copies of one story are recognised."""

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> Sequence[BaseNode]:
        articles = [node for node in nodes if isinstance(node, _ArticleNode)]
        marks = signatures([node.article.kept for node in articles])
        for node, mark in zip(articles, marks, strict=True):
            node.article = replace(node.article, signature=mark)
        return nodes


class Split(TransformComponent):
    chunk_words: int

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> Sequence[BaseNode]:
        return [passage for node in nodes for passage in self._passages(node)]

    def _passages(self, node: BaseNode) -> Iterator[BaseNode]:
        if not isinstance(node, _ArticleNode):
            yield node
            return
        article = node.article
        parts = chunks(article, self.chunk_words) if node.chunks is None else node.chunks
        if not parts:
            yield _without_text(article)
            return
        for chunk in parts:
            text = _embedded_text(article, chunk)
            yield _PassageNode(text=text, article=article, chunk=chunk, facts=node.facts)


class Embed(TransformComponent):
    embedder: Annotated[Embedder, SkipValidation]

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> Sequence[BaseNode]:
        passages = [node for node in nodes if isinstance(node, _PassageNode)]
        if passages:
            vectors = self.embedder.embed([node.text for node in passages])
            for node, vector in zip(passages, vectors, strict=True):
                node.embedding = vector.tolist()
        return nodes


class Transformations:
    """The pipeline, from Incoming to what the index takes."""

    def __init__(
        self, chunk_words: int, embedder: Embedder, readers: Readers, sandbox: Sandbox | None
    ) -> None:
        """Without a `sandbox`, files are read here and without limits: for readers that cannot be sent."""
        reading = Read(sandbox=sandbox, chunk_words=chunk_words, readers=readers)
        steps: list[TransformComponent] = [Sign(), Split(chunk_words=chunk_words), Embed(embedder=embedder)]
        # Two, so that nothing is read again when a later step fails.
        self._reading = IngestionPipeline(transformations=[reading], disable_cache=True)
        self._indexing = IngestionPipeline(transformations=steps, disable_cache=True)

    def run(self, batch: Sequence[Incoming]) -> Transformed:
        """What a source fails with is among the results, whichever step raised it.

        Raises QABotError for what is no article's fault: ModelUnavailable if there is no embedder.
        """
        incoming = [_IncomingNode(incoming=each) for each in batch]
        return self._transformed(self._reading.run(nodes=incoming))

    def _transformed(self, read: Sequence[BaseNode]) -> Transformed:
        try:
            return self._outcome(read)
        except QABotError:
            raise
        except BaseException as error:
            if not is_fault(error):
                raise
            if len(read) == 1 and isinstance(read[0], _ArticleNode):
                return Transformed(failed=(_failed(read[0].article, error),))
            if len(read) < 2:
                raise
        middle = len(read) // 2
        return self._transformed(read[:middle]) + self._transformed(read[middle:])

    def _outcome(self, read: Sequence[BaseNode]) -> Transformed:
        nodes = self._indexing.run(nodes=read)
        passages = [node for node in nodes if isinstance(node, _PassageNode)]
        articles = groupby(passages, key=lambda node: node.article.id)
        return Transformed(
            indexed=tuple(_indexed(list(group)) for _, group in articles),
            same=tuple(node.article for node in nodes if isinstance(node, _SameNode)),
            failed=tuple(node.failure for node in nodes if isinstance(node, _FailedNode)),
        )


def _here(
    reader: Callable[[Incoming], Reading | Refusal], incoming: Sequence[Incoming]
) -> Iterator[Reading | Refusal]:
    for each in incoming:
        try:
            yield reader(each)
        except BaseException as error:
            if not is_fault(error):
                raise
            yield Refusal.of_fault(error)


def _node(incoming: Incoming, reading: Reading | Refusal) -> BaseNode:
    if isinstance(reading, Refusal):
        hashed = source_hash(incoming.raw) if reading.is_lasting else ""
        failure = FailedSource(incoming.file.doc, reading.reason, incoming.file.place, hashed)
        return _FailedNode(failure=failure)
    if reading.article.content_hash == incoming.known_content:
        return _SameNode(article=reading.article)
    return _ArticleNode(article=reading.article, chunks=reading.chunks, facts=reading.facts)


def _failed(article: Article, error: BaseException) -> FailedSource:
    """Without the hash of its bytes, which would keep it from being tried again."""
    return FailedSource(article.id, Refusal.of_fault(error).reason, article.path or "")


def _without_text(article: Article) -> BaseNode:
    reason = "has no text beside what is left out of the index"
    return _FailedNode(failure=FailedSource(article.id, reason, article.path or "", article.source_hash))


def _indexed(passages: Sequence[_PassageNode]) -> Indexed:
    """The first chunk, embedded with the title, is the lead."""
    vectors = np.array([node.embedding for node in passages], dtype=np.float32)
    first = passages[0]
    return Indexed(first.article, tuple(node.chunk for node in passages), vectors, vectors[0], first.facts)


def _embedded_text(article: Article, chunk: Chunk) -> str:
    parts = (article.full_title, chunk.heading, plain(article.text[chunk.start : chunk.end]))
    return fold("\n".join(part for part in parts if part))
