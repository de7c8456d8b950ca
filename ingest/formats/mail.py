"""A mail, by the standard library: its plain text, else the words of its HTML; subject, sender and day."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from ingest.cleaning.dating import to_date
from ingest.formats.content import Content
from ingest.formats.fragment import words_of
from ingest.formats.text import decode
from qa_bot.errors import ArticleError
from qa_bot.types import DateSource


def read(raw: bytes) -> Content:
    """Attachments are not read. Raises ArticleError for a mail without a text."""
    mail = message_from_bytes(raw, _class=EmailMessage, policy=default)
    body = mail.get_body(("plain", "html"))
    text = decoded(body) if isinstance(body, EmailMessage) else ""
    text = (words_of(text) if body and body.get_content_subtype() == "html" else text).strip()
    if not text:
        raise ArticleError("is a mail without a text; save its attachments, and ingest those")
    published = to_date(_header(mail, "Date"))
    return Content(
        text,
        title=_header(mail, "Subject"),
        published=published,
        date_source=DateSource.METADATA if published else DateSource.UNKNOWN,
        outlet=_sender(mail) or None,
    )


def decoded(body: EmailMessage) -> str:
    """The text of a part, in the encoding it names or, where it is none, seems to have."""
    raw = payload_of(body)
    try:
        text = raw.decode(body.get_content_charset() or "utf-8")
    except (LookupError, UnicodeError):
        text = decode(raw)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def payload_of(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _sender(mail: EmailMessage) -> str:
    """The name of who sent it, else the address."""
    addresses = getattr(mail["From"], "addresses", ())
    return next((each.display_name or each.addr_spec for each in addresses), "").strip()


def _header(mail: EmailMessage, name: str) -> str:
    return " ".join(str(mail[name] or "").split())
