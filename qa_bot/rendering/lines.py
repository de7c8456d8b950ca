"""The lines of an answer in its form: a row each where many things are asked for, else running text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qa_bot.rendering.layout import clean, emphasized, wrapped
from qa_bot.types import Answer, Form, Line

_IN_ROWS = frozenset({Form.LIST, Form.COMPARISON, Form.FIGURES, Form.SAID, Form.BRIEFING, Form.TIMELINE})
_BULLET = "- "
_DATE_WIDTH = len("2026-07-14  ")


def is_in_rows(form: Form) -> bool:
    """Whether each line stands for itself."""
    return form in _IN_ROWS


def has_rows(answer: Answer) -> bool:
    """Not where it was kept, or made, without its lines."""
    return is_in_rows(answer.form) and bool(answer.lines)


def body_text(answer: Answer, width: int | None = None) -> str:
    """All that answers, before any source; the words that do so are in bold."""
    if has_rows(answer):
        return "\n".join(_rows(answer.lines, width))
    return _running(answer.text, answering_words(answer.lines), width)


def lines_text(lines: Sequence[Line], form: Form, width: int | None = None) -> str:
    """The first lines of an answer as its `body_text` begins, for who reads it while it is made."""
    from qa_bot.text import running_text  # not above: `--help` shows no answers, and need not wait for it

    if is_in_rows(form):
        return "\n".join(_rows(lines, width))
    return _running(running_text(lines), answering_words(lines), width)


def answering_words(lines: Sequence[Line]) -> str:
    """Those of line 1 that answer; "" where they are not known, or are no less than all of it."""
    return lines[0].words if lines and clean(lines[0].words) != clean(lines[0].text) else ""


def repeats(text: str, lines: Iterable[Line]) -> bool:
    """Whether one of the lines says the same in the same words, a word of ours before them or not."""
    return any(clean(line.text).endswith(clean(text)) for line in lines)


def _date_column(line: Line, lines: Sequence[Line]) -> str:
    """What stands before a row: its day, or as much space; nothing where the first row has no day.

    The first row decides, so that rows can be shown before the others are known.
    """
    first = next((each for each in lines if each.citations), line)
    if line.date:
        return f"{line.date}  "
    return " " * _DATE_WIDTH if first.date else ""


def proof(line: Line) -> str:
    """The numbers of what proves a line, behind the sign of one that is in a model's words."""
    from qa_bot.text import PARAPHRASED

    return f"{PARAPHRASED if line.paraphrase else ''}{markers(line.citations)}"


def markers(numbers: Iterable[int]) -> str:
    return " ".join(f"[{n}]" for n in numbers)


def _running(text: str, words: str, width: int | None) -> str:
    """What an act tells of an answer has a line for each of its own."""
    return emphasized("\n".join(wrapped(clean(line), width) for line in text.splitlines()), words)


def _rows(lines: Sequence[Line], width: int | None) -> Iterator[str]:
    """What rests on no article stands between the rows: a count, a heading."""
    for line in lines:
        if not line.citations:
            yield _running(line.text, line.words, width)
            continue
        start = _BULLET + _date_column(line, lines)
        row = wrapped(f"{clean(line.text)}  {proof(line)}", width, start, " " * len(start))
        yield start + emphasized(row.removeprefix(start), line.words)
