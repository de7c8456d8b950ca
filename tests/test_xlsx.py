"""Workbooks are read as their readers see them: sheets, rows and columns that are shown, figures as shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.news_folder import indexed, run
from support.ooxml import OFFICE, office, relationships
from support.parsed import article

from ingest.formats.xlsx.number_format import shown
from qa_bot.settings import Settings
from qa_bot.types import DateSource

MAIN = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{OFFICE}"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
PLAIN, BOLD, STRUCK, DAY, SHARE = range(5)
STYLES = f"""<styleSheet {MAIN}><numFmts><numFmt numFmtId="170" formatCode="0.0%"/></numFmts>
<fonts><font/><font><b/></font><font><strike/></font></fonts>
<cellXfs><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs>
</styleSheet>"""


def cell(value: str | float, style: int = PLAIN, at: str = "") -> str:
    place = f'r="{at}"' if at else ""
    if isinstance(value, str):
        return f'<c {place} s="{style}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c {place} s="{style}"><v>{value}</v></c>'


def row(*cells: str | float, properties: str = "") -> str:
    written = (each if str(each).startswith("<c") else cell(each) for each in cells)
    return f"<row {properties}>{''.join(map(str, written))}</row>"


def sheet(*rows: str, before: str = "", behind: str = "") -> str:
    return f"<worksheet {MAIN}>{before}<sheetData>{''.join(rows)}</sheetData>{behind}</worksheet>"


def book(
    sheets: dict[str, str], *, core: str = "", hidden: str = "", shared: str = "", box: str = ""
) -> bytes:
    """Sheets by their names; `hidden` is one of them, and the first has the text box."""
    places = {f"sheet{n}.xml": "worksheet" for n in range(1, len(sheets) + 1)}
    listed = "".join(
        f'<sheet name="{name}" r:id="r{n}" state="{"hidden" if name == hidden else "visible"}"/>'
        for n, name in enumerate(sheets, 1)
    )
    parts = {
        "xl/workbook.xml": f"<workbook {MAIN}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(
            {**places, "styles.xml": "styles", "strings.xml": "sharedStrings"}
        ),
        "xl/styles.xml": STYLES,
        "xl/strings.xml": f"<sst {MAIN}>{shared}</sst>",
        "xl/_rels/sheet1.xml.rels": relationships({"drawing.xml": "drawing"}),
        "xl/drawing.xml": f"<drawing {A}><txBody><a:p><a:r><a:t>{box}</a:t></a:r></a:p></txBody></drawing>",
        **{f"xl/{place}": inside for place, inside in zip(places, sheets.values(), strict=True)},
    }
    return office("xl/workbook.xml", parts, core)


TOWNS = sheet(row("Town", "Wells", "Depth"), row("Hollin", 12, 40.5), row("Varn", 3, 8))


def read(*rows: str, before: str = "", behind: str = "", shared: str = "") -> str:
    """The text of a workbook of one sheet, below the sheet's name."""
    raw = book({"Wells": sheet(*rows, before=before, behind=behind)}, shared=shared)
    return article(raw, "a.xlsx").text.removeprefix("## Wells\n\n")


def test_each_sheet_is_a_heading_and_a_line_a_row() -> None:
    raw = book(
        {"Wells": TOWNS, "Secret": TOWNS, "Notes": sheet(row("All wells were measured."))}, hidden="Secret"
    )
    assert article(raw, "a.xlsx").text == (
        "## Wells\n\nHollin: Wells: 12; Depth: 40.5\nVarn: Wells: 3; Depth: 8\n\n"
        "## Notes\n\nAll wells were measured."
    )


@pytest.mark.parametrize(
    ("name", "core", "title"),
    [
        ("Wells", "<dc:title>Wells of Hollin</dc:title>", "Wells of Hollin"),
        ("Wells of Varn", "", "Wells of Varn"),
        ("Sheet1", "", "Town, Wells, Depth"),
    ],
)
def test_its_title_is_that_of_its_properties_else_a_sheets_else_the_headings(
    name: str, core: str, title: str
) -> None:
    assert article(book({name: TOWNS}, core=core), "a.xlsx").title == title


def test_it_is_of_the_day_it_was_made() -> None:
    days = {"created": "2025-03-04", "modified": "2025-05-01"}
    core = "".join(f"<dcterms:{name}>{day}T09:00:00Z</dcterms:{name}>" for name, day in days.items())
    found = article(book({"Wells": TOWNS}, core=core), "a.xlsx")
    assert (found.published, found.date_source) == (date(2025, 3, 4), DateSource.INFERRED)


