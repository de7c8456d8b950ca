"""Mails, mailboxes and CSV become articles with their words, days and senders."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from support.news_folder import indexed, run, write
from support.parsed import article

from ingest.scan.folders import find
from ingest.scan.source_file import Problem
from qa_bot.errors import ArticleError
from qa_bot.settings import Settings
from qa_bot.types import DateSource

QUARRY = "The quarry of Sarn was flooded on Monday. Its pumps had failed."


def mail(text: str = QUARRY, html: str = "", id: str = "<q1@wire.example>") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Quarry flooded — Sørn"
    message["From"] = '"Varn Wire" <desk@wire.example>'
    message["Date"] = "Tue, 04 Mar 2025 23:30:00 -0800"
    message["Message-ID"] = id
    message.set_content(text) if text else message.set_content(html, subtype="html")
    return message


def test_a_mail_is_its_text_with_subject_sender_and_day() -> None:
    read = article(bytes(mail()), "news/q.eml")

    assert (read.title, read.outlet) == ("Quarry flooded — Sørn", "Varn Wire")
    assert (read.published, read.date_source) == (date(2025, 3, 4), DateSource.METADATA)
    assert read.text == QUARRY


def test_a_mail_in_html_is_read_without_its_tags() -> None:
    assert (
        article(bytes(mail("", "<p>The quarry <b>flooded</b>.</p>")), "q.eml").text == "The quarry flooded."
    )


def test_the_encoding_a_mail_names_wrongly_does_not_cost_its_text() -> None:
    head = b"Subject: Tax\nContent-Type: text/plain; charset=x-none\n\n"
    raw = head + b"The caf\xe9 tax of S\xf8rby is 12 crowns.\n"

    assert article(raw, "t.eml").text == "The café tax of Sørby is 12 crowns."


def test_a_mail_of_attachments_alone_says_what_to_do() -> None:
    message = EmailMessage()
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")

    with pytest.raises(ArticleError, match="save its attachments"):
        article(bytes(message), "a.eml")


def test_each_mail_of_a_mailbox_is_an_article(tmp_path: Path, settings: Settings) -> None:
    mails = (mail(), mail("The lock of Brom opened.", id="<q2@wire.example>"))
    raw = b"".join(
        b"From desk@wire.example Tue Mar  4 23:30:00 2025\n" + bytes(each) + b"\n" for each in mails
    )
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "desk.mbox").write_bytes(raw)

    assert run(settings, tmp_path / "news").added == ("q1@wire.example", "q2@wire.example")
    assert "lock of Brom" in indexed(settings)["q2@wire.example"].text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_has_a_line_a_row_with_its_columns_named(delimiter: str) -> None:
    rows = (("Town", "Tons", "Note"), ("Varn", "40", '"wet\nyear"'), ("Brom", "", "dry"))
    raw = "\r\n".join(delimiter.join(row) for row in rows)

    read = article(raw, "harvest.csv")

    assert read.text == "Varn: Tons: 40; Note: wet year\nBrom: Note: dry"
    assert read.title == "Town, Tons, Note" and read.skipped == ()


def test_a_csv_of_articles_has_one_a_row(tmp_path: Path, settings: Settings) -> None:
    rows = (
        f'id,title,content,date,publication\n7,Quarry,"{QUARRY}",2025-03-04,Wire\n8,Empty,,2025-03-04,Wire\n'
    )
    path = write(tmp_path / "news.csv", rows)

    report = run(settings, path)

    assert report.added == ("7",)
    assert [one.reason for one in report.failed] == ["row 2 of news.csv has no text"]
    read = indexed(settings)["7"]
    assert (read.title, read.text, read.published, read.outlet) == (
        "Quarry",
        QUARRY,
        date(2025, 3, 4),
        "Wire",
    )


def test_what_is_no_text_is_no_table(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(256)) * 20)

    assert not [each for each in find([path], 1) if isinstance(each, Problem)]
    assert run(settings, path).failed[0].reason == "is a binary file, not text"
