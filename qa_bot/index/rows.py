"""What is asked of a collection of Chroma's: which rows, and how many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from qa_bot.types import Scope, as_number

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection as Collection

PAGE = 1000  # rows a request: under Chroma's 5,461, SQLite's variables and a server's payload
TEXT_PAGE = 250  # rows a request that carry whole texts
_LIST_PAGE = 5000  # rows a request of a whole listing: Chroma counts from the first to each page's first
Item = TypeVar("Item")


def existing(client: ClientAPI, name: str) -> Collection | None:
    """The collection, or None where nobody has made it yet."""
    from chromadb.errors import NotFoundError

    try:
        return client.get_collection(name, embedding_function=None)  # or Chroma would build its default model
    except NotFoundError:
        return None


def slices(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def listed(collection: Collection, where: Any = None) -> Iterator[tuple[str, Any]]:
    """The id and metadata of every row that passes, a page at a time."""
    offset = 0
    while (got := collection.get(where=where, limit=_LIST_PAGE, offset=offset, include=["metadatas"]))["ids"]:
        yield from zip(got["ids"], got["metadatas"] or (), strict=True)
        offset += _LIST_PAGE


def of_articles(doc_ids: Sequence[str]) -> Any:
    """The filter that the chunks of these articles pass."""
    return {"doc_id": {"$in": list(doc_ids)}}


def admitted(scope: Scope, newest: int) -> Any:
    """The filter that the chunks of a scope pass, None for all; `newest` is the latest date in the index."""
    clauses: list[dict[str, Any]] = []
    # Only where it keeps something out: Chroma lists every row that passes, and takes many times longer.
    if scope.as_of and as_number(scope.as_of) < newest:
        clauses.append({"published": {"$lte": as_number(scope.as_of)}})  # an unknown date is 0: always in
    if scope.since:
        clauses.append({"published": {"$gte": as_number(scope.since)}})
    if scope.doc_ids:
        clauses.append(of_articles(scope.doc_ids))
    return {"$and": clauses} if len(clauses) > 1 else clauses[0] if clauses else None
