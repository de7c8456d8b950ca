"""JSON of news services, crawlers and blogs: which fields are read, and where the articles of a file are."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from support.news_folder import indexed, run, write

from ingest.formats.json_object import read
from ingest.formats.record import Record
from ingest.scan.folders import find
from ingest.scan.source_file import Problem, SourceFile
from qa_bot.settings import Settings

MILL = "The mill of Tarn was sold to Ada Holt. She will grind rye there."


def found(tmp_path: Path, loaded: object, name: str = "wire.json") -> list[SourceFile | Problem]:
    return list(find([write(tmp_path / name, json.dumps(loaded))], 1))


@pytest.mark.parametrize(
    "record",
    [
        {
            "headline": "Mill sold",
            "body": MILL,
            "publishedAt": "2025-03-04T23:30:00Z",
            "source": {"name": "Wire"},
        },
        {
            "title": "Mill sold",
            "content": MILL,
            "pubDate": "Tue, 04 Mar 2025 23:30:00 -0800",
            "outlet": "Wire",
        },
        {
            "title": {"rendered": "Mill sold"},
            "content": {"rendered": f"<p>{MILL}</p>"},
            "date": 1741082400,
            "site": "Wire",
        },
        {
            "webTitle": "Mill sold",
            "fields": {"bodyText": MILL},
            "webPublicationDate": "2025-03-04",
            "publisher": "Wire",
        },
        {
            "headline": {"main": "Mill <i>sold</i>"},
            "abstract": MILL,
            "pub_date": "1741082400",
            "source": "Wire",
        },
    ],
)
def test_the_usual_names_of_the_fields_are_read(record: dict[str, object]) -> None:
    read_ = read(json.dumps(record).encode())

    assert (read_.title, read_.text, read_.published) == ("Mill sold", MILL, date(2025, 3, 4))
    assert read_.outlet == "Wire"


@pytest.mark.parametrize(
    ("fields", "id"),
    [
        ({"id": 7, "url": "https://example.org/a", "guid": "g"}, "7"),
        ({"id": "", "url": "https://example.org/a", "_id": "m1"}, "https://example.org/a"),
        ({"link": "https://example.org/b", "uuid": "u"}, "https://example.org/b"),
        ({"_id": "m1"}, "m1"),
    ],
)
def test_an_article_is_named_by_its_id_else_its_address(fields: dict[str, object], id: str) -> None:
    assert Record.of(fields).id == id


def test_an_address_is_a_url_and_no_outlet() -> None:
    record = read(json.dumps({"text": MILL, "source": "https://example.org/mill"}).encode())

    assert (record.url, record.outlet) == ("https://example.org/mill", None)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("<p>The mill &amp; barn<br>of <b>Tarn</b>.</p><p>Sold.</p>", "The mill & barn\nof Tarn.\n\nSold."),
        ("The mill of <i>Tarn</i>\n\nIt was sold.", "The mill of Tarn\n\nIt was sold."),
        ("<ul><li>Rye<li>Oats</ul><del>Barley</del>", "Rye\nOats"),
        ("<table><tr><th>Grain<th>Tons<tr><td>Rye<td>40</table>", "Rye: Tons: 40"),
        ("<p>Seen.<span style='display:none'> Not this.</span></p><p hidden>Nor this.</p>", "Seen."),
        ("<p>10<sup>9</sup> grains</p><script>x = 1</script>", "10^9 grains"),
        ("Rye &amp; oats, 3 < 4 and a<b", "Rye & oats, 3 < 4 and a<b"),
        ("Rye < 4\nOats > 3", "Rye < 4\nOats > 3"),
    ],
)
def test_html_in_a_text_is_read_as_html_and_all_else_stays(told: str, text: str) -> None:
    assert read(json.dumps({"text": told}).encode()).text == text


@pytest.mark.parametrize(
    "around",
    [
        lambda records: records,
        lambda records: {"status": "ok", "tags": [], "articles": records},
        lambda records: {"response": {"description": "A search", "docs": records}},
    ],
)
def test_a_json_file_holds_an_array_of_articles(tmp_path: Path, around: object) -> None:
    records = [{"id": "a", "text": "One."}, {"url": "https://example.org/b", "summary": "Two."}]

    sources = found(tmp_path, around(records))  # type: ignore[operator]

    assert [each.doc for each in sources] == ["a", "https://example.org/b"]


def test_a_json_file_of_one_article_is_named_by_its_path(tmp_path: Path, settings: Settings) -> None:
    article = {"headline": "Mill sold", "body": MILL, "comments": [{"text": "Good.", "id": "c1"}]}
    write(tmp_path / "news" / "sub" / "mill.json", json.dumps(article))

    assert run(settings, tmp_path / "news").added == ("sub/mill.json",)
    assert run(settings, tmp_path / "news").unchanged == ("sub/mill.json",)
    assert indexed(settings)["sub/mill.json"].text == MILL


def test_a_search_without_results_is_no_problem(tmp_path: Path) -> None:
    assert found(tmp_path, {"totalResults": 0, "articles": []}) == []


@pytest.mark.parametrize("loaded", [{"name": "app", "version": 3}, 7, "words"])
def test_json_without_an_article_says_so(tmp_path: Path, loaded: object) -> None:
    (problem,) = found(tmp_path, loaded)

    assert isinstance(problem, Problem) and problem.reason.startswith("has no article in it")


def test_broken_json_says_where(tmp_path: Path) -> None:
    (problem,) = find([write(tmp_path / "a.json", '[\n  {"id": 1,}\n]')], 1)

    assert isinstance(problem, Problem) and problem.hides
    assert "is not valid JSON" in problem.reason and "at line 2, column" in problem.reason


def test_records_that_name_no_article_are_told_and_the_others_go_in(tmp_path: Path) -> None:
    first, problem = found(tmp_path, [{"text": "One."}, {"id": "b", "text": "Two."}, 3])

    assert first.doc == "b"
    assert isinstance(problem, Problem)
    assert problem.reason == ("record 1 has no id (and no url); 1 more cannot be read either (record 3)")


def test_ndjson_is_json_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "wire.ndjson", '{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n')

    assert [each.doc for each in find([path], 1)] == ["a", "b"]
