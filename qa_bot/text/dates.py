"""The one grammar of dates: every time that a text names, where it stands and what it means.

Its words are in english.toml. Each pattern reads a text once: a hostile one costs no more than another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa_bot.text.english import ENGLISH, any_of, lexicon
from qa_bot.text.spans import Away, Day, InYear, Part, Unsure, UpToNow, Weekday, When, Yearly, Years

_DATES = ENGLISH["dates"]
_MONTHS: Mapping[str, int] = {**_DATES["months"], **_DATES["month_abbreviations"]}
_WEEKDAYS: Mapping[str, int] = _DATES["weekdays"]
_NUMBERS: Mapping[str, int] = {
    **ENGLISH["numbers"]["ordinals"],
    **ENGLISH["numbers"]["cardinals"],
    **_DATES["counts"],
    **_DATES["vague_counts"],
}
_PARTS: Mapping[str, tuple[int, int, int]] = {**_DATES["parts"], **_DATES["stretches"], **_DATES["seasons"]}
_OLDEST = 1500  # a smaller number is a year beside a month, or behind a word such as "in"
_LONGEST_LEAD = 12  # characters
_A_SENTENCE = 500  # characters


@dataclass(frozen=True, slots=True)
class Found:
    """A time where it is named: `text[start:end]`, without an article or preposition before it."""

    when: When
    start: int
    end: int
    day: Day | None = None  # what of it is named by the calendar: 2025 of "Q3 2025"
    day_start: int = 0
    day_end: int = 0

    @property
    def takes_article(self) -> bool:
        """Whether "the" can be its own: in "the 3rd of May", "the end of 2024", not in "the 2024 vote"."""
        return self.day is None or self.start != self.day_start or bool(self.day.day)


def dates_in(text: str) -> Iterator[Found]:
    """All times that `text` names, in their order and apart from each other."""
    yield from _remembered(text) if len(text) <= _A_SENTENCE else _read(text)


@lru_cache(maxsize=5_000)
def _remembered(text: str) -> tuple[Found, ...]:
    """Of a question or a sentence, which are read for one thing after another."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Found]:
    done = 0
    for token in _TOKEN.finditer(text):
        word = token.group()
        forms = _BEGIN_WITH_DIGITS if word[0].isdecimal() else _FORMS.get(word.casefold())
        if forms is None or token.start() < done:
            continue
        match = _pattern(forms).match(text, token.start())
        if match and (found := _found(match, text)):
            yield found
            done = found.end


def time_words(*tables: str) -> str:
    """A pattern for any of the words of tables; two may be parted by a space or a hyphen."""
    return any_of(*map(_table, tables)).replace(r"\ ", r"(?:\s+|-)")


def _table(name: str) -> str:
    """Where english.toml has it: below "dates" unless the name says otherwise."""
    return name if "." in name else f"dates.{name}"


