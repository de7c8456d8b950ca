"""Which posts were taken, by which process, and which are answered (SQLite beside the index).

A post is written here before the chat is told that it arrived, so that none is lost and none is answered
twice: neither its mention and its message, nor what the chat sends again, nor by two processes that share the
file. Each process holds a lock as long as it lives; the posts of one that died are taken up by the others.
"""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter

from qa_bot import privacy
from qa_bot.errors import QABotError
from qa_bot.messaging.post import Post
from qa_bot.settings import ReceiptSettings, Settings

_POST = TypeAdapter(Post)
_BUSY_S = 2.0  # how long one process waits for another's write
_CORRECTING = "corrections"  # the lock of whoever tells of them
_SETUP = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;  -- a power cut may cost the last posts, a killed process none
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS posts (
        id TEXT PRIMARY KEY,
        event_id TEXT NOT NULL UNIQUE,
        channel TEXT NOT NULL,
        thread TEXT NOT NULL,
        user TEXT NOT NULL,
        post TEXT NOT NULL,  -- as JSON
        owner TEXT NOT NULL,  -- the process that answers it
        state TEXT NOT NULL DEFAULT 'taken',  -- or 'stopped', 'done'
        reply TEXT NOT NULL DEFAULT '',  -- ts of the message that is being written
        taken_at TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS corrections (
        post TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (post, version)
    );
    CREATE INDEX IF NOT EXISTS posts_by_thread ON posts (channel, thread);
    CREATE INDEX IF NOT EXISTS posts_by_user ON posts (user, taken_at);
    CREATE INDEX IF NOT EXISTS posts_by_time ON posts (taken_at);
    CREATE INDEX IF NOT EXISTS posts_unfinished ON posts (owner) WHERE state = 'taken';
"""
_INSERT = """
    INSERT OR IGNORE INTO posts (id, event_id, channel, thread, user, post, owner, state, taken_at)
    VALUES (:id, :event_id, :channel, :thread, :user, :post, :owner, :state, :now)
"""
_FINISH = """
    UPDATE posts SET state = 'done', post = iif(:words, post, json_set(post, '$.text', '')) WHERE id = :id
"""
_STOP = """
    UPDATE posts SET state = 'stopped', post = iif(:words, post, json_set(post, '$.text', ''))
    WHERE channel = :channel AND thread = :thread AND state = 'taken'
"""
_RETRACT = """
    UPDATE posts SET state = iif(state = 'taken', 'stopped', state), post = json_set(post, '$.text', '')
    WHERE id = :id
"""
_INHERIT = """
    UPDATE posts SET owner = :heir, post = json_set(post, '$.again', json('true'))
    WHERE owner = :owner AND state = 'taken' RETURNING post
"""
# A reply is no proof: it is taken before anyone knows whether the bot takes part.
_TAKES_PART = """
    SELECT 1 FROM posts
    WHERE channel = :channel AND thread = :thread AND json_extract(post, '$.kind') != 'reply'
    LIMIT 1
"""
_ANSWERED = """
    SELECT post FROM posts
    WHERE state = 'done' AND taken_at >= :since
    ORDER BY taken_at DESC LIMIT :limit
"""
_LAST_QUESTIONS = """
    SELECT json_extract(post, '$.text') AS text FROM posts
    WHERE user = :user AND text != ''
    GROUP BY text ORDER BY max(taken_at) DESC LIMIT :limit
"""


class Inbox:
    """Threads may share it."""

    def __init__(self, folder: Path, settings: ReceiptSettings) -> None:
        """Posts are remembered as long as receipts are.

        Where receipts keep no questions, the words of a post are there until it is answered, for whoever
        takes it up if this process dies, and nowhere after.
        """
        self._folder = folder
        self._settings = settings
        self._owner = uuid.uuid4().hex
        self._alive = self._lock_of(self._owner)
        self._using = threading.Lock()  # the one connection
        with self._explained():
            privacy.make_own_folder(folder)
            self._alive.acquire()
            privacy.create(folder / "posts.sqlite")
            self._db = sqlite3.connect(folder / "posts.sqlite", timeout=_BUSY_S, check_same_thread=False)
            self._db.executescript(_SETUP)

    @classmethod
    def of(cls, settings: Settings, chat: str) -> Inbox:
        """Each chat has a folder of its name beside the index. Raises QABotError if it cannot be written."""
        return cls(settings.index.path / chat, settings.receipts)

    @property
    def keeps_words(self) -> bool:
        """Whether those of a question may be kept once it is answered."""
        return self._settings.questions

    def take(self, post: Post) -> bool:
        """Whether the post is this process's to answer: not if it was taken before."""
        return self._insert(post, "taken")

    def note_shared(self, post: Post) -> None:
        """Remembers where an answer was shared: people ask on there, and are told of corrections."""
        self._insert(post, "done")

    def _insert(self, post: Post, state: str) -> bool:
        with self._explained(), self._using, self._db:
            taken = self._db.execute(
                _INSERT,
                {
                    "id": post.id,
                    "event_id": post.event_id,
                    "channel": post.channel,
                    "thread": post.thread,
                    "user": post.user,
                    "post": _POST.dump_json(post).decode(),
                    "owner": self._owner,
                    "state": state,
                    "now": _moment(),
                },
            )
            return taken.rowcount == 1

    def take_up(self) -> list[Post]:
        """The posts nobody answers any more, from now on this process's; forgets what is old."""
        self._run("DELETE FROM posts WHERE taken_at < :oldest", oldest=_moment(-self._settings.days))
        self._run("DELETE FROM corrections WHERE post NOT IN (SELECT id FROM posts)")
        rows = self._run("SELECT DISTINCT owner FROM posts WHERE state = 'taken'")
        locked = {file.stem for file in self._folder.glob("*.lock")}  # some of them by the dead
        owners = {owner for (owner,) in rows} | locked
        return [post for owner in owners - {self._owner, _CORRECTING} for post in self._inherited(owner)]

    def release(self, post: Post) -> None:
        """It could not be answered now: whoever takes up the next posts tries again."""
        self._run("UPDATE posts SET owner = 'nobody' WHERE id = :id", id=post.id)

    def drop(self, post: Post) -> None:
        """It was no question after all."""
        self._run("DELETE FROM posts WHERE id = :id", id=post.id)
        self._forget_words()

    def finish(self, post: Post) -> None:
        self._run(_FINISH, id=post.id, words=self.keeps_words)
        self._forget_words()

    def stop(self, channel: str, thread: str) -> None:
        """Nobody waits for the answers of this thread any more, whichever process writes them."""
        self._run(_STOP, channel=channel, thread=thread, words=self.keeps_words)
        self._forget_words()

    def retract(self, id: str) -> None:
        """Whoever posted it took it back: nobody waits for the answer, and its words are forgotten."""
        self._run(_RETRACT, id=id)

    def is_stopped(self, post: Post) -> bool:
        return self._run("SELECT state FROM posts WHERE id = :id", id=post.id) == [("stopped",)]

    def note_reply(self, post: Post, ts: str) -> None:
        """Remembers the message in which the post is being answered."""
        self._run("UPDATE posts SET reply = :ts WHERE id = :id", id=post.id, ts=ts)

    def reply(self, post: Post) -> str:
        """The message in which it was being answered when a process died; "" if none was begun."""
        rows = self._run("SELECT reply FROM posts WHERE id = :id", id=post.id)
        return str(rows[0][0]) if rows else ""

    def takes_part(self, channel: str, thread: str) -> bool:
        """Whether the bot was asked in this thread before."""
        return bool(self._run(_TAKES_PART, channel=channel, thread=thread))

    def last_questions(self, user: str, limit: int) -> list[str]:
        """What this person asked last, newest first, each once; nothing where no words are kept."""
        if not self.keeps_words:
            return []
        return [text for (text,) in self._run(_LAST_QUESTIONS, user=user, limit=limit)]

    def answered(self, days: float, limit: int) -> list[Post]:
        """What was asked and answered lately, and where answers were shared, newest first."""
        rows = self._run(_ANSWERED, since=_moment(-days), limit=limit)
        return [_POST.validate_json(row) for (row,) in rows]

    def is_settled(self) -> bool:
        """Whether nothing is left to be answered, by whichever process."""
        return not self._run("SELECT 1 FROM posts WHERE state = 'taken' LIMIT 1")

    def corrections(self, post: Post) -> frozenset[str]:
        """Those of the post's answer that were noted."""
        rows = self._run("SELECT version FROM corrections WHERE post = :id", id=post.id)
        return frozenset(version for (version,) in rows)

    def note_correction(self, post: Post, version: str) -> None:
        self._run("INSERT OR IGNORE INTO corrections VALUES (:id, :version)", id=post.id, version=version)

    @contextmanager
    def correcting(self) -> Iterator[bool]:
        """Whether nobody else who shares the file tells of corrections meanwhile."""
        lock = self._lock_of(_CORRECTING)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def close(self) -> None:
        """Leaves what is unfinished to be taken up."""
        with self._using:
            self._db.close()
        self._alive.release()
        Path(self._alive.lock_file).unlink(missing_ok=True)

    def _inherited(self, owner: str) -> list[Post]:
        lock = self._lock_of(owner)
        try:
            lock.acquire(timeout=0)
        except Timeout:  # it lives
            return []
        rows = self._run(_INHERIT, owner=owner, heir=self._owner)
        Path(lock.lock_file).unlink(missing_ok=True)  # first, for who waits for it must find that it is gone
        lock.release()
        return [_POST.validate_json(row) for (row,) in rows]

    def _lock_of(self, owner: str) -> FileLock:
        return FileLock(self._folder / f"{owner}.lock", mode=privacy.FILE, thread_local=False)

    def _forget_words(self) -> None:
        """Where none are kept: SQLite's log still has those of rows that changed."""
        if not self.keeps_words:
            with self._explained(), self._using:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _run(self, statement: str, **values: str | int) -> list[tuple[str, ...]]:
        with self._explained(), self._using, self._db:
            return self._db.execute(statement, values).fetchall()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise QABotError(
                f"Questions cannot be noted in {self._folder} ({error}); make it writable."
            ) from None


def _moment(days: float = 0) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="microseconds")
