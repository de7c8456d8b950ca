"""What a person and a script see, from finished values."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date

import click

from qa_bot.rendering import json as jsonlines
from qa_bot.rendering import text as rendering
from qa_bot.types import (
    Answer,
    Article,
    Chunk,
    Citation,
    DateSource,
    Disagreement,
    IndexState,
    Nearest,
    Page,
    Passage,
    Question,
    Side,
    Skipped,
    Status,
)

TEXT = "Dam opens\n\nThe dam at Orrin opened in May.\nMore news: Rain tomorrow"
ARTICLE = Article(
    id="dam.txt",
    text=TEXT,
    title="Dam opens",
    published=date(2024, 5, 3),
    date_source=DateSource.BYLINE,
    outlet="Orrin Post",
    skipped=(Skipped(43, 67, "headlines"),),
)
CITATION = Citation(
    n=1,
    doc="dam.txt",
    title="Dam opens",
    date=date(2024, 5, 3),
    date_source=DateSource.BYLINE,
    url=None,
    quote="The dam at Orrin opened in May.",
    start=11,
    end=42,
    content_hash="abc",
    outlet="Orrin Post",
)
ANSWER = Answer(
    id="a1",
    question="When did the dam open?",
    status=Status.ANSWERED,
    text="The dam at Orrin opened in May [1].",
    answerer="extractive",
    index=IndexState(revision=3, articles=1, newest=date(2024, 5, 3)),
    citations=(CITATION,),
    timings_ms={"retrieve": 1.0, "rerank": 2.0, "answer": 3.0, "total": 6.0},
)
ABSTAINED = replace(
    ANSWER,
    status=Status.ABSTAINED,
    text="The articles do not answer this.",
    citations=(),
    nearest=(Nearest("dam.txt", "Dam opens", None),),
)


def plain(text: str) -> str:
    return click.unstyle(text)


def test_an_answer_is_followed_by_its_sources_with_title_date_outlet_file_and_words() -> None:
    assert plain(rendering.answer_text(ANSWER)).splitlines() == [
        "The dam at Orrin opened in May [1].",
        "",
        "Sources",
        "[1] Dam opens · 2024-05-03 · Orrin Post · dam.txt",
        "    “The dam at Orrin opened in May.”",
        "",
        "1 article · newest 2024-05-03 · extractive",
    ]


def test_a_citation_of_a_document_with_pages_has_its_page_as_text_and_in_json() -> None:
    printed = replace(CITATION, doc="dam.pdf", page=Page(3))
    assert rendering.source_text(printed) == "Dam opens · 2024-05-03 · Orrin Post · dam.pdf · p. 3"
    assert jsonlines.answer_object(replace(ANSWER, citations=(printed,)))["citations"][0]["page"] == 3
    assert "page" not in jsonlines.answer_object(ANSWER)["citations"][0]


def test_an_unknown_date_is_called_unknown_and_an_inferred_one_inferred() -> None:
    assert rendering.day_text(None, DateSource.UNKNOWN) == "date unknown"
    assert rendering.day_text(date(2024, 5, 3), DateSource.INFERRED) == "2024-05-03 (inferred)"


def test_an_abstention_lists_the_nearest_articles() -> None:
    text = plain(rendering.answer_text(ABSTAINED))
    assert text.startswith("The articles do not answer this.\n\nNearest articles\n- Dam opens · date unknown")
    assert "Sources" not in text


def test_both_sides_of_a_disagreement_are_shown_with_where_and_when_they_were_said() -> None:
    sides = (Side("It opened in May.", (1,)), Side("It opened in June.", (2,)))
    later = replace(
        ANSWER.citations[0], n=2, outlet=None, title="Dam late", date=None, date_source=DateSource.UNKNOWN
    )
    answer = replace(
        ANSWER,
        citations=(*ANSWER.citations, later),
        disagreements=(Disagreement("When did it open", sides),),
    )
    sides_text = (
        "The articles disagree: When did it open\n"
        "- Orrin Post · 2024-05-03: It opened in May. [1]\n"
        "- Dam late · date unknown: It opened in June. [2]"
    )
    assert sides_text in plain(rendering.answer_text(answer))
    assert sides_text in plain(rendering.reply_text(answer))


def test_an_article_cannot_steer_the_terminal() -> None:
    hostile = replace(CITATION, quote="red \x1b[31m alert\x07\n\nnext", title="a\x9bb")
    text = plain(rendering.sources_text([hostile]))
    assert "“red [31m alert next”" in text
    shown = plain(rendering.article_text(replace(ARTICLE, text="\x1b\x07\x9b"), ()))
    assert not {"\x1b", "\x07", "\x9b"} & set(shown)


def test_long_lines_are_wrapped_on_a_terminal_only() -> None:
    long = replace(ANSWER, text="word " * 60 + "[1].")
    assert max(map(len, plain(rendering.answer_text(long, width=60)).splitlines())) <= 60
    assert len(plain(rendering.answer_text(long)).splitlines()[0]) > 300


def test_what_the_index_leaves_out_of_an_article_is_marked_with_its_reason() -> None:
    text = plain(rendering.article_text(ARTICLE, ["copy.txt"]))
    assert "2024-05-03 (from the byline) · Orrin Post · dam.txt" in text
    assert "Same story as copy.txt" in text
    assert "in May.\n⟪headlines│More news: Rain tomorrow⟫" in text


def test_overlapping_ranges_repeat_no_text() -> None:
    overlapping = replace(ARTICLE, skipped=(Skipped(0, 9, "title"), Skipped(4, 12, "navigation")))
    shown = plain(rendering.article_text(overlapping, ())).split("\n\n", 1)[1]
    assert shown.startswith("⟪title│Dam opens⟫⟪navigation│\n\nT⟫he dam")


def test_an_answer_is_the_documented_json_object() -> None:
    read = json.loads(jsonlines.dumps(jsonlines.answer_object(ANSWER)))
    assert list(read) == [
        "schema_version",
        "id",
        "question",
        "standalone",
        "status",
        "form",
        "answer",
        "lines",
        "citations",
        "disagreements",
        "nearest",
        "answerer",
        "notice",
        "as_of",
        "index",
        "timings_ms",
        "usage",
        "cost",
        "about",
    ]
    assert read["citations"] == [
        {
            "n": 1,
            "doc": "dam.txt",
            "title": "Dam opens",
            "date": "2024-05-03",
            "date_source": "byline",
            "url": None,
            "quote": "The dam at Orrin opened in May.",
            "start": 11,
            "end": 42,
            "content_hash": "abc",
        }
    ]
    assert read["index"] == {
        "revision": 3,
        "articles": 1,
        "newest": "2024-05-03",
        "ingested_at": None,
        "failed": 0,
    }


def test_hits_carry_the_text_of_their_offsets() -> None:
    chunk = Chunk("dam.txt", "abc", 0, 11, 42)
    read = jsonlines.hits_object(Question("dam", id="q"), [Passage(ARTICLE, chunk, 0.5)])
    (hit,) = read["hits"]
    assert hit["text"] == TEXT[hit["start"] : hit["end"]] == "The dam at Orrin opened in May."


def test_characters_of_every_script_stay_readable_in_json() -> None:
    assert "水坝" in jsonlines.dumps({"question": "水坝"})


def test_what_renders_loads_nothing_that_answers() -> None:
    code = (
        "import sys, qa_bot.rendering, qa_bot.rendering.text, qa_bot.rendering.json\n"
        "assert not {'numpy', 'tantivy', 'qa_bot.answering', 'qa_bot.index'} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
