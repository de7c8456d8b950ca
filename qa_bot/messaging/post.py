"""What somebody said in a chat, and where the answer to it belongs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class PostKind(StrEnum):
    """How a post came to be a question."""

    MENTION = "mention"
    DIRECT = "direct"
    REPLY = "reply"  # in a thread, without a mention: a question if the bot takes part in it
    POST = "post"  # in a channel, without a mention: a question where every post is one
    COMMAND = "command"
    SHARED = "shared"  # an answer that somebody put before everybody


@dataclass(frozen=True, slots=True)
class File:
    name: str
    url: str
    size: int


@dataclass(frozen=True, slots=True)
class Post:
    """A message or command by a person, in plain words."""

    kind: PostKind
    event_id: str
    team: str  # of the person
    channel: str
    user: str
    text: str
    ts: str = ""  # names it in its channel, and sorts by time as text; none for a command
    thread_ts: str = ""  # of the first message of the thread it was posted in
    files: tuple[File, ...] = ()
    response_url: str = ""  # where a command is replied to, in chats that give it an address
    shows: str = ""  # the answer that was shared in it
    again: bool = False  # it may have been answered before: it was sent again, or a process died over it
    is_direct: bool = False  # the channel is between the person and the bot, whatever kind of post it is

    @property
    def id(self) -> str:
        """The same for the mention and the message of one post, and for each delivery of either."""
        return f"{self.channel}/{self.ts or self.event_id}"

    @property
    def answer_id(self) -> str:
        """The same whoever answers it and however often, so that it has one receipt."""
        return self.shows or hashlib.sha256(f"{self.team}/{self.id}".encode()).hexdigest()[:12]

    @property
    def thread(self) -> str:
        """The thread its answer belongs to."""
        return self.thread_ts or self.ts
