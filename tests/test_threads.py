"""What was said in a thread tells what is asked in it, and whether the bot is spoken to."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from qa_bot.messaging.adapter import Remark
from qa_bot.messaging.addressing import asks
from qa_bot.messaging.inbox import Inbox
from qa_bot.messaging.post import Post, PostKind
from qa_bot.messaging.threads import Threads
from qa_bot.settings import Settings
from qa_bot.types import Turn

ALICE, BOB, BOT = "alice", "bob", "bot"
FIRST = "001"  # of the thread


@dataclass
class Transcript:
    """The thread as its chat keeps it."""

    said: tuple[Remark, ...]

    def remarks(self, channel: str, thread: str) -> tuple[Remark, ...]:
        return self.said if thread == FIRST else ()


def threads(settings: Settings, *said: Remark) -> Threads:
    return Threads(Transcript(said), Inbox.of(settings, "chat"))


def remark(n: int, user: str, text: str, *, answers: str = "") -> Remark:
    return Remark(f"{n:03}", user, text, is_own=user == BOT, answers=answers)


def reply(n: int, user: str, text: str) -> Post:
    return Post(PostKind.REPLY, f"event {n}", "", "harbour", user, text, ts=f"{n:03}", thread_ts=FIRST)


ASKED = remark(1, ALICE, "Who owns the port?")
ANSWERED = remark(2, BOT, "The town [1].", answers="001")


def test_the_history_of_a_reply_is_what_was_said_before_it(settings: Settings) -> None:
    later = remark(9, ALICE, "And now?")
    history = threads(settings, ASKED, ANSWERED, later).history(reply(3, ALICE, "Since when?"))
    assert history == (Turn("user", "Who owns the port?"), Turn("assistant", "The town [1]."))


def test_what_people_said_to_each_other_after_an_answer_is_no_history(settings: Settings) -> None:
    talk, question = remark(3, BOB, "I heard otherwise."), remark(4, BOB, "Who bought it?")
    history = threads(settings, ASKED, ANSWERED, talk, question).history(reply(5, ALICE, "Since when?"))
    assert [turn.content for turn in history] == ["Who owns the port?", "The town [1].", "Who bought it?"]


def test_what_other_programs_say_is_no_history(settings: Settings) -> None:
    weather = remark(2, "", "Rain at noon.")
    history = threads(settings, ASKED, weather).history(reply(3, ALICE, "Since when?"))
    assert [turn.content for turn in history] == ["Who owns the port?"]


def test_the_bot_takes_part_where_it_has_answered(settings: Settings) -> None:
    post = reply(3, BOB, "Since when?")
    assert threads(settings, ASKED, ANSWERED).takes_part(post)
    assert not threads(settings, ASKED).takes_part(post)


def test_a_reply_is_among_people_unless_it_follows_the_bot_s_answer_to_its_author(settings: Settings) -> None:
    talk = remark(3, BOB, "I heard otherwise.")
    assert not threads(settings, ASKED, ANSWERED).is_among_people(reply(3, ALICE, "Thank you."))
    assert threads(settings, ASKED, ANSWERED).is_among_people(reply(3, BOB, "I heard otherwise."))
    assert threads(settings, ASKED, ANSWERED, talk).is_among_people(reply(4, ALICE, "So did I."))


def test_that_a_post_is_answered_is_seen_in_its_thread(settings: Settings) -> None:
    known = threads(settings, ASKED, ANSWERED)
    assert known.is_answered(Post(PostKind.DIRECT, "event 1", "", "harbour", ALICE, ASKED.text, ts=FIRST))
    assert not known.is_answered(reply(3, ALICE, "Since when?"))


@pytest.mark.parametrize("text", ["Who bought it?", "and when", "谁买的？", "Is that so, and why?"])
def test_a_question_in_a_thread_is_known_by_its_mark_or_its_first_word(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    ["Thanks Bob", "I know who did it.", "let me look", "Whole story below", "https://gull.example/?id=3"],
)
def test_other_remarks_are_none(text: str) -> None:
    assert not asks(text)
