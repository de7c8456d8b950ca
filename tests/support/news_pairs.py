"""Two short articles and a question that both may answer: what is asked of them, and how."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from qa_bot.index import Indexed
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.text.near_duplicates import signatures
from qa_bot.types import Answer, Question
from support.indexed import indexed, write

Ask = Callable[["Pair"], Answer]
EARLIER, LATER = date(2024, 6, 11), date(2024, 6, 13)


@dataclass(frozen=True)
class Pair:
    what: str
    question: str
    earlier: str
    later: str
    apart: tuple[str, str] = ("", "")  # words that only the earlier side has, and only the later


def marked(pairs: Sequence[Pair], missed: Collection[str]) -> list[Any]:
    """The pairs as parameters of a test, those that are known to be missed marked so."""
    miss = pytest.mark.xfail(reason="known to be missed", strict=True)
    return [pytest.param(pair, id=pair.what, marks=[miss] if pair.what in missed else []) for pair in pairs]


def asker(settings: Settings, pairs: Sequence[Pair]) -> Ask:
    """Asks a pair's question of its two articles, in an index with all of them."""
    write(settings, *(article for pair in pairs for article in _articles(pair)))
    responder = Responder.open(settings)
    return lambda pair: responder.ask(Question(pair.question, doc_ids=(f"{pair.what}-1", f"{pair.what}-2")))


def _articles(pair: Pair) -> list[Indexed]:
    return [
        _signed(indexed(f"{pair.what}-{n}", *text.split("\n"), title="News", published=day))
        for n, text, day in ((1, pair.earlier, EARLIER), (2, pair.later, LATER))
    ]


def _signed(one: Indexed) -> Indexed:
    (signature,) = signatures([one.article.text])
    return replace(one, article=replace(one.article, signature=signature))
