"""Publication dates: where in an article one stands, and which dates are certain enough to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice

from qa_bot.text import any_of, dates_in, is_beside_names

_WEEKDAY = any_of("dates.weekdays", "dates.weekday_abbreviations")
_TIME = r"(?:at\s+)?\d{1,2}[:.]\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,4}\b\)?)?"
# Each part is taken as it is first read (?>): a row of times would have as many readings as it has parts.
_AROUND = re.compile(rf"(?>{_WEEKDAY}|{_TIME}|[\s,.|·•–—*_()-])*", re.IGNORECASE)

_HEAD_LINES = 8
_LABEL = re.compile(rf"^[*_\s]*(?:first\s+|originally\s+)?{any_of('pages.dated')}\b", re.IGNORECASE)
_RELEASE = re.compile(rf"^[*_#\s]*(?:for\s+)?{any_of('pages.release')}\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:[\W\d_]|\b(?:(?i:of|on|at|dated|for|until|no|nr|[ap]m)|[A-Z]{2,4})\b)*")
_CHANGED = re.compile(
    rf"\b(?:last\s+)?{any_of('pages.changed')}(?:\s+(?:on|at))?[\s:]*(?:{_WEEKDAY},?\s*)?$", re.IGNORECASE
)
_PUBLISHED = re.compile(rf"\b{any_of('pages.dated')}(?:\s+on)?[\s:*_]*(?:{_WEEKDAY}[\s,.]*)?$", re.IGNORECASE)
_AUTHOR = re.compile(r"^[*_\s]*by\s+\S", re.IGNORECASE)
_LONGEST_BYLINE = 120
_OF = re.compile(r"\b(?:of|the|and)\s+$")  # "The Storm of " a day is a title
_COPIED = re.compile(rf"{any_of('pages.copied')}\b", re.IGNORECASE)
_PLACE = re.compile(r"^[A-Z][A-Z'’ -]{2,30}(?:,\s*[A-Z][\w.'’ -]{1,30})?,?\s*$")  # LEEDS, England,
_DASH = re.compile(r"\s*(?:\([^()\n]{1,40}\)\s*|/[^/\n]{1,40}/\s*)?[—–-]")  # /PRNewswire/ --

_IN_URL = re.compile(r"[/_-]((?:19|20)\d\d([/_-])[01]?\d\2[0-3]?\d)(?=[/_.?#-]|$)")
_IN_NAME = re.compile(r"(?:^|/)((?:19|20)\d\d([_-]?)[01]\d\2[0-3]\d)(?=[^\d/][^/]*$)")

_YEAR_ALONE = re.compile(r"\b(?:19|20)\d\d\b")
_DAY_ALONE = re.compile(r"\b[0-3]?\d\b")
_MONTH_NAME = re.compile(r"[^\W\d_]{3}")

_OLDEST = 1900  # year of a date that is taken from a text: older ones are of what it tells
_YEARS = range(1600, 2100)  # others stand for no date, such as 0001-01-01 and 9999-12-31
_EPOCH_TEXT = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")  # seconds or milliseconds, as feeds print them
_EPOCH = 100_000_000  # smaller numbers are years or yyyymmdd
_EPOCH_MS = 100_000_000_000  # larger ones count milliseconds


def to_date(value: object) -> date | None:
    """A metadata field -> its date; None where year, month and day are not all certain."""
    day = _read(value)
    return day if day and day.year in _YEARS else None


def complete_dates(text: str) -> Iterator[tuple[date, int, int]]:
    """Every date in `text` that tells year, month and day for certain, with where it starts and ends."""
    if not _YEAR_ALONE.search(text):  # most lines, and much cheaper to see
        return
    for found in dates_in(text):
        span = found.when.span() if found.day and found.day.is_complete else None
        if span and span.first.year >= _OLDEST:
            yield span.first, found.start, found.end


def days_before(day: date, text: str) -> Iterator[date]:
    """Days written without a year ("May 3", "3 May"), read as the last such day up to `day`."""
    for found in dates_in(text):
        if found.day and found.day.day and not found.day.year and (span := found.when.span(day)):
            yield span.first


def date_alone(line: str) -> date | None:
    """The date of a line that says nothing else (a weekday and a time may stand beside it)."""
    if not 6 <= len(line) <= 60:
        return None
    found = next(complete_dates(line), None)
    if not found:
        return None
    day, start, end = found
    rest = _AROUND.fullmatch(line[:start]) and _AROUND.fullmatch(line[end:])
    return day if rest else None


def byline_date(text: str) -> date | None:
    """The date at an article's top: labelled, beside its author, alone, or before the first dash."""
    for n, line in enumerate(map(_without_changes, _head(text))):
        for day, start, end in complete_dates(line[:_LONGEST_BYLINE]):
            if _is_byline(line, start, end) or (n > 0 and is_beside_names(line, start, end)):
                return day
    return None


