"""What the model servers took, day by day, and whether a day's limit is reached; kept beside the index.

Each machine keeps its own account: where several ask, each has a limit of its own.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from qa_bot import privacy
from qa_bot.models import metered
from qa_bot.settings import CostSettings, Settings
from qa_bot.types import Spent, Usage

_BUSY_S = 2.0  # how long one process waits for another's write
_SETUP = """
    CREATE TABLE IF NOT EXISTS spending (day TEXT PRIMARY KEY, tokens INTEGER NOT NULL, amount REAL NOT NULL)
"""
_ADD = """
    INSERT INTO spending VALUES (?, ?, ?)
    ON CONFLICT (day) DO UPDATE SET tokens = tokens + excluded.tokens, amount = amount + excluded.amount
"""
_log = logging.getLogger(__name__)


class Spending:
    """The account of one machine; any number of processes and threads may write it."""

    def __init__(self, path: Path, prices: CostSettings) -> None:
        self._path = path
        self._prices = prices
        self._lock = threading.Lock()
        self._unwritten = Spent(_today(), 0, 0.0)  # where the file cannot be written
        self._failed = False

    @classmethod
    def of(cls, settings: Settings) -> Spending:
        return cls(settings.index.path / "spending.sqlite", settings.cost)

    @contextmanager
    def accounted(self) -> Iterator[None]:
        """Adds what is spent within, also where it ends in an error."""
        with metered() as meter:
            try:
                yield
            finally:
                self.add(meter.usage)

    def add(self, usage: Iterable[Usage]) -> None:
        """A failure is told once and never raised; what is not written counts while the process lives."""
        usage = tuple(usage)
        tokens = sum(one.prompt + one.completion for one in usage)
        if not tokens:
            return
        cost = self._prices.of(usage)
        spent = Spent(_today(), tokens, cost.amount if cost else 0.0)
        try:
            self._write(spent)
        except (sqlite3.Error, OSError) as error:
            self._keep_unwritten(spent, error)

    def today(self) -> Spent:
        """Of this day, in UTC."""
        day = _today()
        try:
            tokens, amount = self._read(day)
        except (sqlite3.Error, OSError) as error:
            self._tell(error)
            tokens, amount = 0, 0.0
        with self._lock:
            if self._unwritten.day == day:
                tokens, amount = tokens + self._unwritten.tokens, amount + self._unwritten.amount
        return Spent(day, tokens, amount, self._is_used_up(tokens, amount))

    def _is_used_up(self, tokens: int, amount: float) -> bool:
        most, money = self._prices.daily_tokens, self._prices.daily_limit
        return bool((most and tokens >= most) or (money and amount >= money))

    def _write(self, spent: Spent) -> None:
        privacy.make_folder(self._path.parent)
        privacy.create(self._path)
        with closing(sqlite3.connect(self._path, timeout=_BUSY_S)) as db, db:
            db.execute(_SETUP)
            db.execute(_ADD, (spent.day.isoformat(), spent.tokens, spent.amount))

    def _read(self, day: date) -> tuple[int, float]:
        if not self._path.exists():
            return 0, 0.0
        with closing(sqlite3.connect(self._path, timeout=_BUSY_S)) as db:
            row = db.execute("SELECT tokens, amount FROM spending WHERE day = ?", (day.isoformat(),))
            return row.fetchone() or (0, 0.0)

    def _keep_unwritten(self, spent: Spent, error: Exception) -> None:
        self._tell(error)
        with self._lock:
            before = self._unwritten if self._unwritten.day == spent.day else Spent(spent.day, 0, 0.0)
            self._unwritten = Spent(spent.day, before.tokens + spent.tokens, before.amount + spent.amount)

    def _tell(self, error: Exception) -> None:
        if not self._failed:
            _log.warning("What models took cannot be kept in %s (%s); make it writable.", self._path, error)
        self._failed = True


def _today() -> date:
    return datetime.now(UTC).date()
