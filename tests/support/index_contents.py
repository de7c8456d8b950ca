"""Articles about a harbour, and what an index of them holds and brings up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qa_bot.index import Index, Indexed
from qa_bot.index.chroma import Store
from qa_bot.settings import Settings
from qa_bot.types import Scope
from support.indexed import EMBEDDER, indexed

ANYWHERE = Scope()
BRIDGE = indexed(
    "bridge", "The harbour bridge opened on Monday.", title="Bridge opens", published=date(2023, 5, 1)
)
FERRY = indexed("ferry", "The old ferry stops in autumn.", "Its crew of nine moves to the museum.")
BRIDGE_2 = indexed(
    "bridge", "The harbour bridge closed again.", "A cable had come loose.", title="Bridge closes"
)


def found(index: Index, question: str, scope: Scope = ANYWHERE) -> set[str]:
    """The texts both searches bring up; they have to agree."""
    near = index.latest.passages(index.latest.nearest(EMBEDDER.embed([question])[0], 10, scope), scope)
    lexical = {
        passage.text
        for passage in index.latest.passages(index.latest.lexical.search(question, 10, scope), scope)
    }
    texts = {passage.text for passage in near}
    assert lexical <= texts
    return texts


def refresh(reader: Index) -> None:
    """However long it takes: a question would go on with what it has after half a second."""
    while not reader.latest.is_current():
        reader.refresh()


def content(settings: Settings) -> tuple[object, ...]:
    """All there is in an index, but its revision."""
    index = Index.open(settings)
    articles = index.articles(article.id for article in index.list_articles())
    store = Store.open(settings)  # listed, not searched: a graph this small may lose sight of a chunk
    assert store
    lexical = sorted(
        hit.chunk.id for hit in index.latest.lexical.search("the harbour ferry cable crew", 100, Scope())
    )
    chunks = sorted(chunk.id for chunk in store.all_chunks())
    return articles, chunks, index.chunk_count(), lexical, replace(index.state(), revision=0)


def settings_with(settings: Settings, **sections: dict[str, object]) -> Settings:
    values = settings.model_dump()
    return Settings.model_validate({name: {**values[name], **sections.get(name, {})} for name in values})


def chunk_text(one: Indexed, n: int) -> str:
    return one.article.text[one.chunks[n].start : one.chunks[n].end]
