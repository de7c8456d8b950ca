"""PDFs: tables as rows, sentences across pages, the day that pages print, and scans that only look read."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas
from support.parsed import article
from support.pdfs import LEAD, Draw, both, lines, pdf, picture, table, write

from qa_bot.errors import ArticleError
from qa_bot.types import DateSource


def test_a_table_becomes_rows_that_name_their_columns() -> None:
    cells = table(("Well", "2022 (m)", "2023 (m)"), ("Ashby", "14.2", "11.9"), ("Corran", "", "9.3"))
    text = article(pdf(both(lines(LEAD), cells, lines("The board meets in June.", top=600))), "a.pdf").text

    assert text.split("\n\n") == [
        LEAD,
        "Ashby: 2022 (m): 14.2; 2023 (m): 11.9",
        "Corran: 2023 (m): 9.3",
        "The board meets in June.",
    ]


def test_a_table_drawn_as_lines_of_one_text_becomes_rows_too() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText()
        for n, row in enumerate((("Well", "Depth"), ("Ashby", "14.2"), ("Corran", "9.3"))):
            for column, cell in enumerate(row):
                text.setTextOrigin(50 + 130 * column, 700 - 16 * n)
                text.textOut(cell)
        canvas.drawText(text)

    assert article(pdf(draw), "a.pdf").text == "Ashby: Depth: 14.2\n\nCorran: Depth: 9.3"


def test_a_heading_across_columns_names_each_of_them() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 215, 716, "Depth of the water")
        write(canvas, 440, 716, "Pumps")
        table(("Well", "2022", "2023"), ("Ashby", "14.2", "11.9", "3"), ("Corran", "10.1", "9.3", "1"))(
            canvas
        )

    assert "Corran: Depth of the water 2022: 10.1" in article(pdf(both(lines(LEAD), draw)), "a.pdf").text


def test_a_cell_of_two_lines_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        table(("Well", "Owner", "Depth (m)"), ("Ashby at the", "the parish", "14.2"))(canvas)
        write(canvas, 50, 672, "old mill")
        table(("Corran", "the board", "9.3"), ("Dunnet", "the mine", "30.1"), top=656)(canvas)

    text = article(pdf(both(lines(LEAD), draw)), "a.pdf").text

    assert "Ashby at the old mill: Owner: the parish; Depth (m): 14.2\n\nCorran: Owner" in text


def test_a_list_of_properties_has_no_headings() -> None:
    cells = table(("Owner", "Lakes Trust"), ("Capacity", "40 MW"), ("Price", "3 million"))

    assert article(pdf(cells), "a.pdf").text == "Owner: Lakes Trust\n\nCapacity: 40 MW\n\nPrice: 3 million"


def test_words_in_a_font_of_their_own_head_a_table_of_words() -> None:
    rows = (("Ward", "Winner"), ("Norham", "Ilse Tarn"), ("Hollin", "Per Vall"))

    assert "Norham: Winner: Ilse Tarn" in article(pdf(table(*rows, heading="Helvetica-Bold")), "a.pdf").text
    assert "Norham: Ilse Tarn" in article(pdf(table(*rows)), "a.pdf").text


def test_a_table_goes_on_under_its_headings_on_the_next_page() -> None:
    first = table(("Well", "2022", "2023"), ("Ashby", "14.2", "11.9"), ("Corran", "10.1", "9.3"))
    second = table(("Dunnet", "30.1", "29.5"), ("Elvet", "8.0", "8.1"), top=780)

    text = article(pdf(both(lines(LEAD), first), second), "a.pdf").text

    assert "Elvet: 2022: 8.0; 2023: 8.1" in text


def test_prose_in_columns_is_no_table() -> None:
    left = ["The wells of Hollin have been", "low since March, and the board", "asks all to save water."]
    right = ["Rain is not expected before", "the end of May, the weather", "office said on Friday."]

    def draw(canvas: Canvas) -> None:
        for x, column in ((50, left), (320, right)):
            for n, text in enumerate(column):
                write(canvas, x, 700 - 13 * n, text)

    text = article(pdf(draw), "a.pdf").text

    assert "low since March, and the board asks all to save water." in text
    assert "the weather office said on Friday." in text


def test_a_page_drawn_in_very_many_pieces_keeps_its_words() -> None:
    cells = table(*((f"Well {n}", str(n)) for n in range(1_200)))

    assert "Well 1199" in article(pdf(cells), "a.pdf").text


def head(number: int) -> Draw:
    def draw(canvas: Canvas) -> None:
        write(canvas, 50, 800, f"Hollin Courier  |  Friday, 9 May 2025  |  p. {number}", size=9)
        write(canvas, 50, 30, "Copyright Hollin Courier. All rights reserved.", size=8)

    return draw


def test_a_sentence_goes_on_behind_the_head_of_the_next_page() -> None:
    first = lines(
        "The keeper of the wells, Runa Selby, told the council on Thursday that the pumps of the mine"
    )
    second = lines("had taken the water since August. The mine denied that.")

    read = article(pdf(both(head(4), first), both(head(5), second), title="Wells of Hollin"), "a.pdf")

    assert read.text.endswith(
        "that the pumps of the mine had taken the water since August. The mine denied that."
    )
    assert (read.published, read.date_source) == (date(2025, 5, 9), DateSource.BYLINE)
    (skipped,) = read.skipped
    assert read.text[: skipped.end].count("Courier") == 2  # kept once, outside of the article
    assert "p. 5" not in read.text


def test_the_title_of_an_article_with_heads_is_its_own() -> None:
    first = both(head(1), lines("Wells run dry", "", LEAD))

    assert article(pdf(first, both(head(2), lines("It may rain."))), "a.pdf").title == "Wells run dry"


def test_stamps_on_each_page_are_no_text_and_date_nothing() -> None:
    stamp = lines("Downloaded from archive.example on 5 March 2025", top=20)
    first = lines(
        "The mine of Hollin will close in the autumn, its owner Per Vall said on Friday to the men", LEAD
    )

    read = article(pdf(both(first, stamp), both(lines("who work in it."), stamp)), "a.pdf")

    assert "Downloaded" not in read.text[read.skipped[0].end :]
    assert read.published != date(2025, 3, 5)


def printed(*texts: str, foot: str = "https://courier.example/wells", count: str = "1/1") -> Draw:
    def draw(canvas: Canvas) -> None:
        write(canvas, 50, 810, "28/11/2026, 22:12", size=8)
        write(canvas, 250, 810, "Wells run dry - Hollin Courier", size=8)
        write(canvas, 50, 780, "Wells run dry", size=16)
        lines(*texts)(canvas)
        write(canvas, 50, 20, foot, size=8)
        write(canvas, 500, 20, count, size=8)

    return draw


@pytest.mark.parametrize(
    "byline",
    [
        "Published 4 Feb 2024, 18:05 CET - updated 15 Feb 2024",
        "Last updated 15 Feb 2024. First published on Sunday, 4 Feb 2024",
        "4 February 2024 | Runa Selby",
    ],
)
def test_a_page_printed_from_the_web_has_the_day_it_was_published(byline: str) -> None:
    raw = pdf(printed("By Runa Selby", byline, "", LEAD), title="Wells run dry - Hollin Courier")
    read = article(raw, "a.pdf")

    assert (read.published, read.date_source) == (date(2024, 2, 4), DateSource.BYLINE)
    assert read.url == "https://courier.example/wells"
    assert "22:12" not in read.text[read.skipped[0].end :]
    assert "Wells run dry" in read.text[read.skipped[0].end :]


def test_a_page_printed_from_the_web_is_not_dated_by_its_printing() -> None:
    title = "Wells run dry - Hollin Courier"
    undated = article(pdf(printed(LEAD), title=title), "a.pdf")
    by_address = article(
        pdf(printed(LEAD, foot="https://courier.example/2024/02/04/wells"), title=title), "a.pdf"
    )

    assert (undated.published, undated.date_source) == (None, DateSource.UNKNOWN)
    assert (by_address.published, by_address.date_source) == (date(2024, 2, 4), DateSource.URL)


@pytest.mark.parametrize("day", ["D:00000101000000Z", "D:99999999999999", "yesterday", ""])
def test_a_property_that_is_no_date_costs_no_article(day: str) -> None:
    writer = PdfWriter(clone_from=BytesIO(pdf(lines(LEAD), title="Wells")))
    writer.metadata = {NameObject("/Title"): TextStringObject("Wells"), NameObject("/CreationDate"): day}
    changed = BytesIO()
    writer.write(changed)

    read = article(changed.getvalue(), "a.pdf")

    assert (read.title, read.text, read.published) == ("Wells", LEAD, None)


def test_a_scan_with_a_stamp_on_it_is_reported() -> None:
    stamp = lines("From the archive of the parish of Hollin, 5 March 2025", top=20)
    for pages in ([both(picture, stamp)], [both(picture, stamp)] * 3):
        with pytest.raises(ArticleError, match="scanned"):
            article(pdf(*pages), "a.pdf")


def test_next_to_nothing_read_is_reported() -> None:
    with pytest.raises(ArticleError, match="scanned"):
        article(pdf(lines("l . ,"), lines("i")), "a.pdf")


def test_a_picture_beside_an_article_is_no_scan() -> None:
    assert LEAD in article(pdf(picture, lines(LEAD)), "a.pdf").text
    assert LEAD in article(pdf(both(picture, lines(LEAD, LEAD, LEAD, LEAD))), "a.pdf").text


def test_text_that_was_laid_over_a_scan_is_read() -> None:
    def recognized(canvas: Canvas) -> None:
        text = canvas.beginText(50, 700)
        text.setTextRenderMode(3)
        text.textOut(LEAD)
        canvas.drawText(text)

    assert article(pdf(both(picture, recognized)), "a.pdf").text == LEAD
