"""Texts and JSON lines become articles with their words, titles and dates, or are refused with a reason."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from support.parsed import STORY, article

from ingest.formats import Content
from ingest.parsing import parse
from ingest.scan.source_file import SourceFile, source_hash
from qa_bot.errors import ArticleError
from qa_bot.types import Article, DateSource, Skipped


def json_line(**fields: object) -> Article:
    raw = json.dumps({"id": "a", "text": STORY, **fields}).encode()
    return parse(SourceFile(Path("/in/news.jsonl"), "/in/news.jsonl", "a", ".jsonl", 10**8, raw), raw)


def test_plain_text_is_kept_character_for_character() -> None:
    read = article(STORY)
    assert (read.text, read.id, read.path, read.source) == (STORY, "news/a.txt", "/in/news/a.txt", "/in")
    assert read.source_hash == source_hash(STORY.encode())
    assert (read.published, read.date_source) == (None, DateSource.UNKNOWN)


@pytest.mark.parametrize(
    "raw",
    [
        "“Ja”, sagte Zoë.\nЕщё слово.".encode(encoding)
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32")
    ],
)
def test_unicode_is_read_with_and_without_its_byte_order_mark(raw: bytes) -> None:
    assert article(raw).text == "“Ja”, sagte Zoë.\nЕщё слово."


@pytest.mark.parametrize(("language", "encoding"), [("french", "cp1252"), ("russian", "cp1251")])
def test_older_encodings_are_detected(language: str, encoding: str) -> None:
    text = {
        "french": "Le préfet a annoncé que la fête de l’été serait fermée à cause des dégâts.\n" * 4,
        "russian": "Губернатор сообщил, что праздник будет закрыт из-за наводнения в городе.\n" * 4,
    }[language]
    assert article(text.encode(encoding)).text == text


def test_a_few_invalid_bytes_do_not_cost_the_rest() -> None:
    assert (
        article("Zoë und Jürgen: ".encode() + b"\xff" + " ändern.".encode()).text
        == "Zoë und Jürgen: \ufffd ändern."
    )


def test_line_ends_are_those_of_text_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"One.\r\nTwo.\rThree.\n")
    assert article(path.read_bytes()).text == path.read_text(encoding="utf-8") == "One.\nTwo.\nThree.\n"


@pytest.mark.parametrize(
    ("raw", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t\n", "a.md", "empty"),
        ("\ufeff \u200b…\n".encode(), "a.txt", "no words"),
        (b"---\ntitle: Only this\n---\n", "a.md", "no words"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 50, "a.txt", "binary"),
        (bytes(range(1, 256)) * 20, "a.txt", "binary"),
        (b"<html><body></body></html>", "a.html", "no article text"),
        (b"<div>" * 100_000 + b"words", "a.html", "no article text"),
        (b"<p>" + b"words " * 2_000_000, "a.html", "larger than 10 MB"),
        (b"not a pdf at all", "a.pdf", "damaged PDF"),
        (b"PK\x03\x04 not a zip", "a.docx", "damaged DOCX"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,
)
def test_what_is_no_article_is_refused_with_its_reason(raw: bytes, name: str, reason: str) -> None:
    started = time.process_time()
    with pytest.raises(ArticleError, match=reason):
        article(raw, name)
    assert time.process_time() - started < 10


def test_front_matter_gives_the_metadata_and_is_left_out() -> None:
    block = "---\ntitle: 'Sand in the harbour'\nDate: 2021-05-04\nPublisher: The Lake\nsource: https://example.org/a\n---\n"
    read = article(block + STORY, "a.md")
    assert (read.title, read.outlet, read.url) == ("Sand in the harbour", "The Lake", "https://example.org/a")
    assert (read.published, read.date_source) == (date(2021, 5, 4), DateSource.FRONT_MATTER)
    assert read.skipped == (Skipped(0, len(block), "front matter"),) and read.text == block + STORY


class Careless:
    """A reader that returns whatever its format spells."""

    def read(self, raw: bytes) -> Content:
        half = f"{raw.decode()}\x00\ud800"
        return Content(half, title=half, outlet=half, url=half)


def test_whatever_the_reader_every_text_of_an_article_can_be_stored() -> None:
    source = SourceFile(Path("/in/a.odd"), "/in", "a.odd", ".odd", 10**8)

    read = parse(source, b"Storm over Varn.", {".odd": Careless()})

    assert (read.text, read.title, read.outlet, read.url) == ("Storm over Varn.\ufffd\ufffd",) * 4


def test_what_a_reader_returns_that_is_no_content_is_a_fault_of_the_file() -> None:
    source = SourceFile(Path("/in/a.odd"), "/in", "a.odd", ".odd", 10**8)

    with pytest.raises(ArticleError, match=r"cannot be read as \.odd \(AttributeError"):
        parse(source, b"Storm over Varn.", {".odd": Wrong()})


class Wrong:
    def read(self, raw: bytes) -> Content:
        return raw.decode()  # type: ignore[return-value]


def test_broken_front_matter_loses_neither_the_article_nor_its_plain_lines() -> None:
    block = "---\ntitle: Sand: a story: of mud\ndate: 2021-05-04\ntags: [unclosed\n---\n"
    read = article(block + STORY, "a.md")
    assert (read.title, read.published) == ("Sand: a story: of mud", date(2021, 5, 4))
    assert read.skipped[0].end == len(block)


@pytest.mark.parametrize(
    "top", ["---\nA line and no end\n\n", "---\n- a\n- list\n---\n", "---\n" + "[" * 9000 + "\n---\n"]
)
def test_what_only_resembles_front_matter_does_no_harm(top: str) -> None:
    assert article(top + STORY).text == top + STORY


def test_a_title_that_is_a_list_of_lists_is_none() -> None:
    lists = "".join(
        f"{name}: &{name} [{', '.join([f'*{of}'] * 9)}]\n" for of, name in pairwise("abcdefghijkl")
    )
    read = article(f"---\na: &a [sand]\n{lists}title: *l\n---\n{STORY}", "a.md")
    assert read.title == "The harbour of Lindau will be dredged again."


@pytest.mark.parametrize("line", ["established: 1961", "date: 2021", "date: May 2021", "created: 2021-05-04"])
def test_other_years_in_front_matter_are_no_publication_date(line: str) -> None:
    assert article(f"---\n{line}\n---\n{STORY}").date_source is DateSource.UNKNOWN


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# Sand in the **harbour**\n\n{STORY}", "Sand in the harbour"),
        (f"Sand in the harbour\n\n{STORY}", "Sand in the harbour"),
        (f"Who pays for the sand?\n{STORY}", "Who pays for the sand?"),
        (STORY, "The harbour of Lindau will be dredged again."),
        (f"{' ' * 3000}\n\nSand in the harbour\n{STORY}", "Sand in the harbour"),
        (f"By Ada Cole\nMay 4, 2021\n{STORY}", "The harbour of Lindau will be dredged again."),
        (
            "The harbour of Lindau, on the lake’s eastern shore, will be dredged again, and that until July.",
            "The harbour of Lindau, on the lake’s eastern shore, will be dredged again, and…",
        ),
    ],
)
def test_the_title_is_a_heading_or_a_first_line_or_the_lead_shortened(text: str, title: str) -> None:
    assert article(text).title == title


@pytest.mark.parametrize(
    ("read", "published", "source"),
    [
        (lambda: article(f"Sand\n\nPublished: May 4, 2021\n\n{STORY}"), date(2021, 5, 4), DateSource.BYLINE),
        (
            lambda: article(f"---\nurl: https://example.org/2021/05/04/a\n---\n{STORY}"),
            date(2021, 5, 4),
            DateSource.URL,
        ),
        (lambda: article(STORY, "2021-05-04-sand.txt"), date(2021, 5, 4), DateSource.INFERRED),
        (lambda: json_line(date="2021-05-04"), date(2021, 5, 4), DateSource.METADATA),
        (lambda: json_line(date="some day"), None, DateSource.UNKNOWN),
        (lambda: json_line(url="https://example.org/2021/05/04/a"), date(2021, 5, 4), DateSource.URL),
    ],
)
def test_a_publication_date_says_where_it_comes_from(
    read: Callable[[], Article], published: date | None, source: DateSource
) -> None:
    assert (read().published, read().date_source) == (published, source)


def test_a_json_line_brings_its_own_metadata() -> None:
    read = json_line(title=" Sand ", source="The Lake", url="https://example.org/a", extra={"ignored": 1})
    assert (read.text, read.title, read.outlet, read.url) == (
        STORY,
        "Sand",
        "The Lake",
        "https://example.org/a",
    )


def test_a_json_line_with_odd_values_is_still_an_article() -> None:
    read = json_line(
        title=None, date=[1], url=3, outlet={}, text="Half a pair: \ud83d, a zero: \x00.\r\nEnd."
    )
    assert read.text == "Half a pair: \ufffd, a zero: \ufffd.\nEnd."
    assert read.title == "Half a pair: \ufffd, a zero: \ufffd."


@pytest.mark.parametrize(
    "top", ["FOR IMMEDIATE RELEASE", "Media Release\nMay 4, 2021\nContact: Ana Verrick, 555 0100"]
)
def test_a_press_release_has_the_title_under_its_label(top: str) -> None:
    read = article(f"{top}\n\nLindau Dredges Its Harbour Again\n\n{STORY}")

    assert read.title == "Lindau Dredges Its Harbour Again"
