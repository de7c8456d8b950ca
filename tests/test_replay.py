"""Asked again, an answer is the same, or the articles that changed it are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from support.ferry_receipts import ASKED, ELECTION, FERRY, answered
from support.indexed import indexed, write

from qa_bot.index import IndexWriter
from qa_bot.receipts import Receipt
from qa_bot.receipts.replay import Change, replay
from qa_bot.receipts.store import Receipts
from qa_bot.rendering.receipts import replay_text
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question, Status

pytest_plugins = ["support.receipt_fixtures"]


def test_the_same_index_gives_the_same_answer_again(asked: tuple[Responder, Receipt]) -> None:
    responder, found = asked
    again = replay(found, responder.ask, responder.index)
    assert again.same
    assert again.gone == again.new == again.changes == ()


def test_a_changed_article_is_named_as_the_cause(settings: Settings) -> None:
    responder, found = answered(settings)
    text = FERRY.article.text.replace("400", "300").split("\n\n")
    write(
        settings, indexed("ferry.txt", *text, title="A new ferry for the island", published=date(2023, 4, 2))
    )

    again = replay(found, responder.ask, responder.index)

    assert not again.same
    assert "400" in again.gone[0].quote
    assert "300" in again.new[0].quote
    assert [(each.doc, each.change) for each in again.changes] == [("ferry.txt", Change.CHANGED)]
    assert "ferry.txt was changed since" in replay_text(again)


def test_a_removed_article_is_named_as_the_cause(settings: Settings) -> None:
    responder, found = answered(settings)
    with IndexWriter.open(settings) as writer:
        writer.delete(["ferry.txt"])

    again = replay(found, responder.ask, responder.index)

    assert again.answer.status is Status.ABSTAINED
    assert [(each.doc, each.change) for each in again.changes] == [("ferry.txt", Change.REMOVED)]
    assert "there is no answer any more" in replay_text(again)


def test_an_article_that_came_in_since_is_named_as_the_cause(settings: Settings) -> None:
    write(settings, ELECTION)
    responder = Responder.open(settings)
    found = Receipts.of(settings).find(responder.ask(Question(ASKED)).id)
    assert found
    came = datetime.now(UTC).isoformat(timespec="seconds")
    write(settings, replace(FERRY, article=replace(FERRY.article, ingested_at=came)))

    again = replay(found, responder.ask, responder.index)

    assert [(each.doc, each.change) for each in again.changes] == [("ferry.txt", Change.ADDED)]
    assert "there is an answer now" in replay_text(again)


def test_another_answer_without_a_changed_article_blames_the_settings(
    asked: tuple[Responder, Receipt],
) -> None:
    responder, found = asked
    before = replace(found, answer=replace(found.answer, text="Something else."))
    assert "No article behind it has changed" in replay_text(replay(before, responder.ask, responder.index))
