"""The lines of an answer: a bullet each where many things are asked for, else running text."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, RichTextElement

from qa_bot.rendering import answering_words, has_rows, place_of, proof
from qa_bot.slack.blocks.rich import LONGEST_TEXT, Part, bullets, rich, section, stacked, words
from qa_bot.slack.text import clean, shortened, split
from qa_bot.types import Answer, Line


def body(answer: Answer) -> Iterator[Block]:
    """All that answers, before any source; the words that do so are in bold."""
    if has_rows(answer):
        yield from stacked(map(_row, answer.lines))
        return
    answering = answering_words(answer.lines)
    for line in answer.text.splitlines():  # one, or one for each of several questions
        for part in split(line, LONGEST_TEXT):
            yield rich(section(*_emphasized(part, answering)))
            answering = ""  # they stand in line 1


def _row(line: Line) -> RichTextElement:
    """What rests on no article stands between the rows: a count, a heading."""
    said = _emphasized(shortened(line.text, LONGEST_TEXT), line.words)
    if not line.citations:
        return section(*said)
    day = [words(f"{line.date}  ")] if line.date else []
    return bullets([section(*day, *said, words(f" {proof(line)}"))])


def _emphasized(text: str, answering: str) -> list[Part]:
    start, end = place_of(clean(answering), text)
    pieces = ((text[:start], False), (text[start:end], True), (text[end:], False))
    return [words(piece, bold=bold) for piece, bold in pieces if piece]