_TOKEN = re.compile(r"\w+")
# What the forms are made of.
_PIECES = {
    "yyyy": r"(?P<year>1\d\d\d|20\d\d)",
    "year": r"{yyyy}(?!\w|%|[,.]\d)",
    "in_year": r"(?:{year}|(?P<year_shift>{shifts})\s+year\b)",
    "month": rf"(?P<month>{time_words('months')}\b|{time_words('month_abbreviations')}\b\.?)",
    "day": r"(?P<day>[0-3]?\d(?:st|nd|rd|th)?)(?!\w|%|[:,.]\d)",
    "ordinal": rf"(?P<ordinal>{time_words('numbers.ordinals')}|[1-9]\d?(?:st|nd|rd|th))",
    "of": r"(?:\s*,)?\s+(?:of\s+)?(?:the\s+year\s+)?",
    "parts": time_words("parts"),
    "part": r"(?P<part>{parts})(?:\s+of\s+|[\s-]+)(?:(?:the\s+)?year\s+)?",
    "part_of": r"(?:(?P<part>{parts})(?:\s+of\s+(?:the\s+)?|[\s-]+))?",
    "stretch": rf"(?P<stretch>{time_words('stretches', 'seasons')})\b",
    "quarter": r"(?P<stretch>[qh][1-4])\b",
    "season": rf"(?P<stretch>{time_words('seasons')})\b",
    "weekday": rf"(?P<weekday>{time_words('weekdays')})\b",
    "shift": r"(?P<shift>{shifts})",
    "shifts": time_words("shifts"),
    "cardinal": time_words("numbers.cardinals"),
    "cardinals": r"{cardinal}(?:[\s-]{cardinal})?",  # thirty-five
    "vague_count": rf"(?:an?\s+)?{time_words('vague_counts')}",
    "count": rf"(?P<count>\d\d?\d?|{{cardinals}}|{time_words('counts')}|{{vague_count}})",
    "unit": r"(?P<unit>day|week|month|quarter|year|decade)",
    "past_unit": r"(?P<past>day|week|month|quarter|year|decade)",
    "near": rf"(?P<near>{time_words('days')})\b",
    "decade": r"(?P<decade>(?:1\d|20)\d0)s\b",
}
_DAY_MONTH = r"{day}(?:\s+(?:of\s+)?(?:the\s+)?|-){month}(?:(?:{of}|-){in_year})?"  # 16 December 2025
_DAY_IN_WORDS = r"{ordinal}\s+of\s+{month}(?:{of}{in_year})?"  # sixteenth of December
_MONTH_DAY = r"{month}\s+(?:the\s+)?{day}(?:{of}{in_year})?"  # December 16th, 2025
_AGO = r"{count}\s+{unit}s?\s+ago\b"  # two weeks ago
_CENTURY = r"{ordinal}[\s-](?P<century>century)\b"  # 19th century

# Of the forms that begin alike, the one that says more stands first.
_BEGIN_WITH_DIGITS = (
    r"{yyyy}(?P<sign>[-/.])(?P<mm>[01]?\d)(?P=sign)(?P<day>[0-3]?\d)(?!\d)",  # 2025-12-05
    r"{yyyy}-(?P<month_or_year>0\d|1[0-2])(?![\w-])",  # 2025-12
    r"(?P<first>[0-3]?\d)(?P<sign>[-/.])(?P<second>[0-3]?\d)(?P=sign){year}",  # 5.12.2025
    r"(?P<mm>0?\d|1[0-2])/{year}",  # 12/2025
    _DAY_MONTH,
    _DAY_IN_WORDS,
    r"{yyyy}[\s/-]?{quarter}",  # 2025 Q3
    r"{stretch}(?:{of}|[/-]){in_year}",  # 3rd quarter of 2025
    r"{decade}",  # 1990s
    _CENTURY,
    _AGO,
    r"{year}",
)
# With the tables that their first word may be of.
_BEGIN_WITH_WORDS = (
    ("numbers.ordinals", _DAY_IN_WORDS),
    ("months month_abbreviations", _MONTH_DAY),
    # mid-December of 2025, last May
    ("parts shifts months month_abbreviations", r"(?:{part})?(?:{shift}\s+)?{month}(?:(?:{of}|-){in_year})?"),
    # third quarter of 2025, summer last year
    ("parts stretches seasons", r"{part_of}{stretch}(?:{of}|[/-]){in_year}"),
    # first half of December 2025
    ("parts stretches", r"{part_of}{stretch}{of}{month}(?:{of}{in_year})?"),
    ("parts stretches", r"{part_of}{quarter}"),  # Q3
    ("parts shifts", r"{part_of}{shift}\s+{season}"),  # last summer
    ("lasting", r"(?:last|past)\s+{count}\s+{past_unit}s?\b"),  # last two weeks
    ("lasting", r"(?:(?<=\bthe\s)last|past)\s+{past_unit}\b(?!\s+of\b)"),  # the past week
    ("parts shifts", r"{part_of}{shift}\s+{unit}\b"),  # end of last month
    ("parts", r"{part_of}{decade}"),  # early 1990s
    ("parts numbers.ordinals", r"{part_of}" + _CENTURY),  # late nineteenth century
    ("parts", r"{part}{year}"),  # end of 2025
    ("parts", r"(?P<part>{parts})\s+of\s+the\s+{unit}\b"),  # end of the year
    ("numbers.cardinals counts vague_counts", _AGO),
    ("shifts weekdays", r"(?:{shift}\s+)?{weekday}"),  # last Monday
    ("days", r"{near}"),  # yesterday
)


