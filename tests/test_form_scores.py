"""The form of an answer is scored as one would by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qa_bot.evals import form_scores as scores
from qa_bot.evals.asking import RecordedAnswer
from qa_bot.evals.grading import Metric, by_form, item
from qa_bot.evals.sets import GoldQuestion, GoldSide
from qa_bot.types import Form, Line, Side

ASKED = GoldQuestion("q", "Who runs the port?", (), frozenset(), True, must_include=(("Mara Orrin",),))
LIST = replace(ASKED, must_include=(("Varn",), ("Ness",), ("Grip",), ("Dov",)))
UNSTATED = replace(ASKED, answerable=False, must_include=())


def reply(
    text: str,
    *lines: Line,
    form: Form = Form.FACT,
    quotes: tuple[str, ...] = (),
    sides: tuple[Side, ...] = (),
) -> RecordedAnswer:
    """An answer with this text; an empty one is a refusal."""
    return RecordedAnswer(
        key="k",
        answered=bool(text),
        text=text,
        answerer="extractive",
        cited=(),
        found=(),
        proof=None,
        confidence=None,
        disagreements=0,
        total_ms=0.0,
        form=form,
        lines=lines,
        quotes=quotes,
        sides=sides,
    )


def test_the_first_line_is_that_of_the_lines_or_else_the_first_sentence() -> None:
    assert scores.first_line(reply("The port is old [1]. Mara Orrin runs it [2].")) == "The port is old [1]."
    assert scores.first_line(reply("Any text.", Line("Mara Orrin.", (1,)))) == "Mara Orrin."
    assert scores.first_line(reply("")) == ""


def test_an_answer_that_comes_second_is_not_in_the_first_line() -> None:
    assert scores.first_line_answers(ASKED, reply("Mara Orrin runs it [1]. It is old [2].")) == 1
    assert scores.first_line_answers(ASKED, reply("It is old [1]. Mara Orrin runs it [2].")) == 0
    assert scores.first_line_answers(ASKED, reply("")) == 0


def test_the_first_line_needs_no_more_than_the_gold_first_line_has() -> None:
    summary = replace(LIST, first="The ferry calls at Varn and Ness.")
    answer = reply("It calls at Ness and at Varn [1].")
    assert scores.first_line_answers(summary, answer) == 1
    assert scores.first_line_answers(LIST, answer) == 0
    assert scores.first_line_share(LIST, answer) == 0.5


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("No: it stays public [1].", 1),
        ("Nobody bought it [1].", 0),
        ("Yes [1]. No.", 0),
        ("“No”, she said.", 1),
    ],
)
def test_a_yes_or_no_question_is_answered_by_the_first_word(text: str, right: float) -> None:
    assert scores.first_line_answers(replace(ASKED, polarity="no"), reply(text)) == right


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", True),
        ("Not stated. The port has four cranes [1].", True),
        ("Probably not stated; the nearest is: the port is old [1].", True),
        ("It was not stated by the town [1].", False),
    ],
)
def test_what_is_not_stated_is_to_be_called_so_at_the_beginning(text: str, told: bool) -> None:
    answer = reply(text)
    assert scores.tells_not_stated(UNSTATED, answer) == told
    assert scores.answers_not_stated(UNSTATED, answer) == (not told)
    assert scores.refuses_wrongly(ASKED, answer) == told
    assert item(UNSTATED, answer).passed == told


def test_an_older_state_may_be_told_but_not_alone_in_the_first_line() -> None:
    query = replace(ASKED, must_include=(("47,000",),), older=("31,500",))
    assert scores.outdated_first(query, reply("It cuts 47,000 jobs, not 31,500 [1].")) == 0
    assert scores.outdated_first(query, reply("It cuts 31,500 jobs [1]. Later it was 47,000 [2].")) == 1
    assert scores.outdated_first(ASKED, reply("Mara Orrin [1].")) is None


def test_the_items_of_a_list_are_counted_in_all_its_lines() -> None:
    rows = reply("3 found.", Line("Varn", (1,)), Line("Ness", (1,)), Line("Grip", (2,)))
    assert scores.items_found(LIST, rows) == 0.75
    assert scores.all_items_found(LIST, rows) == 0
    assert scores.all_items_found(LIST, reply("Varn, Ness, Grip and Dov [1].")) == 1
    assert scores.items_found(LIST, reply("")) == 0
    assert scores.items_found(ASKED, rows) is None


def test_all_sides_are_shown_with_who_takes_them() -> None:
    conflict = replace(
        ASKED,
        must_include=(("nine in ten",), ("a third",)),
        sides=(GoldSide("nine in ten stopped", "the union"), GoldSide("a third ran", "BayTrans")),
    )
    union, company = Side("nine in ten stopped", (1,), "The union"), Side("a third ran", (2,), "BayTrans")
    assert scores.all_sides(conflict, reply("Disputed.", sides=(union, company))) == 1
    assert scores.all_sides(conflict, reply("Disputed.", sides=(union,))) == 0
    assert scores.all_sides(conflict, reply("Disputed.", sides=(union, replace(company, who="")))) == 0
    assert scores.all_sides(conflict, reply("The union says nine in ten, BayTrans a third [1].")) == 1


def test_a_timeline_goes_from_the_oldest_to_the_newest() -> None:
    days = [date(2025, 9, 2), date(2025, 9, 5), date(2025, 10, 20)]
    rows = [Line("Something happened.", (1,), date=day) for day in days]
    assert scores.in_order_of_time(ASKED, reply("Rows.", *rows, form=Form.TIMELINE)) == 1
    assert scores.in_order_of_time(ASKED, reply("Rows.", *reversed(rows), form=Form.TIMELINE)) == 0
    assert scores.in_order_of_time(ASKED, reply("Rows.", *rows, form=Form.FACT)) is None


def test_a_sentence_is_needless_that_is_no_evidence_and_has_nothing_of_the_answer() -> None:
    query = replace(ASKED, quotes=("The council made Mara Orrin the head of the port in May.",))
    evidence = "The council made Mara Orrin the head of the port in May, it said."
    other_proof, idle = "Mara Orrin has four cranes to run.", "The port of Larkhaven opened in 1890."
    assert scores.needless(query, reply("Text.", quotes=(evidence, other_proof))) == 0
    assert scores.needless(query, reply("Text.", quotes=(evidence, idle, idle, other_proof))) == 0.5
    assert scores.needless(ASKED, reply("Text.", quotes=(idle,))) is None


def test_only_the_words_of_facts_are_counted_as_such() -> None:
    assert item(ASKED, reply("Mara Orrin runs it [1].")).scores[Metric.WORDS_OF_FACT] == 4
    assert Metric.WORDS_OF_FACT not in item(ASKED, reply("Mara Orrin [1].", form=Form.LIST)).scores


def test_answers_are_grouped_by_their_form() -> None:
    items = [item(ASKED, reply("Mara Orrin.", form=form)) for form in (Form.LIST, Form.FACT, Form.FACT)]
    assert [(group.name, len(group.items)) for group in by_form(items)] == [("fact", 2), ("list", 1)]
