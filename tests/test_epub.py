"""Books are read chapter by chapter, with the title, the day and the publisher that the package states."""

from __future__ import annotations

from datetime import date

import pytest
from support.parsed import article
from support.zipped import zipped

from qa_bot.errors import ArticleError
from qa_bot.types import DateSource

DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf"'
LEAD = "<p>The lamp of Skerrin was lit in 1871.</p>"


def epub(
    *chapters: str, metadata: str = "", properties: str = "", encrypted: str = "", order: tuple[int, ...] = ()
) -> bytes:
    """The insides of the chapters' bodies; `properties` are the first one's."""
    items = "".join(
        f'<item id="c{n}" href="text%20{n}.xhtml" media-type="application/xhtml+xml" '
        f'properties="{properties if n == 0 else ""}"/>'
        for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in order or range(len(chapters)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf" {DC}><metadata>{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{}</body></html>'
    locked = f'<CipherReference URI="book/{encrypted}"/>' if encrypted else ""
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfile full-path="book/all.opf"/></container>',
            "META-INF/encryption.xml": f"<encryption>{locked}</encryption>",
            "book/all.opf": package,
            **{f"book/text {n}.xhtml": page.format(chapter) for n, chapter in enumerate(chapters)},
        }
    )


def read(*chapters: str, order: tuple[int, ...] = ()) -> str:
    return article(epub(*chapters, order=order), "a.epub").text


def test_a_book_has_the_title_publisher_and_day_of_its_package() -> None:
    metadata = (
        "<dc:title>The lamp</dc:title><dc:publisher>Skerrin Press</dc:publisher>"
        '<dc:date opf:event="modification">2025-01-01</dc:date><dc:date>2024-05-06</dc:date>'
    )
    found = article(epub(LEAD, metadata=metadata), "a.epub")
    assert (found.title, found.outlet) == ("The lamp", "Skerrin Press")
    assert (found.published, found.date_source) == (date(2024, 5, 6), DateSource.METADATA)


def test_chapters_stand_in_the_order_of_reading_under_their_headings() -> None:
    second = "<h1>Two<br/>The sale</h1><p>The council sold it.</p>"
    assert read(second, f"<h1>One</h1>{LEAD}", order=(1, 0)) == (
        "# One\n\nThe lamp of Skerrin was lit in 1871.\n\n# Two The sale\n\nThe council sold it."
    )


def test_the_table_of_contents_is_not_read() -> None:
    assert article(epub("<p>One, 1</p>", LEAD, properties="nav"), "a.epub").text == (
        "The lamp of Skerrin was lit in 1871."
    )


def test_elements_that_close_at_once_and_entities_of_html_lose_no_text() -> None:
    assert read(
        '<p>The<a id="p1"/> keeper&nbsp;Ad&agrave; <b/>stayed.</p><script src="x.js"/><p>It burns.</p>'
    ) == ("The keeper Adà stayed.\n\nIt burns.")


def test_notes_are_read_and_their_marks_are_not() -> None:
    mark = '<a epub:type="noteref" href="#n">1</a>'
    note = '<aside epub:type="footnote" id="n"><p>By hand.</p></aside>'
    assert read(f"<p>It was lit{mark} in 1871.</p>{note}") == "It was lit in 1871.\n\nBy hand."


def test_hidden_and_struck_text_is_not_read_and_a_table_is_a_line_a_row() -> None:
    table = "<table><tr><th>Town</th><th>Lamps</th></tr><tr><td>Skerrin</td><td>3</td></tr></table>"
    hidden = '<p hidden="hidden">Nine.</p><p>Three<del> nine</del> lamps.</p>'
    assert read(hidden + table) == "Three lamps.\n\nSkerrin: Lamps: 3"


def test_a_protected_a_damaged_and_an_empty_book_end_in_a_sentence() -> None:
    with pytest.raises(ArticleError, match="is an encrypted EPUB"):
        article(epub(LEAD, encrypted="text%200.xhtml"), "a.epub")
    with pytest.raises(ArticleError, match="is a damaged EPUB"):
        article(epub(LEAD)[:300], "a.epub")
    with pytest.raises(ArticleError, match="is an EPUB without text"):
        read("<img src='cover.jpg'/>")
    assert article(epub(LEAD, encrypted="font.otf"), "a.epub").text


def test_a_book_that_unpacks_to_far_more_than_an_article_is_refused() -> None:
    with pytest.raises(ArticleError, match="unpacks to 120 MB, too much for one EPUB"):
        read("0" * 120_000_000)
