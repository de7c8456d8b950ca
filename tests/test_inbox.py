"""Each post is taken once, and what a process leaves is taken up by another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from qa_bot.messaging.inbox import Inbox
from qa_bot.messaging.post import File, Post, PostKind
from qa_bot.settings import Settings

MENTION = Post(
    PostKind.MENTION, "Ev1", "T01LARK", "C01GENERAL", "U01ALICE", "Who owns the port?", ts="1712.000100"
)


@pytest.fixture
def inbox(settings: Settings) -> Inbox:
    return Inbox.of(settings, "slack")


def test_a_post_is_taken_once_by_its_event_and_by_its_place(inbox: Inbox) -> None:
    assert inbox.take(MENTION)
    assert not inbox.take(MENTION)
    assert not inbox.take(replace(MENTION, event_id="Ev2"))
    assert not inbox.take(replace(MENTION, ts="1712.000300"))
    assert inbox.take(replace(MENTION, event_id="Ev3", ts="1712.000300"))


def test_two_processes_and_their_threads_take_a_post_once(settings: Settings) -> None:
    inboxes = [Inbox.of(settings, "slack"), Inbox.of(settings, "slack")]
    posts = [replace(MENTION, event_id=f"Ev{n}", ts=f"1712.{n:06}") for n in range(50)]
    with ThreadPoolExecutor(8) as pool:
        taken = pool.map(
            lambda one: one[0].take(one[1]), [(each, post) for post in posts for each in inboxes]
        )
        assert sum(taken) == len(posts)


def test_what_a_dead_process_left_is_taken_up_once(settings: Settings) -> None:
    dead, alive, other = Inbox.of(settings, "slack"), Inbox.of(settings, "slack"), Inbox.of(settings, "slack")
    dead.take(MENTION)
    dead.take(replace(MENTION, event_id="Ev2", ts="1712.000200"))
    dead.finish(MENTION)
    assert alive.take_up() == []
    dead.close()
    (post,) = alive.take_up()
    assert (post.event_id, post.again) == ("Ev2", True)
    assert other.take_up() == []


def test_the_locks_of_killed_processes_are_cleared_away_and_no_others(settings: Settings) -> None:
    alive = Inbox.of(settings, "slack")
    dead = settings.index.path / "slack" / "killed.lock"
    dead.touch()
    other = Inbox.of(settings, "slack")
    other.take_up()
    assert not dead.exists()
    other.take(MENTION)
    assert alive.take_up() == []


def test_what_could_not_be_answered_is_taken_up_again(settings: Settings) -> None:
    inbox = Inbox.of(settings, "slack")
    post = replace(MENTION, files=(File("ferry.txt", "https://files.example/F1", 12),))
    inbox.take(post)
    inbox.release(post)
    assert inbox.take_up() == [replace(post, again=True)]
    assert inbox.take_up() == []


def test_a_message_begun_before_a_restart_is_known_after_it(settings: Settings) -> None:
    before = Inbox.of(settings, "slack")
    before.take(MENTION)
    before.note_reply(MENTION, "1712.000150")
    before.close()
    after = Inbox.of(settings, "slack")
    (post,) = after.take_up()
    assert after.reply(post) == "1712.000150"


def test_a_stop_ends_what_is_asked_in_the_thread_and_nothing_else(inbox: Inbox) -> None:
    other = replace(MENTION, event_id="Ev2", ts="1712.000200")
    inbox.take(MENTION)
    inbox.take(other)
    inbox.stop(MENTION.channel, MENTION.thread)
    assert inbox.is_stopped(MENTION)
    assert not inbox.is_stopped(other)


def test_the_bot_takes_part_where_it_was_asked_and_not_where_others_reply(inbox: Inbox) -> None:
    inbox.take(replace(MENTION, kind=PostKind.REPLY, thread_ts="1600.000100"))
    assert not inbox.takes_part("C01GENERAL", "1600.000100")
    inbox.take(replace(MENTION, event_id="Ev2", ts="1712.000200"))
    assert inbox.takes_part("C01GENERAL", "1712.000200")


def test_the_last_questions_are_the_person_s_own_newest_first_each_once(inbox: Inbox) -> None:
    for n, user in enumerate(("U01ALICE", "U02BOB", "U01ALICE")):
        inbox.take(replace(MENTION, event_id=f"Ev{n}", ts=f"17.{n}", user=user, text=f"Question {n}?"))
    inbox.take(replace(MENTION, event_id="Ev9", ts="17.9", text="Question 0?"))
    assert inbox.last_questions("U01ALICE", 5) == ["Question 0?", "Question 2?"]


def test_words_are_forgotten_where_receipts_keep_none(settings: Settings) -> None:
    private = settings.receipts.model_copy(update={"questions": False})
    inbox = Inbox.of(settings.model_copy(update={"receipts": private}), "slack")
    inbox.take(MENTION)
    inbox.finish(MENTION)
    assert inbox.last_questions("U01ALICE", 5) == []
