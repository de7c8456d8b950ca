"""What is on the pages and not the article: running heads and feet, stamps, what a browser prints."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from ingest.formats.pdf.page import Line, Page

_EDGE = 3  # heights at the top and at the foot of a page that hold heads and feet
_DRAWN = 2  # lines drawn first and last: stamps are put over a finished page
_SAME_HEIGHT = 6.0  # points
_SHARE = 4  # what runs on stands on one page in so many,
_FEWEST = 2  # and on so many at least
_COUNT_MARK = "\x00"
_LARGER = 1.1  # than most of the text: a headline with a number, such as "Part 2"
_LONGEST = 200
_MOST_PIECES = 12  # of a head; a row of more is the article's
_MOST_NUMBERS = 4
_MOST_PAGES = 1_000  # that are compared: what is kept of each takes memory

_NUMBER = re.compile(r"\d{1,9}")
_YEARS = range(1900, 2100)
_PARTING = r"-–—|·•,/(\s"
_LEADING_TO = re.compile(  # "… | page " before the number; it begins where a run of its characters does
    rf"(?:(?<![{_PARTING}])[{_PARTING}]++|(?<![{_PARTING}])(?<![^\W\d_]))[^\W\d_]*+\.?\s*$"
)
_COUNTED = re.compile(r"^\s*(?:/|[^\W\d_]{1,6}\b)\s*\d+\b")  # " of 3" behind it

_NUMERIC_DAY = r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})"
_MOMENT = rf"{_NUMERIC_DAY},?\s+\d{{1,2}}[:.]\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?"
_PRINTED = re.compile(rf"^{_MOMENT}(?!\S)|(?<!\S){_MOMENT}$", re.IGNORECASE)
_COUNT = r"(?:\w+\s+)?\d{1,4}\s*(?:/|of|von|de|sur)\s*\d{1,4}"
_COUNTER = re.compile(rf"^{_COUNT}$", re.IGNORECASE)
_ADDRESS = re.compile(rf"(?:^|\s)(https?://[^\s…]+)(?:\s+{_COUNT})?$|^(https?://[^\s…]+)\s", re.IGNORECASE)
_SHORTEST_TITLE = 8
_LONGEST_MOMENT = 30  # a longer row has words beside it

_Key = tuple[str, int]  # a line's words, and its height


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is left out of each page, and what it tells of the document."""

    lines: tuple[tuple[Line, ...], ...]  # by page
    heads: tuple[str, ...] = ()  # each once, with the first page's number
    says: tuple[str, ...] = ()  # the same without numbers of pages, and without moments of printing
    url: str | None = None
    is_printed: bool = False  # by a browser


@dataclass(frozen=True, slots=True)
class _Running:
    line: Line
    says: str  # beside the number of its page


@dataclass(frozen=True, slots=True)
class _Printed:
    """What a browser prints around a page."""

    lines: tuple[Line, ...] = ()
    url: str | None = None


def furniture_of(pages: Sequence[Page], title: str, created: date | None) -> Furniture:
    """The title and the day of making that the file states tell a browser's heads from the article's own."""
    printed = [_printed(page, title, created) for page in pages]
    browser = {id(line) for each in printed for line in each.lines}
    repeated = [[one for one in lines if id(one.line) not in browser] for lines in _running(pages)]
    first = {one.says: one for lines in reversed(repeated) for one in reversed(lines)}
    heads = [line.text for each in printed[:1] for line in each.lines]
    heads += [one.line.text for one in reversed(first.values())]
    return Furniture(
        tuple(
            (*(one.line for one in lines), *each.lines) for lines, each in zip(repeated, printed, strict=True)
        ),
        heads=tuple(heads),
        says=tuple(says for says in reversed(first) if not _PRINTED.search(says)),
        url=next((each.url for each in printed if each.url), None),
        is_printed=bool(browser),
    )


def _running(pages: Sequence[Page]) -> list[list[_Running]]:
    """For each page the lines that other pages have at the same height, but for the page's number."""
    usual = _usual_size(pages)
    keyed = [
        [(line, dict(_keys(line, number, usual))) for line in _edges(page.lines)]
        for number, page in enumerate(pages[:_MOST_PAGES])
    ]
    found_on: dict[_Key, set[int]] = defaultdict(set)
    for number, lines in enumerate(keyed):
        for _, keys in lines:
            for key in keys:
                found_on[key].add(number)
    known = {key for key, numbers in found_on.items() if len(numbers) >= _enough(key, len(pages))}
    return [list(_known(lines, known)) for lines in keyed] + [[] for _ in pages[_MOST_PAGES:]]


