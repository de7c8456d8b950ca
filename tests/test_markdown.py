"""Markdown: what is hidden or struck out is blank, and every other character stands where the file has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.news_folder import indexed, write
from support.parsed import article

from ingest.pipeline import ingest
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question

KEPT = "The weir of Orrin stays {} shut, said Ines Brandt."


@pytest.mark.parametrize(
    "unseen",
    [
        "~~open~~",
        "~~open\nand dry~~",
        "<del>open</del>",
        "<s class='old'>open</s>",
        "<!-- ask the mayor -->",
        "<!-- ask\n\nthe mayor -->",
        "%% ask the mayor %%",
    ],
)
def test_what_no_reader_of_a_note_takes_for_said_is_blank(unseen: str) -> None:
    text = KEPT.format(unseen)

    read = article(text, "a.md")

    assert len(read.text) == len(text) and read.text.count("\n") == text.count("\n")
    assert " ".join(read.text.split()) == "The weir of Orrin stays shut, said Ines Brandt."


@pytest.mark.parametrize(
    "shown",
    [
        "`~~open~~`",
        "\n```\n<!-- a -->\n~~b~~\n```\n",
        "\n~~~\n%% a %%\n~~~\n",
        "~~open",
        "~~ open ~~",
        "~~open\n\nshut~~",
        "~5 and ~10",
        "5 %% and 7 % of it",
        "\\~~open~~",
    ],
)
def test_what_only_looks_hidden_is_text(shown: str) -> None:
    text = KEPT.format(shown)

    assert article(text, "a.md").text == text


def test_plain_text_has_no_marks() -> None:
    text = KEPT.format("~~open~~ <!-- not -->")

    assert article(text, "a.txt").text == text


@pytest.mark.parametrize(
    "text", ["~~a " * 20_000, "<!--" * 50_000, "<del>" * 20_000, "`" * 50_000, "%%a" * 50_001]
)
def test_strange_marks_take_bounded_time(text: str) -> None:
    read = article(KEPT + text, "a.md")

    assert len(read.text) == len(KEPT + text)


def test_struck_text_is_no_answer_and_an_alias_finds_its_note(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    write(
        folder / "weir.md",
        "---\naliases: [OWR]\n---\n# Orrin Weir\n\n"
        "~~The weir was built in 1911.~~\n\nThe weir was built in 1931.\n",
    )
    write(folder / "mine.md", "# Mine of Varn\n\nThe mine was built in 1870.\n")

    ingest([folder], settings)
    answer = Responder.open(settings).ask(Question("When was the OWR built?"))

    assert indexed(settings)["weir.md"].aliases == ("OWR",)
    assert "1931" in answer.text and "1911" not in answer.text
