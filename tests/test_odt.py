"""OpenDocument texts are read whole: what is shown once all changes are accepted, each thing once."""

from __future__ import annotations

from datetime import date

import pytest
from support.parsed import article
from support.zipped import zipped

from qa_bot.errors import ArticleError
from qa_bot.types import DateSource

SPACES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in {
            "office": "office",
            "text": "text",
            "table": "table",
            "draw": "drawing",
            "style": "style",
            "meta": "meta",
        }.items()
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
LEAD = "The weir of Tolm was rebuilt on Monday."


def odt(body: str, *, styles: str = "", meta: str = "", manifest: str = "") -> bytes:
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {SPACES}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {SPACES}><office:meta>{meta}</office:meta>"
            "</office:document-meta>",
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
        }
    )


def style(name: str, looks: str, family: str = "text", parent: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}" style:parent-style-name="{parent}">'
        f"<style:text-properties {looks}/></style:style>"
    )


def par(text: str, name: str = "") -> str:
    return f'<text:p text:style-name="{name}">{text}</text:p>'


def cell(text: str, properties: str = "") -> str:
    return f"<table:table-cell {properties}>{text if text.startswith('<') else par(text)}</table:table-cell>"


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(each if each.startswith("<table:") else cell(each) for each in cells)
    return f"<table:table-row {properties}>{inside}</table:table-row>"


def table(*rows: str) -> str:
    return f"<table:table>{''.join(rows)}</table:table>"


def read(body: str, **others: str) -> str:
    return article(odt(body, **others), "a.odt").text


def test_a_text_has_its_title_and_the_day_it_was_made() -> None:
    meta = (
        "<dc:title>The weir of Tolm</dc:title><dc:date>2025-09-09T10:00:00</dc:date>"
        "<meta:creation-date>2025-03-04T10:00:00</meta:creation-date>"
    )
    found = article(odt(par(LEAD), meta=meta), "a.odt")
    assert (found.title, found.text) == ("The weir of Tolm", LEAD)
    assert (found.published, found.date_source) == (date(2025, 3, 4), DateSource.INFERRED)


def test_a_day_that_the_text_prints_goes_before_that_of_the_file() -> None:
    meta = "<meta:creation-date>2025-03-04T10:00:00</meta:creation-date>"
    found = article(odt(par("Weir rebuilt") + par("March 3, 2025") + par(LEAD), meta=meta), "a.odt")
    assert (found.published, found.date_source) == (date(2025, 3, 3), DateSource.BYLINE)


def test_headings_and_paragraphs_keep_their_order_and_lists_their_items() -> None:
    heading = '<text:h text:outline-level="2">Who paid</text:h>'
    items = "".join(f"<text:list-item>{par(each)}</text:list-item>" for each in ("Tolm", "Orrin"))
    assert (
        read(par(LEAD) + heading + f"<text:list>{items}</text:list>")
        == f"{LEAD}\n\n## Who paid\n\nTolm\n\nOrrin"
    )


def test_spaces_tabs_and_breaks_are_those_that_are_shown() -> None:
    text = "The  weir\n  of<text:s text:c='3'/>Tolm<text:tab/>9<text:line-break/>metres"
    assert read(par(text)) == "The weir of Tolm\t9\nmetres"


def test_what_is_deleted_hidden_struck_out_or_a_comment_is_not_read() -> None:
    changes = (
        f"<text:tracked-changes><text:deletion>{par('Nine locks.')}</text:deletion></text:tracked-changes>"
    )
    styles = style("gone", 'text:display="none"') + style("struck", 'style:text-line-through-style="solid"')
    spans = "".join(f'<text:span text:style-name="{name}"> Nine.</text:span>' for name in ("gone", "struck"))
    comment = f"<office:annotation><dc:creator>Ada</dc:creator>{par('Check this.')}</office:annotation>"
    section = f'<text:section text:display="none">{par("Nine locks.")}</text:section>'
    hidden = par('Nine locks.<text:hidden-paragraph text:is-hidden="true"/>')
    assert read(changes + par(LEAD + spans + comment) + section + hidden, styles=styles) == LEAD


def test_a_style_hides_what_is_based_on_it() -> None:
    styles = style("gone", 'text:display="none"', "paragraph") + style(
        "child", "", "paragraph", parent="gone"
    )
    assert read(par("Nine locks.", "child") + par(LEAD), styles=styles) == LEAD


def test_notes_and_text_boxes_follow_the_paragraph_they_hang_on() -> None:
    said = f"<text:note-citation>1</text:note-citation><text:note-body>{par('By hand.')}</text:note-body>"
    note = f"<text:note>{said}</text:note>"
    box = f"<draw:frame><draw:text-box>{par('It has two gates.')}</draw:text-box></draw:frame>"
    assert read(par(f"The weir{note} of Tolm{box} was rebuilt.") + par("It held.")) == (
        "The weir of Tolm was rebuilt.\n\nBy hand.\n\nIt has two gates.\n\nIt held."
    )


def test_raised_figures_are_raised() -> None:
    styles = style("up", 'style:text-position="super 58%"')
    assert read(par('9 km<text:span text:style-name="up">2</text:span>'), styles=styles) == "9 km²"


def test_a_table_is_a_line_a_row_with_its_headings() -> None:
    headings = f"<table:table-header-rows>{row('Town', 'Locks', 'Cost')}</table:table-header-rows>"
    rows = (
        row("Tolm", "4", "9 m"),
        row("Orrin", "2", "3 m"),
        row("Varn", "1", "1 m", properties='table:visibility="collapse"'),
    )
    assert read(table(headings, *rows)) == "Tolm: Locks: 4; Cost: 9 m\n\nOrrin: Locks: 2; Cost: 3 m"


def test_a_cell_over_rows_stands_in_each_and_a_heading_over_columns_above_each() -> None:
    wide = cell("2025", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    top = row(cell("Town"), wide), row("", "Locks", "Cost")
    headings = f"<table:table-header-rows>{''.join(top)}</table:table-header-rows>"
    tall = row(cell("Tolm", 'table:number-rows-spanned="2"'), "4", "9 m")
    below = "<table:table-row><table:covered-table-cell/>" + cell("5") + cell("8 m") + "</table:table-row>"
    assert read(table(headings, tall, below)) == (
        "Tolm: 2025 Locks: 4; 2025 Cost: 9 m\n\nTolm: 2025 Locks: 5; 2025 Cost: 8 m"
    )


def test_an_encrypted_a_damaged_and_an_empty_file_end_in_a_sentence() -> None:
    with pytest.raises(ArticleError, match="is an encrypted ODT; save it without a password"):
        read(par(LEAD), manifest="<file-entry><encryption-data/></file-entry>")
    with pytest.raises(ArticleError, match="is a damaged ODT"):
        article(odt(par(LEAD))[:300], "a.odt")
    with pytest.raises(ArticleError, match="is an ODT without text"):
        read(par(""))
