"""Each form of an answer on the terminal, as JSON and in Slack: the same object, shown as its form asks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from statistics import median
from typing import Any

import click
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from support import form_answers as forms
from support.slack_answer import RECEIPT, shown
from support.slack_limits import message_problems, view_problems

from qa_bot.cli.main import qa_bot
from qa_bot.cli.streaming import Live
from qa_bot.rendering import body_text, json_schema, lines_text
from qa_bot.rendering import json as jsonlines
from qa_bot.rendering import text as rendering
from qa_bot.rendering.receipts import receipt_text
from qa_bot.slack.blocks import answer as slack
from qa_bot.slack.blocks import evidence
from qa_bot.text import running_text
from qa_bot.types import Answer, Form, Line

_BODIES = {
    Form.FACT: ["The ferry to Orrin stopped *on Monday* [1]."],
    Form.YES_NO: ["*Yes*, says Storm Watch [2]. The ferry to Orrin stopped on Monday [1]."],
    Form.LIST: ["2 found", "- The *Aurora*, a ferry  [1]", "- The *Petrel*  [2] [3]"],
    Form.COMPARISON: [
        "- 2026-07-14  The Aurora carries *400 passengers*.  [1]",
        "- 2026-08-02  The Petrel carries *250 passengers*.  [2]",
        "150 passengers more",
    ],
    Form.FIGURES: [
        "- 2026-07-14  A ticket costs *4 crowns*.  [1]",
        "- 2026-08-02  A ticket costs *5 crowns*.  [2]",
    ],
    Form.SAID: ["- 2026-08-02  “*We sail again in May*,” said Voss.  [2]"],
    Form.BRIEFING: [
        "- 2026-07-14  The ferry to Orrin stopped on Monday.  [1]",
        "- 2026-08-02  A storm broke the pier.  [2]",
        "-             Repairs go on.  [2]",
    ],
    Form.TIMELINE: [
        "- 2026-07-14  The ferry to Orrin stopped on Monday.  [1]",
        "-             Nobody was hurt.  [1]",
        "- 2026-08-02  A storm broke the pier.  [2]",
    ],
    Form.SIDES: ["Three articles say it broke, one says it stands [2][3]."],
    Form.NOT_STATED: ["Not stated. The ferry to Orrin stopped on Monday [1]."],
    Form.TALK: ["You are welcome."],
}
_BY_FORM = {each.form: each for each in forms.ALL if each is not forms.DISPUTED}


def starred(text: str) -> str:
    """With stars around what is in bold."""
    return click.unstyle(text.replace("\x1b[1m", "*").replace("\x1b[0m", "*"))


@pytest.mark.parametrize("form", Form)
def test_the_terminal_shows_each_form_answer_first_with_the_answering_words_in_bold(form: Form) -> None:
    shown = rendering.answer_text(_BY_FORM[form])
    assert starred(shown.split("\n\n")[0]).splitlines() == _BODIES[form]
    assert starred(rendering.reply_text(_BY_FORM[form])).splitlines()[: len(_BODIES[form])] == _BODIES[form]


@pytest.mark.parametrize("form", Form)
def test_slack_shows_each_form_with_rows_as_a_list(form: Form) -> None:
    (message,) = slack.messages(_BY_FORM[form])
    expected = [" ".join(line.removeprefix("-").split()) for line in _BODIES[form]]
    assert [" ".join(line.split()) for line in shown(message.blocks)][: len(expected)] == expected
    kinds = [each["type"] for each in message.blocks[0].to_dict()["elements"]]
    bulleted = [line.startswith("-") for line in _BODIES[form]]
    assert [kind == "rich_text_list" for kind in kinds] == bulleted
    assert not list(message_problems({"text": message.text, "blocks": [b.to_dict() for b in message.blocks]}))


@pytest.mark.parametrize("form", Form)
def test_json_gives_each_form_with_its_lines_as_the_schema_says(form: Form) -> None:
    answer = _BY_FORM[form]
    read = json.loads(jsonlines.dumps(jsonlines.answer_object(answer)))
    Draft202012Validator(json_schema("answer"), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        read
    )
    assert (read["schema_version"], read["form"]) == (3, form.value)
    assert [line["text"] for line in read["lines"]] == [line.text for line in answer.lines]


def test_a_line_of_json_has_its_words_its_value_with_unit_and_its_day() -> None:
    assert jsonlines.answer_object(forms.FIGURES)["lines"][0] == {
        "text": "A ticket costs 4 crowns.",
        "citations": (1,),
        "words": "4 crowns",
        "value": 4,
        "unit": "crowns",
        "date": "2026-07-14",
        "paraphrase": False,
    }


def test_sides_have_who_when_and_how_many_say_it_on_the_terminal_in_json_and_in_slack() -> None:
    (sides,) = jsonlines.answer_object(forms.SIDES)["disagreements"]
    assert [(side["who"], side["date"], side["voices"]) for side in sides["sides"]] == [
        ("Storm Watch", "2026-08-02", 3),
        ("Ida Voss", "2026-07-14", 1),
    ]
    expected = [
        "Storm Watch · 2026-08-02 (inferred) · 3 articles say: A storm broke the pier. [2]",
        "Ida Voss · 2026-07-14 · one article says: The pier stands, said harbour master Ida Voss. [3]",
    ]
    assert [f"- {side}" for side in expected] == rendering.answer_text(forms.SIDES).splitlines()[3:5]
    (message,) = slack.messages(forms.SIDES)
    assert [line.replace("*", "") for line in shown(message.blocks)][2:4] == expected


def test_what_the_answer_says_is_said_again_neither_by_a_side_nor_by_a_source() -> None:
    assert rendering.answer_text(forms.DISPUTED).count(forms.BROKE.removeprefix("A storm")) == 0
    text = click.unstyle(rendering.answer_text(forms.DISPUTED))
    assert "- Storm Watch · 2026-08-02 (inferred) · 3 articles say [2]" in text
    assert text.count("broke the pier") == text.count("The pier stands") == 1
    assert "[2] Storm breaks pier · 2026-08-02 (inferred) · storm.md\n[3] Ferry stops" in text


def test_an_article_quoted_twice_is_one_source_with_its_quotes_by_number() -> None:
    text = click.unstyle(rendering.answer_text(forms.LIST))
    assert (
        "[1] [3] Ferry stops · 2026-07-14 · The Gull · ferry.md\n"
        "    [1] “The ferry to Orrin stopped on Monday.”\n"
        "    [3] “The pier stands, said harbour master Ida Voss.”\n"
        "[2] Storm breaks pier"
    ) in text


def test_rows_hang_under_their_text_where_they_are_wrapped() -> None:
    long = Line(
        "The ferry stopped because a storm had broken the pier.", (1,), "a storm had", date=forms.JULY
    )
    shown = rendering.answer_text(replace(forms.TIMELINE, lines=(long,)), width=40)
    assert starred(shown).splitlines()[:3] == [
        "- 2026-07-14  The ferry stopped because",
        "              *a storm had* broken the",
        "              pier.  [1]",
    ]


def test_a_date_is_not_taken_for_the_answering_words_and_words_are_found_whole() -> None:
    line = Line("In 12 years and 2 days, by 2026.", (1,), "2", date=date(2026, 7, 2))
    shown = rendering.answer_text(replace(forms.TIMELINE, lines=(line,)))
    assert starred(shown).startswith("- 2026-07-02  In 12 years and *2* days, by 2026.")


def test_a_message_in_slack_has_no_more_than_60_words_as_a_rule() -> None:
    counts = [len(" ".join(shown(slack.messages(each)[0].blocks)).split()) for each in forms.ALL]
    assert median(counts) <= 60


@pytest.mark.parametrize("answer", forms.ALL, ids=lambda answer: answer.form)
@pytest.mark.parametrize("width", [None, 40])
def test_what_is_streamed_line_by_line_ends_as_the_whole_text(
    answer: Answer, width: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    live = Live(width)
    for line in answer.lines:
        live.show(line, answer.form)
    streamed = capsys.readouterr().out
    assert streamed == click.unstyle(body_text(answer, width))
    live.finish(rendering.answer_text(answer, width))
    assert streamed + capsys.readouterr().out == click.unstyle(rendering.answer_text(answer, width)) + "\n"


def test_a_sentence_shown_before_its_answering_words_were_known_is_not_said_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)  # as on a terminal
    live = Live(None)
    live.show(Line(forms.STOPPED, (1,)), Form.FACT)
    live.finish(rendering.answer_text(forms.FACT))
    shown = capsys.readouterr().out
    assert shown.startswith("The ferry to Orrin stopped on Monday [1].\n\n\x1b[1mSources\x1b[0m\n")


def test_an_answer_other_than_what_was_streamed_follows_whole(capsys: pytest.CaptureFixture[str]) -> None:
    live = Live(None)
    live.show(Line("Nobody knows.", (1,)), Form.FACT)
    live.finish(rendering.answer_text(forms.LIST))
    assert capsys.readouterr().out.startswith("Nobody knows [1].\n\n2 found\n- The Aurora")


@pytest.mark.parametrize("text", ["It ends.", "In the U.S.", "Why?", "“Never.”", "no stop", "so..."])
def test_a_line_has_its_numbers_at_its_end_as_text_and_on_the_terminal(text: str) -> None:
    line = Line(text, (1, 2))
    assert running_text([line]) == lines_text([line], Form.FACT)
    assert running_text([line]).removesuffix(".").endswith(" [1][2]")


def test_the_evidence_and_why_have_every_quote_in_full_and_each_line_of_our_own() -> None:
    receipt = replace(RECEIPT, answer=forms.DISPUTED, judged=())
    text = click.unstyle(receipt_text(receipt))
    view = evidence.view(receipt, {})
    said = "\n".join(shown(view.blocks)).replace("*", "")
    for quote in (forms.BROKE, forms.STANDS):
        assert f"“{quote}”" in text
        assert quote in said
    for one in (text, said):
        assert one.count("3 articles say: A storm broke the pier. [2]") == 1
        assert "A storm broke the pier [2]." in one
    assert not list(view_problems(view.to_dict()))


def test_a_schema_is_printed_for_each_object_and_is_one() -> None:
    for name in ("answer", "check", "hits", "article", "status"):
        printed = CliRunner().invoke(qa_bot, ["schema", name])
        schema: dict[str, Any] = json.loads(printed.output)
        Draft202012Validator.check_schema(schema)
        assert schema["title"] == f"qa-bot {name}"
    assert json.loads(CliRunner().invoke(qa_bot, ["schema"]).output) == json_schema("answer")
    assert CliRunner().invoke(qa_bot, ["schema", "song"]).exit_code == 2