def _enough(key: _Key, pages: int) -> int:
    """Two pages are enough for words that count the pages: words alone may recur by chance."""
    is_counted = _COUNT_MARK in key[0] and any(map(str.isalpha, key[0]))
    return _FEWEST if is_counted else max(_FEWEST, pages // _SHARE)


def _known(lines: Sequence[tuple[Line, dict[_Key, str]]], known: set[_Key]) -> Iterator[_Running]:
    for line, keys in lines:
        if says := [words for key, words in keys.items() if key in known]:
            yield _Running(line, says[0])


def _keys(line: Line, page: int, usual: float) -> Iterator[tuple[_Key, str]]:
    """What the line is known by on other pages, and what it says: as it is, and with each number counted."""
    if len(line.text) > _LONGEST:
        return
    heights = {int(line.height / _SAME_HEIGHT), int(line.height / _SAME_HEIGHT + 0.5)}
    forms = [(line.text, line.text)]
    if line.size <= usual * _LARGER:
        forms += _counted(line.text, page)
    yield from (((key, height), says) for key, says in forms for height in heights)


def _counted(text: str, page: int) -> Iterator[tuple[str, str]]:
    for number in islice(_NUMBER.finditer(text), _MOST_NUMBERS):
        if (value := int(number[0])) not in _YEARS:
            before, after = text[: number.start()], text[number.end() :]
            says = _LEADING_TO.sub("", before) + _COUNTED.sub("", after)
            yield f"{before}{_COUNT_MARK}{value - page}{_COUNT_MARK}{after}", says.strip()


def _edges(lines: Sequence[Line]) -> list[Line]:
    rows = _rows(lines)
    outer = [*rows[:_EDGE], *rows[max(_EDGE, len(rows) - _EDGE) :]]
    drawn = [*lines[:_DRAWN], *lines[max(_DRAWN, len(lines) - _DRAWN) :]]
    heads = (line for row in outer if len(row) <= _MOST_PIECES for line in row)
    edge = {id(line) for line in (*drawn, *heads)}
    return [line for line in lines if id(line) in edge]


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines by their height, from the top."""
    rows: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        rows[round(line.height)].append(line)
    return [rows[height] for height in sorted(rows, reverse=True)]


def _usual_size(pages: Sequence[Page]) -> float:
    letters: dict[float, int] = defaultdict(int)
    for page in pages:
        for line in page.lines:
            letters[round(line.size, 1)] += len(line.text)
    return max(letters, key=lambda size: letters[size], default=0.0)


def _printed(page: Page, title: str, created: date | None) -> _Printed:
    """The head and foot that a browser gives a page: two signs of one in a row, and one across from it."""
    rows = _rows(page.lines)
    outer = [*rows[:1], *rows[1:][-1:]]
    signs = [_signs(row, title, created) for row in outer]
    if not any(len(found) > 1 for found in signs):
        return _Printed()
    # The title alone is the article's own headline.
    lines = [line for row, found in zip(outer, signs, strict=True) if found - {"title"} for line in row]
    addresses = (_ADDRESS.search(line.text) for line in lines)
    url = next((address[1] or address[2] for address in addresses if address), None)
    return _Printed(tuple(lines), url)


def _signs(row: Sequence[Line], title: str, created: date | None) -> set[str]:
    text = " ".join(line.text for line in row)
    addresses = [_ADDRESS.search(line.text) for line in row]
    moments = [moment for line in row if (moment := _PRINTED.search(line.text))]
    titled = len(title) >= _SHORTEST_TITLE and title in text
    made_then = len(text) > _LONGEST_MOMENT and any(_is_day(moment, created) for moment in moments)
    signs = {
        "address": any(addresses),
        "counter": any(_COUNTER.match(line.text) for line in row) or any(_counts(one) for one in addresses),
        "title": titled or made_then,
        "moment": bool(moments),
    }
    return {sign for sign, found in signs.items() if found}


def _counts(address: re.Match[str] | None) -> bool:
    return bool(address and address[1] and not address[0].endswith(address[1]))


def _is_day(moment: re.Match[str], day: date | None) -> bool:
    """Whether the numbers are those of the day, in whatever order; time zones put it a day off."""
    numbers = sorted(int(number) % 100 for number in moment.groups() if number)
    near = [day + timedelta(days=n) for n in (-1, 0, 1)] if day else []
    return any(numbers == sorted((each.day, each.month, each.year % 100)) for each in near)
