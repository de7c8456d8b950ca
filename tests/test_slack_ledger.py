"""Each post is taken once, and what a process leaves is taken up by another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from qa_bot.messaging.inbox import Ledger
from qa_bot.messaging.post import File, Kind, Post
from qa_bot.settings import Settings

MENTION = Post(
    Kind.MENTION, "Ev1", "T01LARK", "C01GENERAL", "U01ALICE", "Who owns the port?", ts="1712.000100"
)


@pytest.fixture
def ledger(settings: Settings) -> Ledger:
    return Ledger.of(settings)


def test_a_post_is_taken_once_by_its_event_and_by_its_place(ledger: Ledger) -> None:
    assert ledger.take(MENTION)
    assert not ledger.take(MENTION)
    assert not ledger.take(replace(MENTION, event_id="Ev2"))
    assert not ledger.take(replace(MENTION, ts="1712.000300"))
    assert ledger.take(replace(MENTION, event_id="Ev3", ts="1712.000300"))


def test_two_processes_and_their_threads_take_a_post_once(settings: Settings) -> None:
    ledgers = [Ledger.of(settings), Ledger.of(settings)]
    posts = [replace(MENTION, event_id=f"Ev{n}", ts=f"1712.{n:06}") for n in range(50)]
    with ThreadPoolExecutor(8) as pool:
        taken = pool.map(
            lambda one: one[0].take(one[1]), [(each, post) for post in posts for each in ledgers]
        )
        assert sum(taken) == len(posts)


def test_what_a_dead_process_left_is_taken_up_once(settings: Settings) -> None:
    dead, alive, other = Ledger.of(settings), Ledger.of(settings), Ledger.of(settings)
    dead.take(MENTION)
    dead.take(replace(MENTION, event_id="Ev2", ts="1712.000200"))
    dead.finish(MENTION)
    assert alive.take_up() == []
    dead.close()
    (post,) = alive.take_up()
    assert (post.event_id, post.again) == ("Ev2", True)
    assert other.take_up() == []


def test_the_locks_of_killed_processes_are_cleared_away_and_no_others(settings: Settings) -> None:
    alive = Ledger.of(settings)
    dead = settings.index.path / "slack" / "killed.lock"
    dead.touch()
    other = Ledger.of(settings)
    other.take_up()
    assert not dead.exists()
    other.take(MENTION)
    assert alive.take_up() == []


def test_what_could_not_be_answered_is_taken_up_again(settings: Settings) -> None:
    ledger = Ledger.of(settings)
    post = replace(MENTION, files=(File("ferry.txt", "https://files.example/F1", 12),))
    ledger.take(post)
    ledger.release(post)
    assert ledger.take_up() == [replace(post, again=True)]
    assert ledger.take_up() == []


def test_a_message_begun_before_a_restart_is_known_after_it(settings: Settings) -> None:
    before = Ledger.of(settings)
    before.take(MENTION)
    before.note_reply(MENTION, "1712.000150")
    before.close()
    after = Ledger.of(settings)
    (post,) = after.take_up()
    assert after.reply(post) == "1712.000150"


def test_a_stop_ends_what_is_asked_in_the_thread_and_nothing_else(ledger: Ledger) -> None:
    other = replace(MENTION, event_id="Ev2", ts="1712.000200")
    ledger.take(MENTION)
    ledger.take(other)
    ledger.stop(MENTION.channel, MENTION.thread)
    assert ledger.is_stopped(MENTION)
    assert not ledger.is_stopped(other)


def test_the_bot_takes_part_where_it_was_asked_and_not_where_others_reply(ledger: Ledger) -> None:
    ledger.take(replace(MENTION, kind=Kind.REPLY, thread_ts="1600.000100"))
    assert not ledger.takes_part("C01GENERAL", "1600.000100")
    ledger.take(replace(MENTION, event_id="Ev2", ts="1712.000200"))
    assert ledger.takes_part("C01GENERAL", "1712.000200")


def test_the_last_questions_are_the_person_s_own_newest_first_each_once(ledger: Ledger) -> None:
    for n, user in enumerate(("U01ALICE", "U02BOB", "U01ALICE")):
        ledger.take(replace(MENTION, event_id=f"Ev{n}", ts=f"17.{n}", user=user, text=f"Question {n}?"))
    ledger.take(replace(MENTION, event_id="Ev9", ts="17.9", text="Question 0?"))
    assert ledger.last_questions("U01ALICE", 5) == ["Question 0?", "Question 2?"]


def test_words_are_forgotten_where_receipts_keep_none(settings: Settings) -> None:
    private = settings.receipts.model_copy(update={"questions": False})
    ledger = Ledger.of(settings.model_copy(update={"receipts": private}))
    ledger.take(MENTION)
    ledger.finish(MENTION)
    assert ledger.last_questions("U01ALICE", 5) == []
