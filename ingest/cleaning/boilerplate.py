"""Rules that find what on a page is not the article; each yields ranges, none changes the text.

Every rule would rather leave a line too many than take one that belongs to the article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise

from ingest.cleaning.dating import complete_dates, date_alone, is_release_label
from ingest.cleaning.lines import Line, tail_of
from qa_bot.text import any_of, plain
from qa_bot.types import Skipped

Belongs = Callable[[Line], bool]

DATED_LIST = "dated list of other stories"
_TITLE_LINES = 6  # a repeated title stands this near the top
_LONGEST_TITLE = 2_000  # characters of such a line, a link around it included
_FEW_WORDS = 4
_HEADLINE_WORDS = range(4, 26)
_SHARED = 0.4  # an article's own list shares more of its words with the article than this

_BULLET = re.compile(r"^(?:[-*+•‣]|\d+[.)])\s+")
# An address is taken whole (++), for others may stand in it.
_LINK = r"(?:!?\[\[[^\[\]]+\]\]|\[[^\[\]]*\]\([^()\s]+\)|<?https?://[^\s<>]++>?)"
_ONLY_LINKS = re.compile(rf"^(?:(?:[-*+•]|\d+[.)])\s+)?{_LINK}(?:[\s,;|·•]*{_LINK})*$")
_SMALL_WORD = re.compile(r"(?<!\S)[a-z]{1,4}(?!\S)")
_SEPARATOR = re.compile(r"\s+[|>›»/·•]\s+")

_MENU = re.compile(rf"^{any_of('pages.menu')}$", re.IGNORECASE)
_FURNITURE = re.compile(
    rf"^(?:share (?:(?:this|the) {any_of('pages.shared')}|on|via)\b.*|follow us\b.*"
    r"|subscribe (?:to|now|for|today)\b.*|sign up (?:for|to) (?:our|the)\b.*"
    r"|(?:read|see|load|show) more\b\W*|(?:continue|keep) reading\b\W*"
    r"|skip to (?:main )?content|back to top|advertisements?|leave a (?:comment|reply)|\d+ comments?"
    r"|(?:we|this (?:web)?site|our (?:web)?site) uses? cookies\b.*|accept (?:all )?cookies\b.*"
    r"|(?:©|\(c\)|copyright\b).{0,80}|all rights reserved\b.{0,40}|click here\b.*"
    r"|(?:(?:also |related )?read(?: also| more| next)?|see also|related|more on this)\s*[:»|]\s*\S.*)$",
    re.IGNORECASE,
)
_LONGEST_FURNITURE = 120
_OTHERS = re.compile(
    rf"^(?:#+\s+)?(?:{any_of('pages.others')}|editor[’']?s[’']? picks?"
    r"|also read|see also|read (?:also|more|next)|don[’']t miss"
    rf"|{any_of('pages.more')}\s+(?:{any_of('pages.stories')}|(?:from|on|in|for)\s.{{1,40}}))"
    r"(?: for you| now| today)?\s*:?$",
    re.IGNORECASE,
)


def repeated_title(lines: Sequence[Line], title: str) -> Iterator[Skipped]:
    """The title as lines at the top; the index holds it once, as the title."""
    wanted = _letters(title)
    near = [line for line in lines[:_TITLE_LINES] if wanted and len(line.text) <= _LONGEST_TITLE]
    same = [line for line in near if _letters(plain(line.text)) == wanted]
    for n, line in enumerate(same):
        if n or not line.text.endswith("."):  # a title with a full stop may be the lead sentence
            yield Skipped(line.start, line.end, "repeated title")


def furniture(lines: Sequence[Line]) -> Iterator[Skipped]:
    """Share, cookie, subscribe, "read more" and "for release" lines; paths such as Home > World > Asia."""
    for line in lines:
        if len(line.text) <= _LONGEST_FURNITURE and _is_furniture(line):
            yield Skipped(line.start, line.end, "navigation")


def menus(lines: Sequence[Line]) -> Iterator[Skipped]:
    """Runs of four and more very short lines, two of them the words of a menu."""
    for first, end in _runs(lines, _is_very_short):
        run = lines[first:end]
        if len(run) >= 4 and sum(bool(_MENU.match(line.text)) for line in run) >= 2:
            yield _range(run, "navigation")


def link_lists(lines: Sequence[Line]) -> Iterator[Skipped]:
    """Lines that are nothing but links: three in a row, or all there is under a heading."""
    for first, end in _runs(lines, lambda line: bool(_ONLY_LINKS.match(line.text))):
        if first and _is_heading(lines[first - 1]) and (end == len(lines) or _is_heading(lines[end])):
            yield _range(lines[first - 1 : end], "navigation")
        elif end - first >= 3:
            yield _range(lines[first:end], "navigation")


def dated_list(lines: Sequence[Line]) -> Iterator[Skipped]:
    """A tail of other stories, each with its date, newest first."""
    stamps = [_stamp(line) for line in lines]
    first = _first_of_dated_tail(stamps)
    if first is None:
        return
    if date_alone(lines[-1].text) and first and not lines[first - 1].is_paragraph:
        first -= 1  # the date stands under its headline
    days = [day for day in stamps[first:] if day]
    entries = [line for line in lines[first:] if not date_alone(line.text)]
    newest_first = all(newer >= older for newer, older in pairwise(days))
    if newest_first and entries and _are_others(entries, lines[:first]):
        yield _range(_with_label(lines, first), DATED_LIST)


def teasers(lines: Sequence[Line]) -> Iterator[Skipped]:
    """Two and more texts cut with an ellipsis after the last paragraph, with the headlines above them."""
    tail = lines[tail_of(lines) :]
    cut = [i for i, line in enumerate(tail) if line.is_cut]
    if len(cut) < 2 or len(tail) == len(lines):
        return
    first = cut[0]
    above = tail[first - 1]
    if first and above.is_short and not above.is_sentence and len(above.words) >= _FEW_WORDS:
        first -= 1
    yield _range(tail[first : cut[-1] + 1], "teaser")


def headlines(lines: Sequence[Line]) -> Iterator[Skipped]:
    """A run of title-case lines at the end whose words the article does not use."""
    run = _last_run(lines, _is_headline)
    body = lines[: len(lines) - len(run)]
    if len(run) < 3 or not tail_of(body) or body[-1].text.endswith(":"):
        return
    written = sum(bool(_SMALL_WORD.search(line.text)) for line in run)  # names and dates have none
    if written * 2 >= len(run) and _shared(run, body) < _SHARED:
        yield _range(_with_label(lines, len(body)), "headlines")


def other_stories(lines: Sequence[Line]) -> Iterator[Skipped]:
    """A heading such as "Related stories" and the lines without a full stop under it, to the end."""
    run = _last_run(lines, lambda line: line.is_short and not line.is_sentence)
    for n, line in enumerate(run[:-1]):
        if _OTHERS.match(line.text) and len(run) < len(lines):
            yield _range(run[n:], "headlines")
            return


# "Read more" is furniture, but first of all the heading of what stands under it to the end.
RULES = (other_stories, furniture, menus, link_lists, other_stories, dated_list, teasers, headlines)


def boilerplate(lines: Sequence[Line]) -> Iterator[Skipped]:
    """What the rules find, each among the lines that those before it left: a tail may hold several kinds."""
    for rule in RULES:
        found = list(rule(lines))
        lines = _left(lines, found) if found else lines
        yield from found


def _left(lines: Sequence[Line], found: Sequence[Skipped]) -> Sequence[Line]:
    starts = [each.start for each in found]  # in order, as every rule yields them
    last = [bisect_right(starts, line.start) - 1 for line in lines]
    return [line for line, i in zip(lines, last, strict=True) if i < 0 or line.start >= found[i].end]


def _stamp(line: Line) -> date | None:
    """The date of a line that is a date, or that begins or ends with one beside a headline."""
    if day := date_alone(line.text):
        return day
    if not line.is_short or line.is_sentence or line.is_row:
        return None
    if _BULLET.match(line.text) or len(line.words) < _FEW_WORDS:
        return None
    edges = ((day, start, end) for day, start, end in complete_dates(line.text))
    return next((day for day, start, end in edges if start == 0 or end == len(line.text)), None)


def _with_label(lines: Sequence[Line], first: int) -> Sequence[Line]:
    """The lines from `first` to the end, with a "Latest news" above them."""
    labelled = first > 0 and _OTHERS.match(lines[first - 1].text)
    return lines[first - 1 if labelled else first :]


def _first_of_dated_tail(stamps: Sequence[date | None]) -> int | None:
    """Where the tail of dated entries begins: at most two other lines between dates, two dates or more."""
    first, dates, gap = None, 0, 0
    for i in range(len(stamps) - 1, -1, -1):
        if stamps[i]:
            first, dates, gap = i, dates + 1, 0
        elif (gap := gap + 1) > 2:
            break
    return first if dates >= 2 else None


def _are_others(entries: Sequence[Line], body: Sequence[Line]) -> bool:
    cut = sum(entry.is_cut for entry in entries) * 2 > len(entries)
    whole = sum(entry.is_sentence for entry in entries) * 2 > len(entries)
    most = _SHARED / 2 if whole else _SHARED  # whole sentences are likelier a chronology of the story
    return tail_of(body) > 0 and (cut or _shared(entries, body) < most)


def _shared(entries: Sequence[Line], body: Sequence[Line]) -> float:
    """Which share of the entries' longer words that occur in the body."""
    own = _vocabulary(entries)
    return len(own & _vocabulary(body)) / max(1, len(own))


