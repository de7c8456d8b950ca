"""What the steps pass to each other: frozen dataclasses, standard library only.

The invariant behind all of it: for every citation `article.text[start:end] == quote`. Offsets are code
points of `Article.text`: for plain text the decoded file, for Markdown with blanks for what it hides.
"""

from qa_bot.types.answers import (
    Answer,
    Citation,
    Cost,
    Disagreement,
    Form,
    IndexState,
    Line,
    Nearest,
    Purpose,
    Side,
    Spent,
    Status,
    Usage,
)
from qa_bot.types.articles import Article, DateSource, Day, Page, Pages, Skipped, Version, as_date, as_number
from qa_bot.types.facts import Event, Facts, Quotation
from qa_bot.types.search import Chunk, Hit, Passage, Question, Scope, Turn

__all__ = [
    "Answer",
    "Article",
    "Chunk",
    "Citation",
    "Cost",
    "DateSource",
    "Day",
    "Disagreement",
    "Event",
    "Facts",
    "Form",
    "Hit",
    "IndexState",
    "Line",
    "Nearest",
    "Page",
    "Pages",
    "Passage",
    "Purpose",
    "Question",
    "Quotation",
    "Scope",
    "Side",
    "Skipped",
    "Spent",
    "Status",
    "Turn",
    "Usage",
    "Version",
    "as_date",
    "as_number",
]
