"""Receipts of a question about a ferry: one made by hand, and one asked for real."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from qa_bot.receipts import Judged, Receipt
from qa_bot.receipts.store import Receipts
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Citation, DateSource, IndexState, Question, Status
from support.indexed import indexed, write

FERRY = indexed(
    "ferry.txt",
    "Harbour master Odile Ferrant said the ferry Aurora would carry 400 passengers to Sunray island. "
    "She added that the old pier had to be rebuilt first.",
    "Ticket prices rose because the port raised its fees.",
    title="A new ferry for the island",
    published=date(2023, 4, 2),
)
ELECTION = indexed(
    "election.txt", "Voters in the hill town of Varn elected a new council.", title="Varn votes"
)
ASKED = "How many passengers will the ferry Aurora carry to Sunray island?"
CITATION = Citation(
    1, "a.txt", "A", date(2024, 5, 3), DateSource.BYLINE, None, "The quote.", 3, 13, "abc", "Orrin Post"
)


def receipt(id: str = "one", *, question: str = "Who?", days_ago: float = 0) -> Receipt:
    return Receipt(
        asked_at=datetime.now(UTC) - timedelta(days=days_ago),
        standalone=question,
        answer=Answer(
            id,
            question,
            Status.ANSWERED,
            "The sentence [1].",
            "extractive",
            IndexState(7, 1, date(2024, 5, 3)),
            citations=(CITATION,),
            timings_ms={"total": 12.5},
        ),
        judged=(Judged("The sentence.", "verbatim", 0.9, 1),),
    )


def answered(settings: Settings) -> tuple[Responder, Receipt]:
    """The receipt of a question about the ferry, asked for real."""
    write(settings, FERRY, ELECTION)
    responder = Responder.open(settings)
    answer = responder.ask(Question(ASKED))
    found = Receipts.of(settings).find(answer.id)
    assert found
    return responder, found