def _vocabulary(lines: Sequence[Line]) -> set[str]:
    return {word.lower() for line in lines for word in line.words if len(word) > 3}


def _is_headline(line: Line) -> bool:
    if not line.is_short or line.is_row or line.text.endswith((".", ":", ";", ",")) or line.is_cut:
        return False
    words = [word for word in line.words if len(word) > 3]
    capital = sum(word[0].isupper() for word in words)
    marked = _BULLET.match(line.text) or _is_heading(line)
    return len(line.words) in _HEADLINE_WORDS and not marked and capital >= 0.7 * len(words)


def _is_heading(line: Line) -> bool:
    return line.text.startswith("#") or bool(_OTHERS.match(line.text))


def _is_very_short(line: Line) -> bool:
    return not line.is_sentence and not line.is_row and len(line.text.split()) <= _FEW_WORDS


def _is_furniture(line: Line) -> bool:
    return bool(_FURNITURE.match(line.text)) or is_release_label(line.text) or _is_menu_line(line)


def _is_menu_line(line: Line) -> bool:
    parts = _SEPARATOR.split(line.text)
    short = len(parts) >= 3 and all(len(part.split()) <= _FEW_WORDS for part in parts)
    return short and any(_MENU.match(part) for part in parts)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _runs(lines: Sequence[Line], belongs: Belongs) -> Iterator[tuple[int, int]]:
    """Where runs of lines that belong together start and end."""
    for belong, run in groupby(range(len(lines)), lambda i: belongs(lines[i])):
        if belong:
            members = list(run)
            yield members[0], members[-1] + 1


def _last_run(lines: Sequence[Line], belongs: Belongs) -> Sequence[Line]:
    first = len(lines)
    while first and belongs(lines[first - 1]):
        first -= 1
    return lines[first:]


def _range(lines: Sequence[Line], reason: str) -> Skipped:
    return Skipped(lines[0].start, lines[-1].end, reason)
