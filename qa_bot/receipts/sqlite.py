"""Receipts as rows of a SQLite file beside an embedded index; many processes and threads may write."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from weakref import finalize

from qa_bot import privacy
from qa_bot.errors import QABotError
from qa_bot.receipts.receipt import Feedback

_BUSY_S = 10.0  # how long one process waits for another's write
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
_FOUND = "SELECT receipt FROM receipts WHERE id IN (SELECT value FROM json_each(?))"
_EXPIRED = """
    DELETE FROM receipts WHERE asked_at < ?
    OR asked_at <= (SELECT asked_at FROM receipts ORDER BY asked_at DESC LIMIT 1 OFFSET ?)
"""
_ORPHANED = "DELETE FROM feedback WHERE receipt NOT IN (SELECT id FROM receipts)"


class ReceiptFile:
    """Opened when first needed. Raises QABotError where it cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None
        self._lock = threading.Lock()  # one connection for all threads: closing one costs a sync of the disk

    def put(self, id: str, asked_at: datetime, receipt: str) -> None:
        row = (id, _sortable(asked_at), receipt)
        try:
            with self._lock, self._opened() as db:
                db.execute("INSERT OR REPLACE INTO receipts VALUES (?, ?, ?)", row)
        except (sqlite3.Error, OSError) as error:
            raise QABotError(
                f"No receipts are kept in {self._path} ({error}); make it writable, or set receipts.keep = 0."
            ) from None

    def expire(self, oldest: datetime, keep: int) -> None:
        with self._explained(), self._lock, self._opened() as db:
            db.execute(_EXPIRED, (_sortable(oldest), keep))
            db.execute(_ORPHANED)

    def find(self, ids: Sequence[str]) -> list[str]:
        return self._read(_FOUND, json.dumps(list(ids)))

    def latest(self, limit: int) -> list[str]:
        return self._read("SELECT receipt FROM receipts ORDER BY asked_at DESC LIMIT ?", limit)

    def judge(self, id: str, feedback: Feedback) -> None:
        row = (id, feedback.user, feedback.helpful, feedback.why)
        with self._explained(), self._lock, self._opened() as db:
            db.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)", row)

    def feedback(self, id: str) -> list[Feedback]:
        query = "SELECT user, helpful, why FROM feedback WHERE receipt = ? ORDER BY user"
        with self._explained(), self._lock:
            rows = self._opened().execute(query, (id,)).fetchall()
        return [Feedback(user, bool(helpful), why) for user, helpful, why in rows]

    def forget(self, id: str) -> None:
        """Its bytes in the file included."""
        with self._explained(), self._lock:
            db = self._opened()
            with db:
                db.execute("DELETE FROM receipts WHERE id = ?", (id,))
                db.execute(_ORPHANED)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log still has them

    def _read(self, query: str, value: str | int) -> list[str]:
        if not self._path.exists():
            return []
        with self._explained(), self._lock:
            return [row[0] for row in self._opened().execute(query, (value,))]

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            privacy.make_folder(self._path.parent)
            privacy.create(self._path)
            db = sqlite3.connect(self._path, timeout=_BUSY_S, check_same_thread=False)
            finalize(self, db.close)
            db.executescript(_SETUP)
            self._db = db
        return self._db

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            reason = str(error).splitlines()[0]
            raise QABotError(
                f"The receipts in {self._path} cannot be read ({reason}); delete the file to start anew."
            ) from None


def _sortable(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
