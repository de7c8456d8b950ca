"""What articles and people wrote -> text that can do nothing in Slack but be read.

In rich text and plain text objects every character is itself; `escaped` and `markdown` are for the two
places that Slack parses: a message's fallback text, and a stream.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from qa_bot.rendering import layout
from qa_bot.text import sentence_spans

LONGEST_URL = 2000  # Slack takes 3,000; so long a one helps nobody, and the message has other things to carry
_JOINER = "\u2060"  # has no width, and stands in no link, name or emoji
_UNSEEN = re.compile(  # turns the direction, has no width, or has no meaning
    r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffc\ufffe\uffff"
    r"\U000e0000-\U000e007f]"
)
_HALF_PAIR = re.compile(r"[\ud800-\udfff]")  # which UTF-8 cannot hold
_LOOKALIKES = str.maketrans("*_~`", "∗＿∼ˋ")  # mrkdwn knows no escape for its marks
_ACTING = re.compile(
    r"(?<=:)(?=//)"  # https://
    r"|(?<=\w\w\.)(?=[^\W\d_]{2})"  # example.org
    r"|(?<=[@#])(?=\w)"  # @here, #general
    r"|(?<=:)(?=[\w+'-]+:)"  # :emoji:
    r"|^(?=>)",  # a quote, even as &gt;
)
_ITEM = re.compile(r"\n\s*(?=(?:[-*+•]|\#{1,6}|\d{1,2}[.)])[^\S\n]|\|)|(?<=\|)[^\S\n]*\n\s*")
# What acts and no more: Slack documents few of the escapes that CommonMark has.
_MARKS = re.compile(r"([\\`*_~\[\]]|^[#+-])")
_NUMBERED = re.compile(r"^(\d+)([.)])")
_IN_URLS = "%/:?#[]@!$&'()*+,;=~"


def clean(text: str) -> str:
    """One line without what cannot be seen; joiners stay, for scripts and emoji need them."""
    return layout.clean(_HALF_PAIR.sub("\ufffd", _UNSEEN.sub("", text)))


def escaped(text: str) -> str:
    """One line of mrkdwn that shows `text`; its marks become characters that look alike."""
    return html.escape(_inert(clean(text)).translate(_LOOKALIKES), quote=False)


def markdown(text: str) -> str:
    """The Markdown that shows `text`; spaces at its ends stay, so that pieces can follow each other."""
    inner = clean(text)
    start = " " if inner and text[:1].isspace() else ""
    end = " " if inner and text[-1:].isspace() else ""
    marked = _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\1", _inert(inner)))
    return start + html.escape(marked, quote=False) + end


def shortened(text: str, limit: int) -> str:
    """One line of at most `limit` characters; an ellipsis tells that there is more."""
    read = text[: 8 * limit]  # of a whole article the rest need not be cleaned
    line = clean(read)
    if len(line) <= limit and len(read) == len(text):
        return line
    return line[: _word_end(line, 0, limit - 1)].rstrip() + "…"


def lines(text: str, limit: int) -> str:
    """As `shortened`, but items of a list, rows of a table and headings keep lines of their own."""
    kept = "\n".join(clean(line) for line in _ITEM.split(text[: 8 * limit].strip()))
    if len(kept) <= limit and len(text) <= 8 * limit:
        return kept
    return kept[: _word_end(kept, 0, limit - 1)].rstrip() + "…"


def is_item(text: str) -> bool:
    return bool(_ITEM.match("\n" + text.lstrip()))


def split(text: str, limit: int) -> tuple[str, ...]:
    """Lines of at most `limit` characters with all of `text`: parted between sentences, else words."""
    line = clean(text)
    if len(line) <= limit:
        return (line,) if line else ()
    return tuple(_parts(line, limit))


def linkable(url: str | None) -> str | None:
    """The address, percent-encoded, if readers may be sent there: http or https, a host, no login."""
    try:
        encoded = quote((url or "").strip(), safe=_IN_URLS)
        parsed = urlsplit(encoded)
        host = parsed.hostname
    except ValueError:
        return None
    dubious = len(encoded) > LONGEST_URL or set("@%") & set(parsed.netloc)
    return encoded if parsed.scheme in ("http", "https") and host and not dubious else None


def _inert(line: str) -> str:
    return _ACTING.sub(_JOINER, line)


def _parts(line: str, limit: int) -> Iterator[str]:
    at = 0
    while len(line) - at > limit:
        # A part at a time: what finds the sentences is slow on some long texts.
        starts = [start for start, _ in sentence_spans(line, at, at + limit) if start > at]
        end = starts[-1] if starts else _word_end(line, at, at + limit)
        yield line[at:end].rstrip()
        at = end + (line[end] == " ")
    yield line[at:]


def _word_end(line: str, start: int, end: int) -> int:
    """Where to part line[start:end]: at a space of its second half, else where no accent loses its letter."""
    end = min(end, len(line))
    least = end - (end - start) // 2
    if (space := line.rfind(" ", least, end + 1)) > start:
        return space
    while least < end < len(line) and _belongs_before(line[end]):
        end -= 1
    return end


def _belongs_before(char: str) -> bool:
    return bool(unicodedata.combining(char)) or unicodedata.category(char) in ("Mn", "Me", "Cf", "Sk")
