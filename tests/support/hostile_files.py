"""Files made to keep who reads them busy for ever or to eat the memory: one a kind, small on the disk."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable

NEWS = "The harbour wall of Larkhaven was rebuilt. It cost nine million crowns, Ana Verrick said.\n"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def page(body: str) -> bytes:
    return f"<html><body>{body}<article><h1>The wall</h1><p>{NEWS}</p></article></body></html>".encode()


def docx(body: str, before: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'{before}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
        )
    return packed.getvalue()


def pdf(pages: bytes, content: bytes = b"", filters: bytes = b"") -> bytes:
    """One page, in a tree of pages that `pages` describes."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages " + pages + b" >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
        4: b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
    }
    written, places = b"%PDF-1.7\n", []
    for number, body in objects.items():
        places.append(b"%010d 00000 n \n" % len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(places)
    end = b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return written + table + end


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


_ENTITIES = "".join(f'<!ENTITY {one} "{f"&{other};" * 50}">' for one, other in ("ba", "cb", "dc", "ed"))
_FILTERED = zlib.compress(b" " * 600_000_000, 9)
KINDS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a tag of 200,000 attributes": (
        ".html",
        lambda: page(f"<div {' '.join(f'a{n}=1' for n in range(200_000))}>x</div>"),
    ),
    "paragraphs that nothing closes": (".html", lambda: page("<p>a" * 200_000)),
    "a page 100,000 tags deep": (".html", lambda: page("<div>" * 100_000)),
    "a document of millions of runs": (
        ".docx",
        lambda: docx(f"<w:p><w:r>{'<w:t>a</w:t>' * 6_000_000}</w:r></w:p>"),
    ),
    "a document that unpacks to far more": (".docx", lambda: docx(_paragraph(" " * 300_000_000))),
    "entities of entities": (
        ".docx",
        lambda: docx(_paragraph("&e;"), f'<!DOCTYPE x [<!ENTITY a "harbour">{_ENTITIES}]>'),
    ),
    "a tree of pages that holds itself": (".pdf", lambda: pdf(b"/Kids [2 0 R 3 0 R] /Count 2")),
    "a page that unpacks to far more": (
        ".pdf",
        lambda: pdf(b"/Kids [3 0 R] /Count 1", _FILTERED, b"/Filter /FlateDecode"),
    ),
    "an object a million deep": (
        ".jsonl",
        lambda: b'{"id": "a", "text": "Ash", "a": ' + b"[" * 10**6 + b"]" * 10**6 + b"}",
    ),
    "a text that is one word": (".txt", lambda: b"Harbour wall\n\n" + b"a" * 8_000_000),
    "a text of nothing but quotes": (".md", lambda: b"Harbour wall\n\n" + b'"' * 3_000_000),
    "front matter that merges itself again and again": (
        ".md",
        lambda: (
            "---\na0: &a0 {k: v}\n"
            + "".join(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
            + f"---\n{NEWS}"
        ).encode(),
    ),
    "a table of one cell that nothing closes": (".csv", lambda: b'a,b\n"' + b"x,\n" * 2_000_000),
    "a record with a text of megabytes": (
        ".json",
        lambda: json.dumps({"id": "a", "text": "The council met. " * 600_000}).encode(),
    ),
}
