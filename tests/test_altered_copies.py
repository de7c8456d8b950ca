"""A copy of an article that tells something else is a side of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.news_folder import run

from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Question

STORY = """The night ferry from Kell ran onto a sandbank off Varn early on Tuesday.

Some 340 passengers were brought ashore in lifeboats. Nobody was hurt, the coast guard said.

Captain Tom Wren said the radar had failed an hour before. The line has sent divers to look at the hull.

The ferry had left Kell shortly after midnight with lorries and a cargo of salted herring for Varn."""


@pytest.fixture
def ask(settings: Settings, tmp_path: Path) -> Callable[..., Answer]:
    def asked(question: str, *versions: tuple[str, str, str]) -> Answer:
        rows = [
            {"id": f"a{n}", "title": "Ferry on a sandbank", "text": text, "outlet": outlet, "date": day}
            for n, (text, outlet, day) in enumerate(versions)
        ]
        source = tmp_path / "news.jsonl"
        source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        run(settings, source)
        return Responder.open(settings).ask(Question(question))

    return asked


def says(answer: Answer) -> list[tuple[str, str]]:
    return [(side.who, side.says) for each in answer.disagreements for side in each.sides]


@pytest.mark.parametrize(
    ("question", "word", "other"),
    [
        ("How many passengers were brought ashore?", "340", "740"),
        ("Was anybody hurt on the ferry?", "Nobody was hurt", "Two men were hurt"),
    ],
)
def test_an_altered_copy_is_shown_beside_the_article(
    ask: Callable[..., Answer], question: str, word: str, other: str
) -> None:
    altered = STORY.replace(word, other)
    answer = ask(question, (STORY, "Varn Post", "2025-03-04"), (altered, "Kell Wire", "2025-03-04"))
    assert {who for who, _ in says(answer)} == {"Varn Post", "Kell Wire"}
    assert any(word in said for _, said in says(answer))
    assert any(other in said for _, said in says(answer))


def test_a_copy_that_tells_the_same_is_one_voice(ask: Callable[..., Answer]) -> None:
    answer = ask(
        "How many passengers were brought ashore?",
        (STORY, "Varn Post", "2025-03-04"),
        (STORY, "Kell Wire", "2025-03-04"),
    )
    assert not answer.disagreements
    assert len({citation.doc for citation in answer.citations}) == 1


def test_the_same_outlet_a_day_later_brings_up_to_date(ask: Callable[..., Answer]) -> None:
    later = STORY.replace("340", "352")
    answer = ask(
        "How many passengers were brought ashore?",
        (STORY, "Varn Post", "2025-03-04"),
        (later, "Varn Post", "2025-03-05"),
    )
    assert "352" in answer.lines[0].text


def test_a_copy_that_is_altered_elsewhere_than_in_the_answer_is_no_side(ask: Callable[..., Answer]) -> None:
    told = STORY.replace("Nobody was hurt, the coast", "Some 40 tonnes of oil ran out, the coast")
    altered = told.replace("40 tonnes", "60 tonnes")
    answer = ask(
        "Who said that oil ran out of the ferry?",
        (told, "Varn Post", "2025-03-04"),
        (altered, "Kell Wire", "2025-03-04"),
    )
    assert "tonnes of oil" in answer.text
    assert not answer.disagreements
