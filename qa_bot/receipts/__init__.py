"""What was asked and answered, on what evidence; asked again, and found where it is out of date."""

from qa_bot.receipts.acting import Last, acted
from qa_bot.receipts.joined import joined
from qa_bot.receipts.receipt import Feedback, Judged, ReadPassage, ReadSentence, Receipt
from qa_bot.receipts.replay import ArticleChange, Change, Replay, replay
from qa_bot.receipts.spending import Spending
from qa_bot.receipts.staleness import Fate, StaleAnswer, StaleCitation, stale_answers
from qa_bot.receipts.store import Receipts, asked, receipt_of
from qa_bot.receipts.surroundings import is_same, paragraph

__all__ = [
    "ArticleChange",
    "Change",
    "Fate",
    "Feedback",
    "Judged",
    "Last",
    "ReadPassage",
    "ReadSentence",
    "Receipt",
    "Receipts",
    "Replay",
    "Spending",
    "StaleAnswer",
    "StaleCitation",
    "acted",
    "asked",
    "is_same",
    "joined",
    "paragraph",
    "receipt_of",
    "replay",
    "stale_answers",
]
