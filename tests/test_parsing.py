import json
import time
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

from ingest.parsing import parse
from ingest.sourcefile import SourceFile, source_hash
from qa_bot.errors import ArticleError
from qa_bot.types import Article, DateSource, Skipped

STORY = "The harbour of Lindau will be dredged again.\n\nSand has closed the channel, said Ines Brandt.\n"


def article(raw: bytes | str, name: str = "news/a.txt") -> Article:
    raw = raw.encode() if isinstance(raw, str) else raw
    kind = Path(name).suffix
    return parse(SourceFile(Path("/in") / name, "/in", name, kind, 10**8), raw)


def json_line(**fields: object) -> Article:
    raw = json.dumps({"id": "a", "text": STORY, **fields}).encode()
    return parse(SourceFile(Path("/in/news.jsonl"), "/in/news.jsonl", "a", ".jsonl", 10**8, raw), raw)


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
    started = time.perf_counter()
    with pytest.raises(ArticleError, match=reason):
        article(raw, name)
    assert time.perf_counter() - started < 10


def test_front_matter_gives_the_metadata_and_is_left_out() -> None:
    block = "---\ntitle: 'Sand in the harbour'\nDate: 2021-05-04\nPublisher: The Lake\nsource: https://example.org/a\n---\n"
    read = article(block + STORY, "a.md")
    assert (read.title, read.outlet, read.url) == ("Sand in the harbour", "The Lake", "https://example.org/a")
    assert (read.published, read.date_source) == (date(2021, 5, 4), DateSource.FRONT_MATTER)
    assert read.skipped == (Skipped(0, len(block), "front matter"),) and read.text == block + STORY


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
    started = time.perf_counter()
    nested = "<div>" * 100_000 + f"<p>{STORY * 20}</p>" + "</div>" * 100_000
    with pytest.raises(ArticleError):
        article(f"<html><body>{nested}</body></html>", "a.htm")
    assert time.perf_counter() - started < 10


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
    with pytest.raises(ArticleError, match="OCR"):
        article(pdf(), "a.pdf")


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
    assert read.text == "## Costs\n\nFour million euros.\n\nDepth | two metres"
    assert (read.title, read.published, read.date_source) == (
        "Sand in the harbour",
        date(2021, 5, 4),
        DateSource.INFERRED,
    )


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
    started = time.perf_counter()
    with pytest.raises(ArticleError, match="unpacks to 150 MB"):
        article(packed.getvalue(), "bomb.docx")
    assert time.perf_counter() - started < 1


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
