"""Answers of a form over invented articles: nothing in them but what was asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.news_folder import run

from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Form, Question

Ask = Callable[..., Answer]


@pytest.fixture
def ask(settings: Settings, tmp_path: Path) -> Ask:
    """A question of articles, each a title and a text, a day after the other."""

    def asked(question: str, *articles: tuple[str, str]) -> Answer:
        rows = [
            {"id": f"a{n}", "title": title, "text": text, "date": f"2031-03-{n:02}"}
            for n, (title, text) in enumerate(articles, start=3)
        ]
        source = tmp_path / "news.jsonl"
        source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        run(settings, source)
        return Responder.open(settings).ask(Question(question))

    return asked


WEIR = (
    "Orrin weir to be rebuilt",
    "The Orrin weir will cost 97 million crowns, 13 million more than the council of Varn approved in March, "
    "according to a document.\n"
    "The increase stems from steel prices and from a longer road, the document says.",
)
FERRY = (
    "Ferry fares to rise",
    "Ferry fares between Kell and Varn rise by 8 percent in June, the operator said. A single ticket will "
    "cost 6.50 crowns.",
)


def test_a_figure_of_another_thing_is_no_figure_over_time(ask: Ask) -> None:
    answer = ask("How much is the fare rise?", WEIR, FERRY)
    assert "97 million" not in answer.lines[0].text
    assert answer.form is not Form.FIGURES


@pytest.mark.parametrize("line", ["3 March 2031 | Varn Weekly", "Varn Weekly, 3 March 2031", "3 March 2031"])
def test_the_line_with_day_and_outlet_answers_nothing(ask: Ask, line: str) -> None:
    answer = ask("When was the old mill of Varn rebuilt?", ("The mill", f"{line}\n{WEIR[1]}"))
    assert all(citation.quote != line for citation in answer.citations)


def test_a_word_of_ours_before_a_disputed_answer_is_none_of_a_sides(ask: Ask) -> None:
    answer = ask(
        "Did Ida Orrin sell the quay of Varn?",
        ("Quay of Varn sold", "Ida Orrin sold the quay of Varn to a bank, two traders said."),
        ("No sale, says Orrin", "Ida Orrin denied that she sold the quay of Varn."),
    )
    assert answer.form is Form.SIDES
    assert answer.text.startswith("Disputed. ")
    assert not any(side.says.startswith("Disputed") for each in answer.disagreements for side in each.sides)


def test_what_somebody_said_of_another_thing_is_not_told_for_their_name_alone(ask: Ask) -> None:
    answer = ask(
        "What did Ida Orrin say about the letters?",
        (
            "Letters to Varn",
            'Ida Orrin was asked again. "Every family in Varn had letters from us," she said.',
        ),
        ("No appeal in Varn", "Ida Orrin said the town would not appeal.\nThe court of Varn sat on Monday."),
    )
    assert answer.form is Form.SAID
    assert len(answer.lines) == 1
    assert "letters from us" in answer.text