def test_days_and_figures_are_those_that_are_shown() -> None:
    rows = row("Town", "Dug", "Full"), row("Hollin", cell(45720, DAY), cell(0.1257, SHARE))
    assert read(*rows) == "Hollin: Dug: 2025-03-04; Full: 12.6%"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("1234567.5", "#,##0.00", "1,234,567.50"),
        ("-3", "0.0;[Red](0.0)", "(3.0)"),
        ("-3", "0", "-3"),
        ("2.5", "0", "3"),
        ("12.5", "#,##0.00\\ [$€-407]", "12.50 €"),
        ("2500000", '0.0,,"M"', "2.5M"),
        ("7", "000", "007"),
        ("0.00012", "0.0E+00", "1.2E-4"),
        ("0", '_(* #,##0_);_(* (#,##0);_(* "-"??_)', "-"),
        ("0.30000000000000004", "General", "0.3"),
        ("5", ";;;", ""),
        ("45720.604166666664", "d mmmm yyyy h:mm", "2025-03-04 14:30"),
        ("45720", "mmm-yy", "2025-03"),
        ("1.5", "[h]:mm", "36:00"),
        ("59", "d/m/yy", "1900-02-28"),
        ("99999999999", "d/m/yy", "99999999999"),
        ("1e999", "0", "1e999"),
        ("1e300", "0" + "%" * 999, "1e300"),
        ("1e300", "[h]:mm", "1e300"),
    ],
)
def test_a_format_makes_of_a_number_what_people_see(value: str, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_days_may_be_counted_from_1904() -> None:
    assert shown("44258", "yyyy-mm-dd", from_1904=True) == "2025-03-04"


def test_texts_that_cells_share_are_read_without_what_is_struck_or_tells_how_to_pronounce_them() -> None:
    rich = "<r><t>Hollin</t></r><r><rPr><strike/></rPr><t> Old</t></r><rPh><t>holl</t></rPh>"
    texts = row('<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>', '<c t="s"><v>9</v></c>')
    assert read(texts, shared=f"<si><t>Town</t></si><si>{rich}</si>") == "Town; Hollin"


def test_what_is_hidden_struck_out_or_an_error_is_not_read() -> None:
    rows = (
        row("Town", "Wells", "Cost", "Depth"),
        row("Hollin", cell(12, STRUCK), 99, '<c t="e"><v>#N/A</v></c>'),
        row("Orrin", 1, 98, 7, properties='hidden="1"'),
        row("Varn", 3, 97, 8),
    )
    assert (
        read(*rows, before='<cols><col min="3" max="3" hidden="1"/></cols>')
        == "Hollin\nVarn: Wells: 3; Depth: 8"
    )


def test_rows_in_bold_name_the_columns_and_a_line_over_all_is_one() -> None:
    head = (
        row("Wells by town"),
        row(cell("Town", BOLD), cell("Owner", BOLD)),
    )
    assert read(*head, row("Hollin", "Ansel Rook")) == "Wells by town\nHollin: Owner: Ansel Rook"


def test_two_columns_of_words_are_no_headings_of_each_other() -> None:
    assert read(row("Town", "Hollin"), row("Owner", "Ansel Rook")) == "Town; Hollin\nOwner; Ansel Rook"


def test_an_empty_row_parts_tables_of_other_columns_only() -> None:
    rows = row("Town", "Wells", "Depth"), row("Hollin", 12, 40), row(), row("Varn", 3, 8)
    other = row(), row("Owner", "Since", "Share"), row("Rook", 1964, 3)
    assert read(*rows, *other) == (
        "Hollin: Wells: 12; Depth: 40\n\nVarn: Wells: 3; Depth: 8\n\nRook: Since: 1964; Share: 3"
    )


def test_a_merged_cell_stands_in_each_of_its_rows_and_over_each_of_its_columns() -> None:
    rows = (
        row(cell("Town", BOLD, "A1"), cell("2025", BOLD, "B1"), properties='r="1"'),
        row(cell("Wells", BOLD, "B2"), cell("Depth", BOLD, "C2"), properties='r="2"'),
        row(cell("Hollin", at="A3"), cell(12, at="B3"), cell(40, at="C3"), properties='r="3"'),
        row(cell(13, at="B4"), cell(41, at="C4"), properties='r="4"'),
    )
    merged = (
        '<mergeCells><mergeCell ref="B1:C1"/><mergeCell ref="A1:A2"/><mergeCell ref="A3:A4"/></mergeCells>'
    )
    assert read(*rows, behind=merged) == (
        "Hollin: 2025 Wells: 12; 2025 Depth: 40\nHollin: 2025 Wells: 13; 2025 Depth: 41"
    )


def test_a_text_box_on_a_sheet_is_read() -> None:
    assert article(book({"Wells": TOWNS}, box="Measured in May."), "a.xlsx").text.endswith(
        "\n\nMeasured in May."
    )


def test_a_sheet_of_articles_has_one_a_row(tmp_path: Path, settings: Settings) -> None:
    rows = (
        row("id", "title", "content", "date"),
        row("7", "Wells", "The wells of Hollin fell dry on Monday.", cell(45720, DAY)),
        row("8", "Empty", "", cell(45720, DAY)),
    )
    (tmp_path / "news.xlsx").write_bytes(book({"News": sheet(*rows)}))

    report = run(settings, tmp_path / "news.xlsx")

    assert report.added == ("7",)
    assert [one.reason for one in report.failed] == ["row 2 of news.xlsx has no text"]
    assert indexed(settings)["7"].published == date(2025, 3, 4)


def test_a_sheet_of_many_rows_is_one_article(tmp_path: Path, settings: Settings) -> None:
    rows = (row(f"Town {n}", n, n / 2) for n in range(25_000))
    found = article(book({"Wells": sheet(row("Town", "Wells", "Depth"), *rows)}), "a.xlsx")
    assert found.text.count("\n") == 25_001 and found.text.endswith(
        "Town 24999: Wells: 24999; Depth: 12499.5"
    )


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (book({"Wells": TOWNS})[:500], "is a damaged XLSX"),
        (book({"Wells": TOWNS.replace("</sheetData>", "")}), "is a damaged XLSX"),
        (book({"Wells": sheet()}), "is an XLSX without text"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "has a password or is of an older format; save it as XLSX"),
    ],
)
def test_one_that_cannot_be_read_says_why_and_stops_no_other(
    tmp_path: Path, settings: Settings, raw: bytes, reason: str
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.xlsx").write_bytes(raw)
    (tmp_path / "news" / "b.xlsx").write_bytes(book({"Wells": TOWNS}))

    report = run(settings, tmp_path / "news")

    assert report.added == ("b.xlsx",)
    assert [one.reason.startswith(reason) for one in report.failed] == [True]
