"""Receipts in two collections beside an index on a server, so that every host finds those of all.

    <name>.receipts   id = the answer's, uri = the receipt
    <name>.feedback   id = the answer's and the person's, uri = what the person thinks of it

No index is named so, for its name has no dot. Nothing is searched by vectors here: all rows have the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from qa_bot.errors import QABotError
from qa_bot.index import PAGE, TEXT_PAGE, connect, existing, explained, listed, slices
from qa_bot.receipts.receipt import Feedback
from qa_bot.settings import Settings

if TYPE_CHECKING:
    from qa_bot.index import Collection

_NOWHERE: Any = [1.0]  # a vector
_TIDYING_S = 60.0  # between two looks for what is too old or too many: an answer waits for them
_SLACK = 1.1  # so many times what is to be kept may lie there before the oldest are looked for


class ServerReceipts:
    """Raises QABotError where the server does not take or give them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: dict[str, Collection] = {}
        self._tidied_at = -_TIDYING_S

    def put(self, id: str, asked_at: datetime, receipt: str) -> None:
        try:
            self._put("receipts", id, receipt, asked_at)
        except QABotError as error:
            raise QABotError(f"No receipts are kept on the Chroma server: {error}") from None

    @explained()
    def expire(self, oldest: datetime, keep: int) -> None:
        if monotonic() - self._tidied_at < _TIDYING_S:
            return
        self._tidied_at = monotonic()
        before: Any = {"at": {"$lt": oldest.timestamp()}}
        if receipts := self._collection("receipts"):
            self._delete([id for id, _ in listed(receipts, before)])
            if receipts.count() > keep * _SLACK:
                self._delete(self._newest_first(receipts)[keep:])
        if feedback := self._collection("feedback"):
            feedback.delete(where=before)  # what was thought of an answer when it was kept no longer

    def find(self, ids: Sequence[str]) -> list[str]:
        return list(self._texts(ids).values())

    def latest(self, limit: int) -> list[str]:
        with explained():
            receipts = self._collection("receipts")
            ids = self._newest_first(receipts)[:limit] if receipts else []
        texts = self._texts(ids)
        return [texts[id] for id in ids if id in texts]

    def judge(self, id: str, feedback: Feedback) -> None:
        said = json.dumps(asdict(feedback))
        self._put("feedback", f"{id}/{feedback.user}", said, datetime.now(UTC), of=id)

    @explained()
    def feedback(self, id: str) -> list[Feedback]:
        if (rows := self._collection("feedback")) is None:
            return []
        found = rows.get(where={"of": id}, include=["uris"])["uris"] or ()
        return sorted((Feedback(**json.loads(said)) for said in found), key=lambda each: each.user)

    @explained()
    def forget(self, id: str) -> None:
        self._delete([id])

    def _delete(self, ids: Sequence[str]) -> None:
        for some in map(list, slices(ids, PAGE)):
            of_these: Any = {"of": {"$in": some}}
            if receipts := self._collection("receipts"):
                receipts.delete(ids=some)
            if feedback := self._collection("feedback"):
                feedback.delete(where=of_these)

    @explained()
    def _put(self, kind: str, id: str, text: str, at: datetime, of: str = "") -> None:
        rows = self._known.pop(kind, None) or self._created(kind)
        record: dict[str, Any] = {"at": at.timestamp(), "of": of}
        rows.upsert(ids=[id], embeddings=[_NOWHERE], metadatas=[record], uris=[text])
        self._known[kind] = rows  # not where it failed: somebody may have removed it

    @explained()
    def _texts(self, ids: Sequence[str]) -> dict[str, str]:
        """By id, those that are there."""
        if not ids or (receipts := self._collection("receipts")) is None:
            return {}
        texts: dict[str, str] = {}
        for some in slices(ids, TEXT_PAGE):
            got = receipts.get(ids=list(some), include=["uris"])
            texts |= zip(got["ids"], got["uris"] or (), strict=True)
        return texts

    def _newest_first(self, receipts: Collection) -> list[str]:
        moments = {id: record["at"] for id, record in listed(receipts)}
        return sorted(moments, key=moments.__getitem__, reverse=True)

    def _created(self, kind: str) -> Collection:
        return connect(self._settings).get_or_create_collection(self._name(kind), embedding_function=None)

    def _collection(self, kind: str) -> Collection | None:
        """None before the first row."""
        return existing(connect(self._settings), self._name(kind))

    def _name(self, kind: str) -> str:
        return f"{self._settings.index.name}.{kind}"
