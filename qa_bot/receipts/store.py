"""What was asked, what was answered and on what evidence, kept beside the index.

An answer's id names its receipt: where a batch brings its own ids, the same id asked again replaces the older
receipt.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from pydantic import TypeAdapter
from rapidfuzz.fuzz import partial_ratio

from qa_bot.answering import Draft
from qa_bot.errors import QABotError
from qa_bot.query import Query
from qa_bot.receipts.chroma import ServerReceipts
from qa_bot.receipts.receipt import Feedback, Judged, ReadPassage, ReadSentence, Receipt
from qa_bot.receipts.sqlite import ReceiptFile
from qa_bot.retrieval import Evidence, Sentence
from qa_bot.settings import ReceiptSettings, Settings
from qa_bot.types import Answer, Passage

_ALIKE = 80  # per cent: the words of a question with slips of the keys mended
_QUOTED = re.compile(r"“([^”]+)”")
_HASHED = "sha256:"  # begins what stands for a question whose words are not kept
_Place = tuple[str, int]  # of a sentence: its article and where it starts
_log = logging.getLogger(__name__)


class ReceiptStorage(Protocol):
    """Where receipts lie, as JSON. Each method raises QABotError where that cannot be read or written."""

    def put(self, id: str, asked_at: datetime, receipt: str) -> None: ...

    def expire(self, oldest: datetime, keep: int) -> None:
        """Drops what is older, and all but about so many."""

    def find(self, ids: Sequence[str]) -> list[str]: ...

    def latest(self, limit: int) -> list[str]: ...

    def judge(self, id: str, feedback: Feedback) -> None: ...

    def feedback(self, id: str) -> list[Feedback]: ...

    def forget(self, id: str) -> None: ...


class Receipts:
    """The kept receipts of one index; any number of processes and threads may share them."""

    def __init__(self, storage: ReceiptStorage, settings: ReceiptSettings) -> None:
        self._storage = storage
        self._settings = settings
        self._failed = False

    @classmethod
    def of(cls, settings: Settings) -> Receipts:
        """Beside the index: in a file, or on the server."""
        if settings.index.url:
            return cls(ServerReceipts(settings), settings.receipts)
        return cls(ReceiptFile(settings.index.path / "receipts.sqlite"), settings.receipts)

    def keep(self, receipt: Receipt) -> None:
        """Writes it and drops what is too old or too many; a failure is told once and never raised."""
        if not self._settings.keep:
            return
        kept = receipt if self._settings.questions else _without_question(receipt)
        oldest = receipt.asked_at - timedelta(days=self._settings.days)
        try:
            self._storage.put(kept.id, kept.asked_at, json.dumps(asdict(kept), default=str))
            self._storage.expire(oldest, self._settings.keep)
        except QABotError as error:
            if not self._failed:
                _log.warning("%s", error)
            self._failed = True

    def find(self, id: str) -> Receipt | None:
        found = self.find_all([id])
        return found[0] if found else None

    def find_all(self, ids: Iterable[str]) -> list[Receipt]:
        """Those of the ids that are kept, in any order."""
        return self._read(self._storage.find(list(ids)))

    def latest(self, limit: int) -> list[Receipt]:
        """The last ones, newest first."""
        return self._read(self._storage.latest(limit))

    def judge(self, id: str, feedback: Feedback) -> None:
        """Keeps what a person thinks of the answer, in place of what the same person thought before."""
        self._storage.judge(id, feedback)

    def feedback(self, id: str) -> list[Feedback]:
        return self._storage.feedback(id)

    def forget(self, id: str) -> None:
        """Deletes it and what people thought of it."""
        self._storage.forget(id)

    def _read(self, rows: Sequence[str]) -> list[Receipt]:
        kept = TypeAdapter(Receipt)
        try:
            return [kept.validate_json(row) for row in rows]
        except ValueError:
            raise QABotError(
                "The receipts were kept by another version of qa-bot; delete them, or use that one."
            ) from None


def receipt_of(query: Query, evidence: Evidence, draft: Draft, answer: Answer) -> Receipt:
    """What `answer` rested on."""
    numbers = {(citation.doc, citation.start): citation.n for citation in answer.citations}
    return Receipt(
        asked_at=datetime.now(UTC),
        standalone=query.text,
        answer=answer,
        doc_ids=query.question.doc_ids,
        read=_read_passages(evidence, numbers),
        judged=(
            *(
                Judged(
                    one.text,
                    one.verdict,
                    one.confidence,
                    numbers.get(_place(one.source)),
                    tuple(numbers[_place(other)] for other in one.beside),
                    one.instead,
                )
                for one in draft.statements
            ),
            *(Judged(one.text, one.verdict, None, None) for one in draft.dropped),
        ),
        model=draft.model,
        prompt_hash=draft.prompt_hash,
    )


def _read_passages(evidence: Evidence, numbers: Mapping[_Place, int]) -> tuple[ReadPassage, ...]:
    """The passages whose sentences were compared, best first, with those sentences as they stand."""
    compared = defaultdict[str, list[Sentence]](list)
    for sentence in sorted(evidence.sentences, key=lambda one: one.start):
        compared[sentence.passage.chunk.id].append(sentence)
    return tuple(
        _read_passage(passage, [_read_sentence(one, numbers) for one in compared[passage.chunk.id]])
        for passage in evidence.passages
        if passage.chunk.id in compared
    )


def _read_passage(passage: Passage, sentences: Sequence[ReadSentence]) -> ReadPassage:
    article = passage.article
    return ReadPassage(
        id=passage.chunk.id,
        doc=article.id,
        title=article.title,
        date=article.published,
        date_source=article.date_source,
        content_hash=article.content_hash,
        score=round(passage.score, 4),
        sentences=tuple(sentences),
    )


def _read_sentence(sentence: Sentence, numbers: Mapping[_Place, int]) -> ReadSentence:
    return ReadSentence(
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        score=round(max(close.alignment for close in sentence.closeness), 4),
        citation=numbers.get(_place(sentence)),
    )


def _place(sentence: Sentence) -> _Place:
    return sentence.passage.article.id, sentence.start


def asked(receipt: Receipt) -> str:
    """The question in its words; "" where only their hash was kept."""
    question = receipt.answer.question
    return "" if question.startswith(_HASHED) else question


def _without_question(receipt: Receipt) -> Receipt:
    """Equal questions can still be counted, by the hash that takes their place.

    What the articles disagree about is said in the question's words, and so may be a notice.
    """
    question = receipt.answer.question
    hashed = hashlib.sha256(question.encode(errors="replace")).hexdigest()
    answer = replace(
        receipt.answer,
        question=f"{_HASHED}{hashed}",
        standalone="",
        disagreements=tuple(replace(each, about="") for each in receipt.answer.disagreements),
        notice="" if _quotes(receipt.answer.notice, question) else receipt.answer.notice,
    )
    return replace(receipt, standalone="", answer=answer)


def _quotes(notice: str, question: str) -> bool:
    """Whether it has words of the question, perhaps in another spelling."""
    return any(
        partial_ratio(quoted.lower(), question.lower()) >= _ALIKE for quoted in _QUOTED.findall(notice)
    )
