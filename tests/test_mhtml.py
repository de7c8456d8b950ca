"""A page that a browser saved is read as the page, not as the mail it is saved in."""

from __future__ import annotations

from datetime import date

import pytest
from support.parsed import article

from qa_bot.errors import ArticleError

BODY = (
    "<article><h1>Quarry flooded</h1><p>The quarry of Sørn was flooded on Monday, after a week of rain, its "
    "owner said.</p><p>Its pumps had failed on Sunday night, and nobody was hurt in the flood.</p></article>"
)
HEAD = '<meta property="article:published_time" content="2025-03-04"/><title>Quarry flooded</title>'
ADDRESS = "https://wire.example/quarry"


def saved(html: str, head: str = "Content-Type: text/html", charset: str = "utf-8") -> bytes:
    lines = (
        "From: <Saved by a browser>",
        f"Snapshot-Content-Location: {ADDRESS}",
        "Subject: Quarry flooded",
        "Date: Tue, 9 Sep 2025 10:00:00 -0000",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="--part--"',
        "",
        "----part--",
        head,
        "Content-Transfer-Encoding: 8bit",
        f"Content-Location: {ADDRESS}",
        "",
        html,
        "----part--",
        "Content-Type: image/png",
        "Content-Transfer-Encoding: base64",
        "",
        "iVBORw0KGgo=",
        "----part----",
        "",
    )
    return "\r\n".join(lines).encode(charset)


@pytest.mark.parametrize("suffix", ["mhtml", "mht"])
def test_a_saved_page_has_its_text_address_and_the_day_it_was_published(suffix: str) -> None:
    page = f"<html><head>{HEAD}</head><body><nav><a href='/'>Home</a></nav>{BODY}</body></html>"
    found = article(saved(page), f"a.{suffix}")
    assert found.text.endswith("nobody was hurt in the flood.") and "Home" not in found.text
    assert (found.title, found.url, found.published) == ("Quarry flooded", ADDRESS, date(2025, 3, 4))


def test_the_day_it_was_saved_is_not_the_day_it_was_published() -> None:
    assert article(saved(f"<html><body>{BODY}</body></html>"), "a.mhtml").published is None


@pytest.mark.parametrize(
    ("head", "meta"),
    [
        ('Content-Type: text/html; charset="windows-1252"', ""),
        ("Content-Type: text/html", '<meta charset="windows-1252"/>'),
    ],
)
def test_its_encoding_is_that_of_its_part_or_of_its_page(head: str, meta: str) -> None:
    page = f"<html><head>{meta}</head><body>{BODY}</body></html>"
    assert "The quarry of Sørn" in article(saved(page, head, "cp1252"), "a.mhtml").text


def test_one_without_a_page_says_what_to_do() -> None:
    with pytest.raises(ArticleError, match="is an MHTML file without a page; save the page again"):
        article(b"Subject: x\n\nNothing.\n", "a.mhtml")
