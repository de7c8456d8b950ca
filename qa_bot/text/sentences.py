"""Sentence boundaries with offsets: sentencex, made to look inside quotations and past abbreviations.

Its rules for English hold for every language; where they may cut another too early, languages.toml decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import sentencex

from qa_bot.text.english import alternation, any_of
from qa_bot.text.folding import Folded
from qa_bot.text.language import LANGUAGES, Language, language_of
from qa_bot.text.table_rows import are_rows

# A quotation of several sentences is one sentence to sentencex; the quotable units are the sentences in it.
_BLANKED = str.maketrans(dict.fromkeys('"“”„«»', " "))
_OPENING, _CLOSING = "“„«", "”»"
_WINDOW = 10_000  # characters of a paragraph at a time: a row of quotation marks takes sentencex their square
_WRAPPED = 0.5  # of the longest line: one that is shorter with the next word ends a paragraph
_GOES_ON = (",", ":", ";", "-", "–", "—")

# Abbreviations that stand before what they belong to, and so never end a sentence.
_ABBREVIATION = re.compile(
    rf"(?:^|[\s(])(?:{any_of('abbreviations.leading', 'ranks.short', 'dates.month_abbreviations')}"
    r"|[A-Z])\.\s?$",
    re.IGNORECASE,
)

_NUMBER = r"\d{1,2}|[IVX]{2,5}"  # "9. Juni", "Elisabeth II. von"
_LONGEST = 16  # characters of an abbreviation with what stands around it
_FIRST_WORD = re.compile(r"\W{0,3}([^\W\d_]+)")

_INSIDE_WORD = re.compile(r"(?:\b[A-Z]|\s)\.$")  # of "W.Va.", and of the ticker behind "Dow .DJI"

# Words that sentencex takes for abbreviations ("Me." of Maine), in lower case and before a capital.
_WORD_ENDS = re.compile(rf"\b{any_of('abbreviations.alike')}\.[”\"’]?\s+(?=[“\"‘]?[A-Z])")

# A heading, a list item with its wrapped lines, or a paragraph up to a blank line, heading or list item.
_MARK = r"[ \t]*(?:\#{1,6}[ ]|(?:[-*+•]|\d{1,2}[.)])[ \t])"
_BLOCK = re.compile(rf"[ \t]*\#{{1,6}}[ ].*|(?:.+(?:\n(?!{_MARK}|[ \t]*$).*)*)", re.MULTILINE)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yields (start, end) of each sentence of text[start:end], trimmed, as offsets into `text`.

    List items, table rows and lines that end without a full stop are sentences of their own.
    """
    folded = Folded.of(text[start:end])
    for block in _BLOCK.finditer(folded.text):
        lines = block.group().splitlines(keepends=True)
        rows = are_rows([line.strip() for line in lines])
        at = block.start()
        for paragraph, is_row in _paragraphs(lines, rows):
            ends = [len(paragraph)] if is_row else _ends(paragraph)
            for left, right in _spans_of_paragraph(paragraph, ends, folded.text):
                yield start + folded.origin(at + left), start + folded.origin(at + right)
            at += len(paragraph)


def _paragraphs(lines: Sequence[str], rows: Sequence[bool]) -> Iterator[tuple[str, bool]]:
    """Cuts behind a byline, caption or heading: a line that ends before the next word had to be wrapped.

    A table row stands alone, which is told with each.
    """
    width = max(map(len, lines), default=0)
    paragraph = ""
    for n, line in enumerate(lines):
        paragraph += line
        following = lines[n + 1].split(maxsplit=1) if n + 1 < len(lines) else []
        wrapped = len(line) + len(following[0] if following else "")
        ends = wrapped < _WRAPPED * width and not line.rstrip().endswith(_GOES_ON)
        if ends or any(rows[n : n + 2]) or n + 1 == len(lines):
            yield paragraph, rows[n]
            paragraph = ""


def _spans_of_paragraph(text: str, ends: Sequence[int], around: str) -> Iterator[tuple[int, int]]:
    left = 0
    for right in ends:
        if right < len(text) and (_goes_on(text, left, right) or _goes_on_abroad(text, right, around)):
            continue
        a, b = _trimmed(text, left, right)
        if any(char.isalnum() for char in text[a:b]):
            yield a, b
        left = right


def _ends(text: str) -> list[int]:
    found = {match.end() for match in _WORD_ENDS.finditer(text)}
    blanked = text.translate(_BLANKED)
    at = 0
    while at < len(text):
        boundaries = sentencex.get_sentence_boundaries("en", blanked[at : at + _WINDOW])
        ends = [at + int(each["end_index"]) for each in boundaries if each["end_index"]]
        whole = ends if at + _WINDOW >= len(text) else ends[:-1] or ends  # the last may be cut
        found.update(whole)
        at = max(whole, default=len(text))
    return sorted(found)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether what sentencex ends at `end` goes on: an abbreviation, or “…?” asked the next word."""
    if "\n" in text[end - 1 : end + 1]:
        return False
    if _INSIDE_WORD.search(text[max(start, end - 3) : end]) and text[end].isalnum():
        return True
    if text[end].islower() or text[start:end].strip(" .").isdigit():  # "1." numbers a list item
        return True
    return bool(_ABBREVIATION.search(text[max(start, end - 12) : end]))


def _goes_on_abroad(text: str, end: int, around: str) -> bool:
    """Whether it does so in the language of the text around it."""
    before = text[max(0, end - _LONGEST) : end]
    if "\n" in text[end - 1 : end + 1] or not _ABBREVIATION_ABROAD.search(before):
        return False
    language = language_of(around)
    if not language:
        return False
    leading, behind = _abbreviations_of(language)
    if leading.search(before):
        return True
    first = _FIRST_WORD.match(text, end)
    begins = first is not None and first[1].casefold() in language.small
    return not begins and bool(behind.search(before))


def _before_its_stop(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s(’'/–-])(?:{'|'.join(patterns)})\.\s?$", re.IGNORECASE)


@cache
def _abbreviations_of(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Those before what they belong to; those that a sentence may end with, and numbers among them."""
    behind = [alternation(language.behind), *([_NUMBER] if language.has_ordinals else [])]
    return _before_its_stop(alternation(language.leading)), _before_its_stop(*behind)


_ABBREVIATION_ABROAD = _before_its_stop(
    alternation(word for language in LANGUAGES for word in language.leading | language.behind), _NUMBER
)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leaves out white space; a quotation mark goes with the sentence it opens or closes."""
    while start < end and (text[start].isspace() or _closes(text, start)):
        start += 1
    while end > start and (text[end - 1].isspace() or _opens(text, end - 1)):
        end -= 1
    if start and _opens(text, start - 1):
        start -= 1
    if end < len(text) and _closes(text, end):
        end += 1
    return start, end


def _opens(text: str, at: int) -> bool:
    """Whether a quotation mark opens: a straight one does behind white space or a bracket."""
    return text[at] in _OPENING or (text[at] == '"' and (at == 0 or text[at - 1] in " \t\n([—–"))


def _closes(text: str, at: int) -> bool:
    return text[at] in _CLOSING or (text[at] == '"' and not _opens(text, at))
