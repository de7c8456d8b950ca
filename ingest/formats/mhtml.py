"""MHTML: a web page that a browser saved as a mail, read as the page it is."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from ingest.formats.content import Content
from ingest.formats.html import read as read_html
from ingest.formats.mail import decoded, payload_of
from qa_bot.errors import ArticleError

_PAGES = ("text/html", "application/xhtml+xml")
_WEB = ("http://", "https://")


def read(raw: bytes) -> Content:
    """Its own date is the day it was saved, and not read. Raises ArticleError for a file without a page."""
    mail = message_from_bytes(raw, _class=EmailMessage, policy=default)
    page = next((part for part in mail.walk() if part.get_content_type() in _PAGES), None)
    if not isinstance(page, EmailMessage):
        raise ArticleError("is an MHTML file without a page; save the page again")
    content = read_html(decoded(page).encode() if page.get_content_charset() else payload_of(page))
    places = (mail["Snapshot-Content-Location"], page["Content-Location"])
    address = next((str(each).strip() for each in places if str(each or "").startswith(_WEB)), None)
    title = content.title or " ".join(str(mail["Subject"] or "").split())
    return replace(content, title=title, url=content.url or address)
