"""Pages, PDFs and Word files: their story without what surrounds it, whatever state they are in."""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas
from support.parsed import STORY, article

from qa_bot.errors import ArticleError
from qa_bot.types import Article, DateSource


def pdf(*lines: str, title: str = "", password: str = "") -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A5)
    canvas.setTitle(title)
    for n, line in enumerate(lines):
        canvas.drawString(40, 550 - 14 * n, line)
    canvas.save()
    if not password:
        return buffer.getvalue()
    writer = PdfWriter(clone_from=buffer)
    writer.encrypt(password, algorithm="AES-256")
    locked = BytesIO()
    writer.write(locked)
    return locked.getvalue()


def word(build: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    build(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


WORD = word(lambda document: document.add_paragraph(STORY))  # type: ignore[arg-type]
PAGE = """<html><head><title>Sand in the harbour</title><meta property="og:site_name" content="The Lake">
<meta property="og:title" content="Sand in the harbour">{head}</head><body><nav><a href="/">Home</a></nav>
<article><h1>Sand in the harbour</h1><p>{story}</p><p>{story}</p></article>
<footer>All rights reserved</footer></body></html>"""


def page(head: str = "") -> Article:
    story = "The harbour of Lindau will be dredged again next spring, the port authority said. " * 4
    return article(PAGE.format(head=head, story=story), "a.html")


def test_html_gives_the_story_and_what_the_page_says_of_itself() -> None:
    read = page('<meta property="article:published_time" content="2021-05-04T22:00:00-05:00">')
    assert "dredged" in read.text and "Home" not in read.text and "rights" not in read.text
    assert (read.title, read.outlet) == ("Sand in the harbour", "The Lake")
    assert (read.published, read.date_source) == (date(2021, 5, 4), DateSource.METADATA)


def test_the_declared_date_of_a_page_beats_the_date_it_was_changed() -> None:
    changed = '<meta name="date" content="2022-01-01"><meta property="og:updated_time" content="2022-01-01">'
    data = '{"dateModified": "2022-01-01", "datePublished": "2021-05-04"}'
    declared = f'<script type="application/ld+json">{data}</script>'
    assert page(changed + declared).published == date(2021, 5, 4)


def test_a_page_without_a_date_has_none() -> None:
    assert (page().published, page().date_source) == (None, DateSource.UNKNOWN)


def test_a_page_of_many_closed_nested_tags_ends_soon() -> None:
    started = time.process_time()
    nested = "<div>" * 100_000 + f"<p>{STORY * 20}</p>" + "</div>" * 100_000
    with pytest.raises(ArticleError):
        article(f"<html><body>{nested}</body></html>", "a.htm")
    assert time.process_time() - started < 10


def test_pdf_lines_broken_by_the_page_become_whole_sentences() -> None:
    raw = pdf(
        "Sand in the harbour",
        "",
        "The harbour of Lindau will be dredged again next",
        "spring, said Ines Brandt.",
    )
    read = article(raw, "a.pdf")
    assert "dredged again next spring, said Ines Brandt." in read.text
    assert read.title == "Sand in the harbour"
    assert read.date_source is DateSource.INFERRED  # when the file was made


def test_half_a_character_that_a_pdf_spells_is_replaced_and_the_rest_is_read() -> None:
    writer = PdfWriter(clone_from=BytesIO(pdf("The works of Sennet opened in May|")))
    (font,) = writer.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    table = StreamObject()
    table.set_data(
        b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        b"1 beginbfrange <20> <7B> <0020> endbfrange 2 beginbfchar <7C> <D83D> <2E> <0000> endbfchar endcmap"
    )
    font.get_object()[NameObject("/ToUnicode")] = writer._add_object(table)
    damaged = BytesIO()
    writer.write(damaged)

    assert article(damaged.getvalue(), "a.pdf").text == "The works of Sennet opened in May\ufffd"


def test_the_date_a_pdf_prints_beats_the_date_of_the_file() -> None:
    read = article(
        pdf("Sand in the harbour", "Published: May 4, 2021", "The harbour is closed.", title="Sand"), "a.pdf"
    )
    assert (read.title, read.published, read.date_source) == ("Sand", date(2021, 5, 4), DateSource.BYLINE)


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
def test_a_truncated_pdf_is_refused_or_read_but_never_crashes(keep: float) -> None:
    raw = pdf(*["The harbour of Lindau is closed."] * 30)
    try:
        assert "Lindau" in article(raw[: int(len(raw) * keep)], "a.pdf").text
    except ArticleError as error:
        assert "PDF" in str(error)


def test_an_encrypted_pdf_is_refused_with_its_reason() -> None:
    with pytest.raises(ArticleError, match="encrypted"):
        article(pdf("Secret.", password="swordfish"), "a.pdf")


def test_a_pdf_without_text_asks_for_ocr() -> None:
    buffer = BytesIO()
    scanned = Canvas(buffer, pagesize=A5)
    scanned.rect(10, 10, 300, 500)
    scanned.save()
    with pytest.raises(ArticleError, match="OCR"):
        article(buffer.getvalue(), "a.pdf")


def test_docx_keeps_headings_paragraphs_and_tables_in_order() -> None:
    def build(document: docx.document.Document) -> None:
        document.core_properties.title = "Sand in the harbour"
        document.core_properties.author = "Ada Cole"
        document.core_properties.created = datetime(2021, 5, 4, 9, 30)
        document.add_heading("Costs", 2)
        document.add_paragraph("Four million euros.")
        cells = document.add_table(1, 2).rows[0].cells
        cells[0].text, cells[1].text = "Depth", "two metres"

    read = article(word(build), "a.docx")
    assert read.text == "## Costs\n\nFour million euros.\n\nDepth; two metres"
    assert (read.title, read.published, read.date_source) == (
        "Sand in the harbour",
        date(2021, 5, 4),
        DateSource.INFERRED,
    )


def test_a_long_docx_is_read_in_seconds() -> None:
    def build(document: docx.document.Document) -> None:
        first = document.add_paragraph(STORY)
        for _ in range(5000):
            first._p.addnext(deepcopy(first._p))

    raw = word(build)
    started = time.process_time()
    article(raw, "a.docx")
    assert time.process_time() - started < 3


def test_the_template_of_a_docx_does_not_date_it() -> None:
    assert article(WORD, "a.docx").date_source is DateSource.UNKNOWN


def test_a_docx_cell_that_claims_a_thousand_million_columns_is_one_cell() -> None:
    def build(document: docx.document.Document) -> None:
        document.add_table(1, 1).rows[0].cells[0].text = "Depth"

    packed = BytesIO()
    with ZipFile(BytesIO(word(build))) as good, ZipFile(packed, "w") as wide:
        for entry in good.namelist():
            wide.writestr(
                entry, good.read(entry).replace(b"</w:tcPr>", b'<w:gridSpan w:val="999999999"/></w:tcPr>')
            )
    assert article(packed.getvalue(), "a.docx").text == "Depth"


def test_a_zip_bomb_named_docx_is_not_unpacked() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 150_000_000)
    started = time.process_time()
    with pytest.raises(ArticleError, match="unpacks to 150 MB"):
        article(packed.getvalue(), "bomb.docx")
    assert time.process_time() - started < 1


def test_a_zip_that_is_no_docx_is_refused() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", b"hello")
    with pytest.raises(ArticleError, match="DOCX"):
        article(packed.getvalue(), "a.docx")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([".txt", ".md", ".html", ".pdf", ".docx"]), st.data())
def test_damaged_bytes_give_an_article_or_a_reason(noise: bytes, kind: str, data: st.DataObject) -> None:
    good = {".pdf": pdf(STORY), ".docx": WORD}.get(kind, f"---\ntitle: Sand\n---\n<p>{STORY}</p>".encode())
    at = data.draw(st.integers(0, len(good)))
    try:
        assert article(good[:at] + noise + good[at + len(noise) :], f"a{kind}").title
    except ArticleError as error:
        assert str(error) and "\n" not in str(error)
