"""The forms in which dates are written: patterns made of pieces, whose words are in english.toml.

What a form means is in dates.py. Each pattern reads a text once: a hostile one costs no more than another.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa_bot.text.english import alternation, any_of, lexicon
from qa_bot.text.numbers import SPELLED
from qa_bot.text.units import ORDINALS, TENS


def time_words(*tables: str) -> str:
    """A pattern for any of the words of tables below "dates"; two may be parted by a space or a hyphen."""
    return any_of(*(f"dates.{table}" for table in tables)).replace(r"\ ", r"(?:\s+|-)")


# Not within a figure, an amount or a name such as "Boeing-2025".
_NO_FIGURE = r"(?<![\w:/$€£¥#])(?<!\d[,.])(?<![^\W\d_]-)"
# What the forms are made of.
_PIECES = {
    "yyyy": r"(?P<year>1\d\d\d|20\d\d)",
    "year": r"{yyyy}(?!\w|%|[,.]\d)",
    "in_year": r"(?:{year}|(?P<year_shift>{shifts})\s+year\b)",
    "month": rf"(?P<month>{time_words('months')}\b|{time_words('month_abbreviations')}\b\.?)",
    "day": r"(?P<day>[0-3]?\d(?:st|nd|rd|th)?)(?!\w|%|[:,.]\d)",
    "in_order": rf"(?!\d)(?:{alternation(TENS)}(?:\s+|-))?{alternation(ORDINALS)}",  # twenty-first
    "ordinal": r"(?P<ordinal>{in_order}|[1-9]\d?(?:st|nd|rd|th))",
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
    "some": rf"(?:{time_words('vague_counts')}|{SPELLED})",
    "count": r"(?P<count>\d\d?\d?|an?(?:\s+{some})?|(?!\d|an?\b){some})",
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
BEGIN_WITH_DIGITS = (
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
# With the tables that their first word may be of, below "dates" or elsewhere.
_BEGIN_WITH_WORDS = (
    ("numbers.ordinals numbers.tens", _DAY_IN_WORDS),
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
    ("parts numbers.ordinals numbers.tens", r"{part_of}" + _CENTURY),  # late nineteenth century
    ("parts", r"{part}{year}"),  # end of 2025
    ("parts", r"(?P<part>{parts})\s+of\s+the\s+{unit}\b"),  # end of the year
    ("numbers.cardinals numbers.tens counts vague_counts", _AGO),
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
def pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    """For any of the forms, of which the first that fits counts; made when a text first needs it."""
    before = _NO_FIGURE if forms is BEGIN_WITH_DIGITS else ""
    choice = "|".join(_spelled_out(form, n) for n, form in enumerate(forms))
    return re.compile(f"{before}(?:{choice})", re.IGNORECASE)


def _by_first_word() -> dict[str, tuple[str, ...]]:
    forms: dict[str, dict[str, None]] = {}
    for tables, form in _BEGIN_WITH_WORDS:
        for word in lexicon(*(name if "." in name else f"dates.{name}" for name in tables.split())):
            forms.setdefault(word.split()[0], {})[form] = None
    return {word: tuple(each) for word, each in forms.items()}


ONLY_AGO = (_AGO,)  # all that "a" and "two" may begin, and few texts say "ago"
FORMS = _by_first_word()  # that may begin with a word