def _spelled_out(form: str, number: int) -> str:
    """The form with its pieces in their places, and its number at the name of each of its groups."""
    while (written := re.sub(r"\{([a-z_]+)\}", lambda piece: _PIECES[piece[1]], form)) != form:
        form = written
    numbered = re.sub(r"\(\?P([<=])([a-z_]+)", rf"(?P\1\2_{number}", form)
    return f"(?P<form_{number}>{numbered})"


@lru_cache
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    """For any of the forms, of which the first that fits counts; made when a text first needs it."""
    before = _NO_FIGURE if forms is _BEGIN_WITH_DIGITS else ""
    choice = "|".join(_spelled_out(form, n) for n, form in enumerate(forms))
    return re.compile(f"{before}(?:{choice})", re.IGNORECASE)


def _by_first_word() -> dict[str, tuple[str, ...]]:
    forms: dict[str, dict[str, None]] = {}
    for tables, form in _BEGIN_WITH_WORDS:
        for word in lexicon(*map(_table, tables.split())):
            forms.setdefault(word.split()[0], {})[form] = None
    return {word: tuple(each) for word, each in forms.items()}


# Not within a figure, an amount or a name such as "Boeing-2025".
_NO_FIGURE = r"(?<![\w:/$€£¥#])(?<!\d[,.])(?<![^\W\d_]-)"
_FORMS = _by_first_word()


@lru_cache
def _groups(forms: re.Pattern[str]) -> Mapping[str, Sequence[tuple[str, int]]]:
    """For the group of each form: what the form is made of, with the numbers of its groups."""
    pieces: dict[str, list[tuple[str, int]]] = {}
    for name, n in forms.groupindex.items():
        piece, _, number = name.rpartition("_")
        if piece != "form":
            pieces.setdefault(f"form_{number}", []).append((piece, n))
    return pieces


_OF_THE_CALENDAR = frozenset("day ordinal month mm month_or_year year first second".split())
_MONTH_LEAD = re.compile(rf"\b{time_words('month_leads')}\s+$", re.IGNORECASE)
_YEAR_LEAD = re.compile(rf"\b{time_words('year_leads')}\s+$", re.IGNORECASE)


def _found(match: re.Match[str], text: str) -> Found | None:
    """What a match names; None where its words mean something else."""
    pieces = _groups(match.re)[str(match.lastgroup)]
    spans = {name: match.span(n) for name, n in pieces if match.start(n) >= 0}
    end = match.end()
    if "month_or_year" in spans and not _is_month(match.group()):
        end = spans.pop("month_or_year")[0] - 1
    said = {name: text[left:right] for name, (left, right) in spans.items()}
    if not _is_meant(said, text[max(0, match.start() - _LONGEST_LEAD) : match.start()]):
        return None
    said = {name: " ".join(re.split(r"[\s-]+", words.casefold())) for name, words in said.items()}
    places = [] if "century" in said else [spans[name] for name in _OF_THE_CALENDAR & spans.keys()]
    day = _day(said) if places else Day()
    return Found(
        _when(said, day),
        match.start(),
        end,
        (Day(year=day.year) if _is_unsure(said) else day) if places else None,
        min((left for left, _ in places), default=0),
        max((right for _, right in places), default=0),
    )


