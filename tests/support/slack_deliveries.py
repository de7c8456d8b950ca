"""A question about a ferry, and its answer on the way into the tests' Slack."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from qa_bot.answering.citations import cited, lines_of
from qa_bot.answering.draft import Statement
from qa_bot.messaging.post import Post, PostKind
from qa_bot.retrieval.reranking import Sentence
from qa_bot.slack.delivery import ThreadDelivery
from qa_bot.slack.sender import Sender
from qa_bot.types import Answer, Article, Chunk, DateSource, Form, IndexState, Line, Passage, Status
from support.slack_events import Ack, Payload
from support.slack_proxy import SlackProxy
from support.slack_server import ALICE, GENERAL, TEAM

FERRY = "The ferry to Orrin stopped on Monday."
STORM = "A storm had broken the pier."
REPAIR = "Repairs will take three weeks."
NEWS = f"{FERRY} {STORM} {REPAIR}"


class Listener:
    """An app that acknowledges everything and keeps it."""

    def __init__(self) -> None:
        self.heard: list[Payload] = []

    async def send(self, kind: str, payload: Payload, retry: int, reason: str) -> Ack:
        self.heard.append(payload)
        return Ack(again=False)


def asked(slack: SlackProxy, channel: str = GENERAL) -> Post:
    text = "Why is there no ferry?"
    return Post(
        PostKind.MENTION, "Ev1", TEAM, channel, ALICE, text, ts=slack.server.post(ALICE, channel, text)
    )


def statement(text: str) -> Statement:
    whole = NEWS if text in NEWS else text
    article = Article("ferry.md", whole, "No ferry", date(2031, 5, 6), DateSource.BYLINE, outlet="The Gull")
    passage = Passage(article, Chunk(article.id, "c0ffee", 0, 0, len(whole)), 1.0)
    start = whole.index(text)
    return Statement(text, Sentence(passage, start, start + len(text), 0))


def line(text: str, n: int = 1) -> Line:
    return statement(text).line(n)


def answer_of(*sentences: str) -> Answer:
    statements = [statement(sentence) for sentence in sentences]
    text, citations = cited(statements)
    index = IndexState(1, 812, date(2031, 5, 6))
    return Answer(
        "a1b2",
        "Why?",
        Status.ANSWERED,
        text,
        "extractive",
        index,
        lines=lines_of(statements),
        citations=citations,
    )


def delivery(sender: Sender, post: Post, reply: str = "") -> ThreadDelivery:
    return ThreadDelivery(sender, post, begun=lambda ts: None, reply=reply)


def methods(slack: SlackProxy) -> list[str]:
    return [call.method for call in slack.calls]


def the_reply(slack: SlackProxy, post: Post) -> dict[str, Any]:
    (message,) = slack.server.replies(post.channel, post.ts)
    return message


def drawn(message: dict[str, Any]) -> str:
    """Everything a person reads in a message."""
    blocks = message.get("blocks") or [{"text": {"text": message["text"]}}]
    texts = [block["text"]["text"] for block in blocks if "text" in block]
    return " ".join(
        [
            *texts,
            *(
                e["text"]
                for b in blocks
                for e in b.get("elements", [])
                if "text" in e and isinstance(e["text"], str)
            ),
        ]
    )


def deliver(to: ThreadDelivery, sentences: Sequence[str], pause_s: float = 0) -> None:
    to.status("Searching 812 articles…")
    for n, sentence in enumerate(sentences, start=1):
        to.show(line(sentence, n), Form.FACT)
        time.sleep(pause_s)
    to.finish(answer_of(*sentences))
