"""HTML pages: what their readers see, the rows of their tables, and the day they appeared."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from support.news_folder import write
from support.parsed import article

from ingest.pipeline import ingest
from qa_bot.errors import ArticleError
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import DateSource, Question

DAY = date(2021, 5, 4)
PROSE = (
    "The council of Lindau met for three hours on Monday to speak of the harbour, the ferries and the price "
    "of the tickets, and most of those who had come stayed until the end of the session."
)


def page(inside: str, head: str = "", top: str = "") -> str:
    return (
        f"<html><head><title>Sand in the harbour</title>{head}</head><body><article>"
        f"<h1>Sand in the harbour</h1>"
        f"{top}<p>{PROSE}</p>{inside}<p>{PROSE} Nobody voted against it.</p></article></body></html>"
    )


def text(inside: str) -> str:
    """What stands between the two paragraphs."""
    return article(page(inside), "a.html").text.split(PROSE)[1].strip()


@pytest.mark.parametrize(
    "unseen",
    [
        "<del>in 2026</del>",
        "<s>in 2026</s>",
        "<span style='text-decoration: line-through'>in 2026</span>",
        "<span style='DISPLAY: none'>in 2026</span>",
        "<span style='color: red; visibility:hidden'>in 2026</span>",
        "<span hidden>in 2026</span>",
        "<span style='font-size: 0'>in 2026</span>",
        "<span style='font-size:0px!important'>in 2026</span>",
        "<span style='color:#FFF; background-color: white'>in 2026</span>",
        "<span style='background:#ffffff'><b style='color:rgb(255, 255, 255)'>in 2026</b></span>",
        "<span style='position:absolute; left:-9999px'>in 2026</span>",
        "<template>in 2026</template>",
    ],
)
def test_struck_and_hidden_text_is_no_part_of_a_page(unseen: str) -> None:
    assert text(f"<p>The old weir will close {unseen} next year, said Ines Brandt of the port.</p>") == (
        "The old weir will close next year, said Ines Brandt of the port."
    )


@pytest.mark.parametrize(
    "style",
    [
        "color:white",
        "color:white;background:navy",
        "font-size:0.9em",
        "display:block",
        "text-decoration:underline",
        "left:-1px",
    ],
)
def test_a_style_that_shows_text_hides_none(style: str) -> None:
    assert "in 2026" in text(
        f"<p>The old weir will close <span style='{style}'>in 2026</span>, she said.</p>"
    )


def test_a_box_without_size_may_hold_text_that_has_one() -> None:
    shown = "<p style='font-size:16px'>The old weir will close in 2026, she said.</p>"
    box = f"<div style='font-size:0'>{shown}</div>"

    assert "in 2026" in text(box)


def test_words_behind_an_empty_element_are_read() -> None:
    assert (
        text("<p>The weir <i class='icon'></i> is shut <span></span> since May.</p>")
        == "The weir is shut since May."
    )


def test_raised_figures_stay_apart_from_the_number_before_them() -> None:
    shown = text("<p>It holds 10<sup>9</sup> litres on 5 km<sup>2</sup>, the 3<sup>rd</sup> most of all.</p>")

    assert shown == "It holds 10^9 litres on 5 km², the 3rd most of all."


@pytest.mark.parametrize(
    "mark",
    [
        "<sup>[2]</sup>",
        "<sup>[1][2]</sup>",
        "<sup><a href='#fn2'>2</a></sup>",
        "<a href='#fn2'><sup>2</sup></a>",
        "<a href='#fn2'>[2]</a>",
        "<a role='doc-noteref' href='notes.html'>2</a>",
        "<sup>[citation needed]</sup>",
    ],
)
def test_a_footnote_mark_is_no_part_of_the_text(mark: str) -> None:
    assert (
        text(f"<p>The weir was built in 1931.{mark} It is shut.</p>")
        == "The weir was built in 1931. It is shut."
    )


HEADED = "<tr><th>Name</th><th>Votes</th></tr>"
ROWS = "<tr><td>Ana Verrick</td><td>2,531</td></tr><tr><td>Josef Lund</td><td>41,207</td></tr>"
LINES = "Ana Verrick: Votes: 2,531\nJosef Lund: Votes: 41,207"


@pytest.mark.parametrize(
    "table",
    [
        f"<table>{HEADED}{ROWS}</table>",
        f"<table><thead>{HEADED.replace('th>', 'td>')}</thead><tbody>{ROWS}</tbody></table>",
        f"<table>{HEADED.replace('<th>', '<td><b>').replace('</th>', '</b></td>')}{ROWS}</table>",
        f"<table>{HEADED.replace('th>', 'td>')}{ROWS}</table>",
        f"<figure><table>{HEADED}{ROWS}</table></figure>",
        f"<table>{HEADED}{ROWS.replace('Ana Verrick', '<a href=/ana>Ana <i>Verrick</i></a>')}</table>",
        f"<table><tr><td colspan=2><table>{HEADED}{ROWS}</table></td></tr></table>",
    ],
)
def test_a_table_is_a_line_a_row(table: str) -> None:
    assert text(table) == LINES


def test_caption_spans_and_headings_within_a_table_are_read() -> None:
    table = (
        "<table><caption>Harvest</caption><tr><th rowspan=2>Crop</th><th colspan=2>2024</th></tr>"
        "<tr><th>Sown</th><th>Cut</th></tr><tr><td rowspan=2>Rye</td><td>5</td><td>7</td></tr>"
        "<tr><td>6</td><td>8</td></tr><tr><th colspan=3>North</th></tr>"
        "<tr><td>Oats</td><td></td><td>9</td></tr></table>"
    )

    assert text(table).split("\n") == [
        "Harvest",
        "Rye: 2024 Sown: 5; 2024 Cut: 7",
        "Rye: 2024 Sown: 6; 2024 Cut: 8",
        "North",
        "Oats: 2024 Cut: 9",
    ]


def test_a_list_in_a_cell_is_read() -> None:
    hours = "<ul><li>8:00 to 9:30</li><li>10:00 to 12:00</li></ul>"

    assert text(
        f"<table><tr><th>Day</th><th>Open</th></tr><tr><td>Monday</td><td>{hours}</td></tr></table>"
    ) == ("Monday: Open: 8:00 to 9:30, 10:00 to 12:00")


def test_rows_that_name_themselves_need_no_heading() -> None:
    rows = "<tr><th>Owner</th><td>Ore Ltd</td></tr><tr><th>Built</th><td>1931</td></tr>"
    box = f"<tr><th colspan=2>Weir of Orrin</th></tr>{rows}"

    assert text(f"<table>{box}</table>") == "Weir of Orrin\nOwner: Ore Ltd\nBuilt: 1931"


def test_a_table_that_only_places_text_is_read_as_text() -> None:
    layout = f"<table><tr><td><p>{PROSE}</p><p>The weir is shut.</p></td><td><p>{PROSE}</p></td></tr></table>"

    assert "|" not in article(page(layout), "a.html").text
    assert "\nThe weir is shut.\n" in article(page(layout), "a.html").text
    assert text("<table><tr><td>The weir is shut.<br>So is the lock.</td></tr></table>") == (
        "The weir is shut.\nSo is the lock."
    )


def test_a_table_that_claims_millions_of_columns_is_read() -> None:
    wide = "<tr><th>Name</th><th colspan=99999999>Votes</th></tr>"
    table = f"<table>{wide}<tr><td>Ana</td><td rowspan=99999999>7</td></tr></table>"

    assert text(table) == "Ana: Votes: 7"


def test_the_figure_of_a_row_answers(settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "news" / "vote.html", page(f"<table>{HEADED}{ROWS}</table>"))

    ingest([tmp_path / "news"], settings)
    answer = Responder.open(settings).ask(Question("How many votes did Ana Verrick get?"))

    assert "Ana Verrick: Votes: 2,531" in answer.text


def published(head: str, top: str = "") -> tuple[date | None, DateSource]:
    read = article(page("", head, top), "a.html")
    return read.published, read.date_source


def ld(*nodes: object) -> str:
    return "".join(f"<script type='application/ld+json'>{json.dumps(node)}</script>" for node in nodes)


CHANGED = (
    "<meta property='og:updated_time' content='2022-09-30T10:00:00Z'>"
    "<meta name='last-modified' content='2022-09-30'>"
)


def test_the_line_under_the_headline_beats_the_day_of_a_change() -> None:
    assert published(CHANGED, "<p>By Ana Verrick, 4 May 2021</p>") == (DAY, DateSource.BYLINE)
    assert (
        published(
            CHANGED,
            "<time class='updated' datetime='2022-09-30'>30 September 2022</time>"
            "<time datetime='2021-05-04'>4 May 2021</time>",
        )[0]
        == DAY
    )


def test_a_page_that_names_no_other_day_has_that_of_its_change_as_a_guess() -> None:
    assert published(CHANGED) == (date(2022, 9, 30), DateSource.INFERRED)


OTHER = {"@type": "NewsArticle", "headline": "An older story", "datePublished": "2019-01-02"}
OWN = {
    "@type": "NewsArticle",
    "headline": "Sand in the harbour",
    "datePublished": "2021-05-04T23:40:00-08:00",
}


@pytest.mark.parametrize(
    "stated",
    [
        ld({"@graph": [{"@type": "ItemList", "itemListElement": [OTHER]}, OWN]}),
        ld([OTHER, OWN]),
        ld(OTHER, OTHER | {"datePublished": "2019-02-02"}, OWN),
        ld({"@type": "WebPage", "mainEntity": OWN, "relatedLink": OTHER}),
        ld({**OWN, "headline": "Sand", "isPartOf": OTHER, "mentions": [OTHER]}),
        ld(OTHER, {**OWN, "headline": "Sand!", "url": "https://lake.example/sand"})
        + "<link rel='canonical' href='https://lake.example/sand'>",
        '<script type="application/ld+json">{"datePublished": "2021-05-04", broken}</script>',
    ],
)
def test_the_date_in_json_ld_is_that_of_the_pages_own_story(stated: str) -> None:
    assert published(stated) == (DAY, DateSource.METADATA)


@pytest.mark.parametrize(
    "stated",
    [
        ld({"@type": "ItemList", "itemListElement": [OTHER]}),
        ld(OTHER, OTHER | {"headline": "Another", "datePublished": "2019-02-02"}),
        ld(OTHER | {"url": "https://lake.example/older"})
        + "<link rel='canonical' href='https://lake.example/sand'>",
    ],
)
def test_the_date_of_another_story_is_not_taken(stated: str) -> None:
    assert published(stated, "<p>Published 4 May 2021</p>") == (DAY, DateSource.BYLINE)


BODY = "The weir of Orrin was sold to Ore Ltd for 9 million crowns. It was built in 1931, and is shut."


def written_by_script(body: str) -> str:
    node = {"@type": "NewsArticle", "headline": "x", "datePublished": "2021-05-04", "articleBody": body}
    return (
        f"<html><head><title>Weir sold</title>{ld(node)}</head><body><div id=root>Loading</div></body></html>"
    )


def test_a_page_that_a_script_writes_is_read_from_what_it_states() -> None:
    read = article(written_by_script(BODY), "a.html")

    assert (read.text, read.title, read.published) == (BODY, "Weir sold", DAY)


def test_markup_in_a_stated_text_is_read_as_markup() -> None:
    marked = "<p>The weir &amp; the <b>lock</b> were sold.</p><p>Both are shut.</p>"

    text = article(written_by_script(marked), "a.html").text
    assert text == "The weir & the lock were sold.\n\nBoth are shut."


def test_a_page_with_text_of_its_own_is_read_from_that() -> None:
    read = article(page("", ld(OWN | {"articleBody": BODY * 20})), "a.html")

    assert PROSE in read.text and "Ore Ltd" not in read.text


@pytest.mark.parametrize(
    "stated", ["", ld([OWN]), "<script type='application/ld+json'>" + "[" * 100_000 + "</script>"]
)
def test_a_page_without_text_is_told(stated: str) -> None:
    with pytest.raises(ArticleError, match="no article text"):
        article(f"<html><head>{stated}</head><body><div id=root></div></body></html>", "a.html")
