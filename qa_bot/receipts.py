"""What was asked, what was answered and on what evidence, kept in SQLite beside the index.

Many processes and threads may write. An answer's id names its receipt: where a batch brings its own ids, the
same id asked again replaces the older receipt.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from weakref import finalize

from pydantic import TypeAdapter

from qa_bot.answering.draft import Draft
from qa_bot.errors import QaBotError
from qa_bot.reranking import Sentence
from qa_bot.retrieval import Evidence
from qa_bot.settings import ReceiptSettings, Settings
from qa_bot.types import Answer, Feedback, Judged, Passage, Question, ReadPassage, ReadSentence, Receipt

_HASHED = "sha256:"  # begins what stands for a question whose words are not kept
_BUSY_S = 2.0  # how long one process waits for another's write
_SETUP = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;  -- a power cut may cost the last receipts, not the file
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS receipts (id TEXT PRIMARY KEY, asked_at TEXT NOT NULL, receipt TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS receipts_by_time ON receipts (asked_at);
    CREATE TABLE IF NOT EXISTS feedback (
        receipt TEXT NOT NULL, user TEXT NOT NULL, helpful INTEGER NOT NULL, why TEXT NOT NULL,
        PRIMARY KEY (receipt, user)
    );
"""
_EXPIRED = """
    DELETE FROM receipts WHERE asked_at < ?
    OR asked_at <= (SELECT asked_at FROM receipts ORDER BY asked_at DESC LIMIT 1 OFFSET ?)
"""
_ORPHANED = "DELETE FROM feedback WHERE receipt NOT IN (SELECT id FROM receipts)"
_Place = tuple[str, int]  # of a sentence: its article and where it starts
_log = logging.getLogger(__name__)


class Receipts:
    """The kept receipts of one index; the file is opened when first needed."""

    def __init__(self, path: Path, settings: ReceiptSettings) -> None:
        self.path = path
        self._settings = settings
        self._db: sqlite3.Connection | None = None
        self._lock = threading.Lock()  # one connection for all threads: closing one costs a sync of the disk
        self._failed = False

    @classmethod
    def of(cls, settings: Settings) -> Receipts:
        return cls(settings.index.path / "receipts.sqlite", settings.receipts)

    def keep(self, receipt: Receipt) -> None:
        """Writes it and drops what is too old or too many; a failure is told once and never raised."""
        if not self._settings.keep:
            return
        try:
            self._write(receipt if self._settings.questions else _without_question(receipt))
        except (sqlite3.Error, OSError, UnicodeError) as error:
            if not self._failed:
                _log.warning(
                    "No receipts are kept in %s (%s); make it writable, or set receipts.keep = 0.",
                    self.path,
                    error,
                )
            self._failed = True

    def find(self, id: str) -> Receipt | None:
        found = self._read("SELECT receipt FROM receipts WHERE id = ?", id)
        return found[0] if found else None

    def latest(self, limit: int) -> list[Receipt]:
        """The last ones, newest first."""
        return self._read("SELECT receipt FROM receipts ORDER BY asked_at DESC LIMIT ?", limit)

    def judge(self, id: str, feedback: Feedback) -> None:
        """Keeps what a person thinks of the answer, in place of what the same person thought before."""
        row = (id, feedback.user, feedback.helpful, feedback.why)
        with self._explained(), self._lock, self._opened() as db:
            db.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)", row)

    def feedback(self, id: str) -> list[Feedback]:
        query = "SELECT user, helpful, why FROM feedback WHERE receipt = ? ORDER BY user"
        with self._explained(), self._lock:
            rows = self._opened().execute(query, (id,)).fetchall()
        return [Feedback(user, bool(helpful), why) for user, helpful, why in rows]

    def forget(self, id: str) -> None:
        """Deletes it and what people thought of it, its bytes in the file included."""
        with self._explained(), self._lock:
            db = self._opened()
            with db:
                db.execute("DELETE FROM receipts WHERE id = ?", (id,))
                db.execute(_ORPHANED)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log still has them

    def _write(self, receipt: Receipt) -> None:
        oldest = receipt.asked_at - timedelta(days=self._settings.days)
        row = (receipt.id, _sortable(receipt.asked_at), json.dumps(asdict(receipt), default=str))
        with self._lock, self._opened() as db:
            db.execute("INSERT OR REPLACE INTO receipts VALUES (?, ?, ?)", row)
            db.execute(_EXPIRED, (_sortable(oldest), self._settings.keep))
            db.execute(_ORPHANED)

    def _read(self, query: str, value: str | int) -> list[Receipt]:
        if not self.path.exists():
            return []
        with self._explained():
            with self._lock:
                rows = self._opened().execute(query, (value,)).fetchall()
            return _receipts([row[0] for row in rows])

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self.path, timeout=_BUSY_S, check_same_thread=False)
            finalize(self, db.close)
            db.executescript(_SETUP)
            self._db = db
        return self._db

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise QaBotError(
                f"The receipts in {self.path} cannot be read ({reason}); delete the file to start anew."
            ) from None


def receipt_of(question: Question, evidence: Evidence, draft: Draft, answer: Answer) -> Receipt:
    """What `answer` rested on; `question` is the one that was searched."""
    numbers = {(citation.doc, citation.start): citation.n for citation in answer.citations}
    return Receipt(
        asked_at=datetime.now(UTC),
        standalone=question.text,
        answer=answer,
        doc_ids=question.doc_ids,
        read=_read_passages(evidence, numbers),
        judged=(
            *(
                Judged(one.text, one.verdict, one.confidence, numbers.get(_place(one.source)))
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
    """Equal questions can still be counted, by the hash that takes their place."""
    hashed = hashlib.sha256(receipt.answer.question.encode(errors="replace")).hexdigest()
    answer = replace(receipt.answer, question=f"{_HASHED}{hashed}", standalone="")
    return replace(receipt, standalone="", answer=answer)


def _receipts(rows: Sequence[str]) -> list[Receipt]:
    kept = TypeAdapter(Receipt)
    return [kept.validate_json(row) for row in rows]


def _sortable(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