def is_release_label(line: str) -> bool:
    """Whether a line says "For immediate release" or the like, with a date or a number beside it at most."""
    found = _RELEASE.match(line) if len(line) <= _LONGEST_BYLINE else None
    if not found:
        return False
    rest = line[found.end() :]
    for _, start, end in reversed([*complete_dates(rest)]):
        rest = rest[:start] + rest[end:]
    return bool(_NUMBERED.fullmatch(rest))


def imprint_date(line: str) -> date | None:
    """The date of a page's head: one that stands alone, or beside nothing but names."""
    return next((day for day, start, end in complete_dates(line) if _is_head(line, start, end)), None)


def labelled_date(text: str) -> date | None:
    """The first date behind "published" on a short line, however far down: menus may stand above it."""
    short = (line for line in text.split("\n") if len(line) <= _LONGEST_BYLINE)
    found = ((day, line[:start]) for line in short for day, start, _ in complete_dates(line))
    return next((day for day, before in found if _PUBLISHED.search(before)), None)


def url_date(url: str) -> date | None:
    """The date in a path such as /2025/03/04/; a year and a month alone are none."""
    found = _IN_URL.search(url)
    return to_date(found[1].replace("_", "-")) if found else None


def name_date(doc: str) -> date | None:
    """The date a file name begins with, as in 2025-03-04-harvest.md."""
    found = _IN_NAME.search(doc)
    return to_date(found[1].replace("_", "-")) if found else None


def _head(text: str) -> Iterator[str]:
    """The first lines, up to and with the first that is long enough for a paragraph."""
    lines = (line.strip() for line in text[:4000].split("\n"))
    for line in islice((line for line in lines if line), _HEAD_LINES):
        yield line
        if len(line) > _LONGEST_BYLINE:
            return


def _without_changes(line: str) -> str:
    """The line without "Updated 5 May 2021" and what parted that from the rest."""
    shorter = line
    for _, start, end in reversed([*complete_dates(line[:_LONGEST_BYLINE])]):
        if found := _CHANGED.search(line[:start]):
            shorter = shorter[: found.start()] + shorter[end:]
    return line if shorter == line else shorter.strip(" ·•|,;–—-")


def _is_byline(line: str, start: int, end: int) -> bool:
    short = len(line) <= _LONGEST_BYLINE
    if short and (_LABEL.match(line) or _AUTHOR.match(line) or date_alone(line) or is_release_label(line)):
        return True
    return bool(_PLACE.match(line[:start]) and _DASH.match(line, end))


def _is_head(line: str, start: int, end: int) -> bool:
    """Whether a date is a page's own: where each page has it, it need not stand apart from the names."""
    names = is_beside_names(line, start, end, apart=False) and not _OF.search(line[:start])
    return bool(date_alone(line)) or (names and not _COPIED.match(line))


def _read(value: object) -> date | None:
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case str():
            return _from_words(value.strip())
        case int() | float() if not isinstance(value, bool):
            return _from_epoch(value) if value >= _EPOCH else _from_words(str(value))
    return None


def _from_words(text: str) -> date | None:
    if _EPOCH_TEXT.fullmatch(text):
        return _from_epoch(float(text))
    try:
        return date.fromisoformat(text[:10])  # "2025-03-04T10:00:00Z" too
    except ValueError:
        pass
    if found := next(complete_dates(text[:100]), None):
        return found[0]
    return _from_other_language(text)


def _from_other_language(text: str) -> date | None:
    parts = (_YEAR_ALONE, _DAY_ALONE, _MONTH_NAME)
    if not all(part.search(text) for part in parts):
        return None  # dateparser would guess, and try each of its languages for seconds
    import dateparser

    strict = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    parsed = dateparser.parse(text[:60], settings=strict)
    return parsed.date() if parsed else None


def _from_epoch(value: float) -> date | None:
    try:
        return datetime.fromtimestamp(value / 1000 if value > _EPOCH_MS else value, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
