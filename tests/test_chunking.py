"""Chunks: exact offsets, whole sentences, one heading, no word of a skipped range."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from ingest.chunking import chunks
from qa_bot.text.sentences import sentence_spans
from qa_bot.types import Article, Chunk, Skipped

AIM = 150
SENTENCE = "The harbour board of Elsmouth agreed on {} new berths after a long debate about ferries. "


def article(text: str, *skipped: Skipped, title: str = "") -> Article:
    return Article(id="harbour.md", text=text, title=title, skipped=skipped, content_hash="c0ffee00")


def texts(one: Article, aim: int = AIM) -> list[str]:
    return [one.text[chunk.start : chunk.end] for chunk in chunks(one, aim)]


def words(text: str) -> int:
    return len(text.split())


def paragraphs(count: int) -> str:
    return "\n\n".join("".join(SENTENCE.format(10 * n + i) for i in range(3)).strip() for n in range(count))


def test_a_short_article_is_one_chunk() -> None:
    one = article("\n  The ferry to Elsmouth sank on Nov. 12. Nobody was hurt.\n")

    assert texts(one) == ["The ferry to Elsmouth sank on Nov. 12. Nobody was hurt."]


def test_chunks_of_a_long_article_are_of_similar_length() -> None:
    lengths = [words(text) for text in texts(article(paragraphs(40)))]

    assert sum(lengths) == words(paragraphs(40))
    assert all(90 <= length <= 210 for length in lengths)


def test_chunks_begin_and_end_with_sentences() -> None:
    text = "".join(SENTENCE.format(n) for n in range(200))
    starts = {start for start, _ in sentence_spans(text)}
    ends = {end for _, end in sentence_spans(text)}

    found = chunks(article(text), AIM)

    assert len(found) > 10
    assert all(chunk.start in starts and chunk.end in ends for chunk in found)


def test_equal_passages_have_their_own_offsets() -> None:
    text = "\n\n".join(["The tide was high. " * 40 + "The end."] * 6)

    found = chunks(article(text), AIM)

    assert all(left.end <= right.start for left, right in pairwise(found))
    assert "".join(texts(article(text))).replace("\n", "").replace(" ", "") == "".join(text.split())


def test_nothing_skipped_is_in_a_chunk_and_no_chunk_spans_it() -> None:
    teaser = "READ MORE: ten harbours to see before lunch\n"
    text = paragraphs(2) + "\n\n" + teaser + "\n" + paragraphs(2)
    at = text.index(teaser)

    found = chunks(article(text, Skipped(at, at + len(teaser), "teaser")), AIM)

    assert len(found) == 2
    assert found[0].end <= at and found[1].start >= at + len(teaser)


def test_an_article_that_is_skipped_whole_has_no_chunks() -> None:
    assert chunks(article("Menu\nHome\n", Skipped(0, 10, "navigation")), AIM) == ()
    assert chunks(article("* * *\n\n---\n"), AIM) == ()


def test_a_chunk_knows_the_path_of_its_headings() -> None:
    parts = ("# Elsmouth", paragraphs(3), "## Harbour", "### Berths", paragraphs(3), "## Town", paragraphs(3))
    text = "\n\n".join(parts)

    found = chunks(article(text), AIM)

    assert [chunk.heading for chunk in found] == [
        "Elsmouth",
        "Elsmouth › Harbour › Berths",
        "Elsmouth › Town",
    ]
    assert all("#" not in text[chunk.start : chunk.end] for chunk in found)


def test_the_title_is_no_part_of_the_path() -> None:
    text = f"# Elsmouth\n\n## The [[Harbour]]\n\n{paragraphs(3)}"

    (chunk,) = chunks(article(text, title="Elsmouth"), AIM)

    assert chunk.heading == "The Harbour"


def test_small_sections_share_a_chunk_that_keeps_their_headings_in_its_text() -> None:
    facts = "\n\n".join(f"### Fact {n}\n\n{SENTENCE.format(n)}" for n in range(6))
    text = f"## Facts\n\n{facts}\n\n## Story\n\n{paragraphs(3)}"

    found = chunks(article(text), AIM)

    assert [chunk.heading for chunk in found] == ["Facts", "Story"]
    assert text[found[0].start : found[0].end].startswith("### Fact 0")


def test_an_article_of_headings_alone_is_not_lost() -> None:
    assert texts(article("# Harbour closed until Monday\n")) == ["# Harbour closed until Monday"]


def test_a_whole_article_on_a_line_that_begins_with_a_number_sign_is_no_heading() -> None:
    text = "# " + SENTENCE.format(1) * 20

    assert "".join(texts(article(text))).replace(" ", "") == text.replace(" ", "")


def test_a_skipped_range_does_not_end_the_section() -> None:
    text = f"## Berths\n\n{paragraphs(2)}\n\nShare this\n\n{paragraphs(2)}"
    at = text.index("Share this")

    found = chunks(article(text, Skipped(at, at + 10, "navigation")), AIM)

    assert [chunk.heading for chunk in found] == ["Berths", "Berths"]


@pytest.mark.parametrize(
    "text", ["word " * 20_000, "x" * 100_000, "海风很大。" * 20_000, "line without a stop\n" * 5_000]
)
def test_text_without_a_stop_is_still_split(text: str) -> None:
    one = article(text)

    parts = texts(one)

    assert len(parts) > 20
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_chunks_carry_what_names_and_dates_them() -> None:
    one = Article(
        id="h", text="A ferry sank.", title="", published=date(2031, 5, 4), content_hash="0123456789ab"
    )

    assert chunks(one, AIM) == (Chunk("h", "0123456789ab", 0, 0, 13, "", 20310504),)
    assert chunks(one, AIM)[0].id == "h#01234567-0"
