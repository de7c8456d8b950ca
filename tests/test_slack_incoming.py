"""What Slack sends becomes posts, is taken once, and waits its turn."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from qa_bot.settings import Settings, SlackSettings
from qa_bot.slack.access import Access
from qa_bot.slack.desk import Desk
from qa_bot.slack.incoming import File, Kind, Post, command_of, plain, post_of, sent_again
from qa_bot.slack.ledger import Ledger

BOT = "U0NEWSBOT"
MENTION = Post(
    Kind.MENTION, "Ev1", "T01LARK", "C01GENERAL", "U01ALICE", "Who owns the port?", ts="1712.000100"
)


def event(type: str = "message", **changes: Any) -> dict[str, Any]:
    """The body of an event as Slack sends it."""
    written = {
        "type": type,
        "user": "U01ALICE",
        "text": f"<@{BOT}> Who owns the port?",
        "ts": "1712.000100",
        "channel": "C01GENERAL",
        "channel_type": "channel",
        "team": "T01LARK",
    }
    return {"team_id": "T01LARK", "event_id": "Ev1", "type": "event_callback", "event": written | changes}


def read(type: str = "message", **changes: Any) -> Post | None:
    return post_of(event(type, **changes), BOT)


def slack_settings(**changes: Any) -> SlackSettings:
    return Settings.load(slack=changes).slack


def test_a_mention_is_a_question_without_the_mention() -> None:
    assert read("app_mention") == MENTION


def test_the_message_event_of_a_mention_is_no_second_question() -> None:
    assert read() is None


def test_a_direct_message_is_a_question_in_its_own_thread() -> None:
    post = read(text="Who owns the port?", channel="D1", channel_type="im")
    assert post and (post.kind, post.thread) == (Kind.DIRECT, "1712.000100")


def test_a_reply_belongs_to_its_thread() -> None:
    post = read(text="And since when?", thread_ts="1711.000900")
    assert post and (post.kind, post.thread) == (Kind.REPLY, "1711.000900")


def test_a_reply_addressed_to_somebody_else_is_no_question() -> None:
    assert read(text="<@U02BOB> do you know?", thread_ts="1711.000900") is None


def test_a_post_may_name_others() -> None:
    post = read(text="Did <@U02BOB|bob> ask who owns the port?")
    assert post and (post.kind, post.text) == (Kind.POST, "Did @bob ask who owns the port?")


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B1"},
        {"user": BOT},
        {"user": None},
        {"subtype": "channel_join"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"edited": {"user": "U01ALICE", "ts": "1712.000200"}},
        {"subtype": "file_share", "text": ""},
        {"text": None},
    ],
)
def test_bots_edits_joins_and_empty_posts_are_no_questions(changes: dict[str, Any]) -> None:
    assert read(**{"text": "Who owns the port?"} | changes) is None


def test_a_bare_mention_asks_what_the_bot_can_do() -> None:
    post = read("app_mention", text=f"<@{BOT}>")
    assert post and post.text == "What can you do?"


@pytest.mark.parametrize("text", [":wave:", ":+1::skin-tone-2: :ship:", "👋", "?"])
def test_what_has_no_words_greets_the_bot_or_is_no_question(text: str) -> None:
    for greeting in (read("app_mention", text=f"<@{BOT}> {text}"), read(text=text, channel_type="im")):
        assert greeting and greeting.text == "What can you do?"
    assert read(text=text, thread_ts="1711.000900") is None


@pytest.mark.parametrize(
    "text",
    [
        "من يملك الميناء؟",
        "谁拥有这个港口？",
        "Кто владеет портом?",
        "बंदरगाह किसका है?",
        "ใครเป็นเจ้าของท่าเรือ",
        "Wem gehört's?",
    ],
)
def test_a_question_in_any_script_arrives_as_it_was_written(text: str) -> None:
    post = read("app_mention", text=f"<@{BOT}> {text}")
    assert post and post.text == text


def test_a_file_without_words_is_refused_where_none_is_read() -> None:
    file = {"id": "F1", "name": "ferry.txt", "url_private": "https://files.example/F1"}
    post = read(text="", channel="D1", channel_type="im", files=[file])
    access = Access(slack_settings())
    assert post and access.concerns(post)
    assert access.refusal(post) == "I cannot read files here; ask me in words."
    assert not access.concerns(replace(post, kind=Kind.POST))


def test_slack_s_markup_reads_as_words() -> None:
    said = "Is <#C1|harbour> &amp; <https://port.example|the port> &lt;open&gt;, <!here>, <@U9> <@U8|bob>?"
    assert plain(said) == "Is #harbour & the port <open>, @here, @bob?"


def test_a_command_knows_where_to_reply() -> None:
    body = {
        "command": "/ask",
        "text": "as of 2025-03-01 who owned the port?",
        "trigger_id": "13.37",
        "team_id": "T01LARK",
        "channel_id": "C01GENERAL",
        "user_id": "U01ALICE",
        "response_url": "https://hooks.example/1",
    }
    post = command_of(body)
    assert (post.kind, post.event_id, post.response_url) == (Kind.COMMAND, "13.37", "https://hooks.example/1")
    assert post.id == "C01GENERAL/13.37"


def test_a_file_is_read_with_its_address() -> None:
    file = {"id": "F1", "name": "ferry.txt", "url_private": "https://files.example/F1", "size": 12}
    post = read(subtype="file_share", text="", files=[file, {**file, "is_external": True}])
    assert post and post.files == (File("ferry.txt", "https://files.example/F1", 12),)


def test_a_retry_is_marked() -> None:
    assert sent_again(MENTION, {"x-slack-retry-num": ["1"]}).again
    assert not sent_again(MENTION, {"x-slack-retry-num": ["0"]}).again
    assert not sent_again(MENTION, {}).again


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


@dataclass
class Waiting:
    """A job that runs until it may end, and notes what happens to it."""

    origin: str = "C01GENERAL"
    may_end: threading.Event = field(default_factory=threading.Event)
    has_begun: threading.Event = field(default_factory=threading.Event)
    was_told: threading.Event = field(default_factory=threading.Event)
    places: list[int] = field(default_factory=list)

    def run(self) -> None:
        self.has_begun.set()
        assert self.may_end.wait(10)

    def tell_place(self, place: int) -> None:
        self.places.append(place)
        self.was_told.set()


def test_who_must_wait_is_told_the_place() -> None:
    desk = Desk(workers=2)
    jobs = [Waiting(f"C{n}") for n in range(4)]
    for job in jobs:
        desk.put(job)
    assert jobs[2].was_told.wait(5) and jobs[3].was_told.wait(5)
    assert [job.places for job in jobs] == [[], [], [1], [2]]
    for job in jobs:
        job.may_end.set()
    assert jobs[3].has_begun.wait(5)
    assert desk.close(5)


def test_a_crowded_channel_leaves_workers_to_the_others() -> None:
    desk = Desk(workers=8)
    crowd, other = [Waiting() for _ in range(6)], Waiting("C02")
    for job in (*crowd, other):
        desk.put(job)
    assert other.has_begun.wait(5) and crowd[2].was_told.wait(5)
    assert [job.has_begun.is_set() for job in crowd] == [True, True, False, False, False, False]
    for job in (*crowd, other):
        job.may_end.set()
    assert all(job.has_begun.wait(5) for job in crowd)
    assert desk.close(5)


def test_a_desk_that_closes_finishes_what_had_begun_and_nothing_else() -> None:
    desk = Desk(workers=1)
    first, second = Waiting(), Waiting()
    desk.put(first)
    desk.put(second)
    assert first.has_begun.wait(5)
    assert not desk.close(0.05)
    first.may_end.set()
    assert desk.close(5)
    assert not second.has_begun.is_set()


def test_a_job_that_fails_leaves_its_worker_to_the_next(caplog: pytest.LogCaptureFixture) -> None:
    @dataclass
    class Failing(Waiting):
        def run(self) -> None:
            raise RuntimeError("the pier is closed")

    desk = Desk(workers=1)
    after = Waiting()
    after.may_end.set()
    desk.put(Failing())
    desk.put(after)
    assert after.has_begun.wait(5)
    desk.close(5)
    assert "the pier is closed" in caplog.text


@pytest.mark.parametrize(
    ("rules", "changes", "says"),
    [
        ({"teams": ["T02"]}, {}, "workspace"),
        ({"users": ["U02BOB"]}, {}, "among the people"),
        ({"channels": ["C09"]}, {}, "this channel"),
        ({"channels": ["C01GENERAL"], "users": ["U01ALICE"], "teams": ["T01LARK"]}, {}, None),
        ({"channels": ["C09"]}, {"kind": Kind.DIRECT, "channel": "D1"}, None),
    ],
)
def test_who_may_not_ask_reads_why(
    rules: dict[str, Any], changes: dict[str, Any], says: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = Access(slack_settings(**rules)).refusal(replace(MENTION, **changes))
    assert (refusal is None) == (says is None)
    if refusal and says:
        assert says in refusal and MENTION.id in caplog.text


def test_a_post_without_a_mention_is_a_question_only_where_every_post_is() -> None:
    access = Access(slack_settings(every_post=["C01GENERAL"]))
    post = replace(MENTION, kind=Kind.POST)
    assert access.concerns(post)
    assert not access.concerns(replace(post, channel="C09"))


def test_commands_and_some_channels_are_answered_to_the_asker_alone() -> None:
    access = Access(slack_settings(ephemeral=["C01GENERAL"]))
    assert access.is_ephemeral(MENTION)
    assert access.is_ephemeral(replace(MENTION, kind=Kind.COMMAND, channel="C09"))
    assert not access.is_ephemeral(replace(MENTION, channel="C09"))