def _is_month(written: str) -> bool:
    """Whether "2025-12" is a month: "2009-12" is some years."""
    return int(written[5:]) <= int(written[2:4])


_WORDS_TOO = frozenset(lexicon("dates.words_too"))
_CLEAR_MONTHS = _DATES["months"].keys() - _WORDS_TOO


def _is_meant(said: Mapping[str, str], before: str) -> bool:
    """Whether a time is named at all: "may" and "March" need more beside them, and so do 1200 ships."""
    if said.keys() == {"year"}:
        return int(said["year"]) >= _OLDEST or bool(_YEAR_LEAD.search(before))
    month = said.get("month", "")
    if not month or said.keys() & {"year", "year_shift", "shift", "part", "stretch"}:
        return True
    if said.keys() & {"day", "ordinal"}:
        is_clear = not (month.islower() and month in _WORDS_TOO)
    else:
        is_clear = not month.islower() and month.casefold() in _CLEAR_MONTHS
    return is_clear or bool(_MONTH_LEAD.search(before))


def _is_unsure(said: Mapping[str, str]) -> bool:
    """Whether the day may stand first or second: not in 25/12/2025, nor in 5.12.2025."""
    if said.get("sign") == "." or "first" not in said:
        return False
    return said["first"] != said["second"] and max(int(said["first"]), int(said["second"])) <= 12


def _day(said: Mapping[str, str]) -> Day:
    """What the calendar names; of an unsure date the reading with the day first."""
    year = int(said["year"]) if "year" in said else None
    if "first" in said:
        one, other = int(said["first"]), int(said["second"])
        return Day(other, one, year) if other > 12 and said["sign"] != "." else Day(one, other, year)
    month = (
        _MONTHS[said["month"].rstrip(".")]
        if "month" in said
        else int(said.get("mm", said.get("month_or_year", 0)))
    )
    day = said.get("day", said.get("ordinal"))
    return Day(_number(day) if day else None, month or None, year)


def _number(written: str) -> int:
    """Of digits, which may have an ending ("16th"), or of words."""
    if digits := re.match(r"\d+", written):
        return int(digits[0])
    word = re.sub(r"^an? (?=.)", "", written)
    return (
        _NUMBERS[word] if word in _NUMBERS else sum(map(_NUMBERS.__getitem__, word.split()))
    )  # "sixty five"


def _when(said: Mapping[str, str], day: Day) -> When:
    """The time that is named, of whose days the calendar names `day`."""
    when = _whole(said, day)
    shift = _DATES["shifts"].get(said.get("shift", ""))
    for name in ("stretch", "part"):
        if name in said:
            when = Part(when, *_PARTS[said[name]])
    if not isinstance(when, Day | Part) or day.year:
        return when
    if "year_shift" in said:
        return InYear(when, _DATES["shifts"][said["year_shift"]])
    return Yearly(when, shift) if "unit" not in said else when


def _whole(said: Mapping[str, str], day: Day) -> When:
    """The time without the part of it that is meant: 2025 of "early 2025"."""
    shift = _DATES["shifts"].get(said.get("shift", ""))
    if _is_unsure(said):
        return Unsure(day, Day(day.month, day.day, day.year))
    if "decade" in said:
        return Years(int(said["decade"]), int(said["decade"]) + 9)
    if "century" in said:
        last = _number(said["ordinal"]) * 100
        return Years(last - 99, last)
    if "near" in said:
        return Away(_DATES["days"][said["near"]], "day")
    if "weekday" in said:
        return Weekday(_WEEKDAYS[said["weekday"]], shift)
    if "past" in said:
        return UpToNow(_ago(said.get("count", "one"), said["past"]))
    if "count" in said:
        return _ago(said["count"], said["unit"])
    return Away(shift or 0, said["unit"]) if "unit" in said else day


def _ago(count: str, unit: str) -> Away:
    """A week ago is a day, a month ago is a month."""
    return Away(-7 * _number(count), "day") if unit == "week" else Away(-_number(count), unit)
