"""Where a quote stands in its article as that is now."""

from __future__ import annotations

import re

from qa_bot.types import Article, Citation

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def is_same(citation: Citation, article: Article) -> bool:
    """Whether the article is the version that was quoted."""
    quoted = article.text[citation.start : citation.end]
    return article.content_hash == citation.content_hash and quoted == citation.quote


def paragraph(article: Article, start: int, end: int) -> tuple[int, int]:
    """From where to where its paragraph goes, without what is not the article."""
    ranges = article.kept_ranges()
    first, last = next(((a, b) for a, b in ranges if a <= start < b), (0, len(article.text)))
    before = _BLANK_LINE.split(article.text[first:start])[-1]
    after = _BLANK_LINE.split(article.text[end : max(end, last)])[0]
    return start - len(before), end + len(after)
