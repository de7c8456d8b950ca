"""What an article states, sentence by sentence, and with which of them it begins to tell its news."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from qa_bot.text import behind_dateline, content_stems, sentence_spans, word_count
from qa_bot.types import Article

_FEWEST_WORDS = 5  # of a statement; a byline has fewer
_NO_PROSE = ("#", "*", "_", "|", ">")  # of Markdown: headings, captions, rows
_OPENING = 4  # statements, of which one is the lead


def lead(article: Article) -> tuple[int, int] | None:
    """The first of the opening statements that shares words with the title, or the very first."""
    titled = set(content_stems(article.title))
    opening = [*islice(statements(article), _OPENING)]
    told = (one for one in opening if len(titled.intersection(content_stems(article.text[slice(*one)]))) > 1)
    return next(told, opening[0] if opening else None)


def statements(article: Article) -> Iterator[tuple[int, int]]:
    """Whole sentences without datelines; no heading, byline or caption, which end without a full stop."""
    for begin, stop in article.kept_ranges():
        for start, end in sentence_spans(article.text, begin, stop):
            start = behind_dateline(article.text, start, end)
            text = article.text[start:end]
            is_whole = text.endswith(tuple('.!?”"')) and not text.startswith(_NO_PROSE)
            if is_whole and word_count(text) >= _FEWEST_WORDS:
                yield start, end
