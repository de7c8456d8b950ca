"""Whatever an article or a person says, what Slack shows of it stays within the limits and does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models import JsonObject
from slack_sdk.models.views import View
from support.slack_answer import ANSWER, JUNE, MAY, OPENED, RECEIPT, lines
from support.slack_hostile import TRICKS, hostile_receipt
from support.slack_limits import message_problems, view_problems

from qa_bot.receipts import Receipt
from qa_bot.receipts.staleness import Fate, StaleCitation
from qa_bot.slack import text
from qa_bot.slack.blocks import answer as answers
from qa_bot.slack.blocks import correction, evidence, help, home
from qa_bot.slack.blocks.correction import Correction
from qa_bot.slack.blocks.rich import Message
from qa_bot.types import Article

HOSTILE = 10_000  # articles, each with an answer
INERT = {
    *("text", "plain_text", "rich_text", "rich_text_section", "rich_text_list", "rich_text_quote"),
    *("context", "header", "divider", "actions", "button", "context_actions", "feedback_buttons"),
    "feedback button",
}
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
ACTING = re.compile(r"[<>*_~`]|&(?!amp;|lt;|gt;)|://|^&gt;|[@#]\w|:[\w+'-]+:|\w\w\.[^\W\d_]{2}", re.MULTILINE)


def test_hostile_articles_stay_within_the_limits_and_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # What slack_sdk checks itself takes longer than all the rest; the test after this one has it check.
    monkeypatch.setattr(JsonObject, "validate_json", lambda self: None)
    random = Random(4)
    made = [hostile_receipt(random, n) for n in range(HOSTILE)]
    for receipt, article in made:
        check_answer(receipt, article)
    for n in range(0, len(made), 10):
        few = made[n : n + 10]
        check_articles([article for _, article in few], [receipt.standalone for receipt, _ in few])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.text(max_size=60), st.sampled_from(TRICKS))
def test_no_text_does_anything(body: str, title: str, trick: str) -> None:
    article = replace(OPENED, text=body + trick, title=title, outlet=trick or None, id=title)
    citation = replace(MAY, doc=title, title=title, quote=body, start=0, end=len(body), outlet=title)
    answer = replace(
        ANSWER, text=f"{body}{trick}." if body.strip() else "Nothing.", citations=(citation, JUNE)
    )
    check_answer(replace(RECEIPT, answer=answer), article)
    check_articles([article], [body])
    assert not ACTING.search(text.escaped(body + trick))


def check_answer(receipt: Receipt, article: Article) -> None:
    """Every message and view that can be made of it is within the limits and inert."""
    addresses = {text.linkable(article.url), text.linkable(MAY.url)}
    said = [check_message(message, addresses) for message in answers.messages(receipt.answer, share=True)]
    whole = "".join(line for blocks in said for block in blocks for line in lines(block))
    assert "".join(whole.split()).startswith(
        "".join(text.clean(receipt.answer.text).split())
    )  # nothing is cut
    check_view(evidence.view(receipt, {article.id: article}), addresses)
    stale = [StaleCitation(each, Fate.CORRECTED, "", False) for each in receipt.answer.citations]
    corrections = [Correction(each, "v2", article, article.text) for each in stale]
    check_message(correction.message(corrections, receipt.answer.question, receipt.standalone), addresses)


def check_articles(known: list[Article], asked: list[str]) -> None:
    addresses = {text.linkable(article.url) for article in known}
    for message in help.articles(known):
        check_message(message, addresses)
    check_view(home.view(ANSWER.index, known, asked), addresses)
    for prompt in help.prompts(known):
        assert prompt["title"].strip() and len(prompt["title"]) <= 75


def check_message(message: Message, addresses: set[str | None]) -> list[dict[str, Any]]:
    blocks = [block.to_dict() for block in message.blocks]
    assert not list(message_problems({"text": message.text, "blocks": blocks}))
    check_inert(blocks, addresses)
    assert not ACTING.search(message.text)
    return blocks


def check_view(view: View, addresses: set[str | None]) -> None:
    sent = view.to_dict()
    assert not list(view_problems(sent))
    check_inert(sent["blocks"], addresses)


def check_inert(blocks: list[dict[str, Any]], addresses: set[str | None]) -> None:
    """Text that Slack does not parse, and links to the articles' own addresses."""
    for leaf in leaves(blocks):
        kind = leaf.get("type", "feedback button")
        assert kind in INERT or (kind == "link" and leaf["url"] in addresses), leaf
        if "text" in leaf and isinstance(leaf["text"], str):
            assert not INVISIBLE.search(leaf["text"])


def leaves(part: Any) -> Iterator[dict[str, Any]]:
    """All JSON objects in it."""
    if isinstance(part, dict):
        yield part
    for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from leaves(value)
