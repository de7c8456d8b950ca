"""The one grammar of dates: every time that a text names, where it stands and what it means.

The forms in which it may be written are in date_forms.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa_bot.text.date_forms import BEGIN_WITH_DIGITS, FORMS, ONLY_AGO, pattern, time_words
from qa_bot.text.english import ENGLISH, lexicon
from qa_bot.text.numbers import ordinal, spelled
from qa_bot.text.spans import Away, Day, InYear, Part, Unsure, UpToNow, Weekday, When, Yearly, Years

_DATES = ENGLISH["dates"]
_MONTHS: Mapping[str, int] = {**_DATES["months"], **_DATES["month_abbreviations"]}
_WEEKDAYS: Mapping[str, int] = _DATES["weekdays"]
_FEW: Mapping[str, int] = {**_DATES["counts"], **_DATES["vague_counts"]}
_PARTS: Mapping[str, tuple[int, int, int]] = {**_DATES["parts"], **_DATES["stretches"], **_DATES["seasons"]}
_OLDEST = 1500  # a smaller number is a year beside a month, or behind a word such as "in"
_LONGEST_LEAD = 12  # characters
_A_SENTENCE = 500  # characters
_TOKEN = re.compile(r"\w+")


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


def without_dates(text: str) -> str:
    """The text with blanks in place of the times it names."""
    for found in dates_in(text):
        text = f"{text[: found.start]}{' ' * (found.end - found.start)}{text[found.end :]}"
    return text


def dates_in(text: str) -> Iterator[Found]:
    """All times that `text` names, in their order and apart from each other."""
    yield from _remembered(text) if len(text) <= _A_SENTENCE else _read(text)


@lru_cache(maxsize=5_000)
def _remembered(text: str) -> tuple[Found, ...]:
    """Of a question or a sentence, which are read for one thing after another."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Found]:
    done = 0
    is_ago = "ago" in text.casefold()
    for token in _TOKEN.finditer(text):
        word = token.group()
        forms = BEGIN_WITH_DIGITS if word[0].isdecimal() else FORMS.get(word.casefold())
        if forms is None or token.start() < done or (forms == ONLY_AGO and not is_ago):
            continue
        match = pattern(forms).match(text, token.start())
        if match and (found := _found(match, text)):
            yield found
            done = found.end


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
    """Of "16th" or "sixteenth"."""
    digits = re.match(r"\d+", written)
    return int(digits[0]) if digits else ordinal(written)


def _count(written: str) -> int:
    """Of "3", "a couple" or "a hundred and five"."""
    word = re.sub(r"^an? (?=.)", "", written)
    return int(word) if word.isdecimal() else _FEW.get(word) or int(spelled(word))


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
    return Away(-7 * _count(count), "day") if unit == "week" else Away(-_count(count), unit)
