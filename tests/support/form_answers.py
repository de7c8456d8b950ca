"""Answers of every form, made by hand over invented articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qa_bot.text import running_text
from qa_bot.types import (
    Answer,
    Citation,
    DateSource,
    Disagreement,
    Form,
    IndexState,
    Line,
    Nearest,
    Side,
    Status,
)

JULY, AUGUST = date(2026, 7, 14), date(2026, 8, 2)
FERRY = ("ferry.md", "Ferry stops", JULY, DateSource.BYLINE, "The Gull")
STORM = ("storm.md", "Storm breaks pier", AUGUST, DateSource.INFERRED, None)


def citation(n: int, article: tuple[str, str, date, DateSource, str | None], quote: str) -> Citation:
    doc, title, day, source, outlet = article
    return Citation(n, doc, title, day, source, None, quote, 10 * n, 10 * n + len(quote), "c0ffee", outlet)


def answer(
    form: Form,
    lines: Sequence[Line],
    citations: Sequence[Citation],
    disagreements: Sequence[Disagreement] = (),
    status: Status = Status.ANSWERED,
    nearest: Sequence[Nearest] = (),
) -> Answer:
    return Answer(
        id="a1b2",
        question="What of the ferry?",
        status=status,
        text=running_text(lines),
        answerer="extractive",
        index=IndexState(3, 812, AUGUST),
        form=form,
        lines=tuple(lines),
        citations=tuple(citations),
        disagreements=tuple(disagreements),
        nearest=tuple(nearest),
    )


STOPPED = "The ferry to Orrin stopped on Monday."
BROKE = "A storm broke the pier."
STANDS = "The pier stands, said harbour master Ida Voss."
CITED = (citation(1, FERRY, STOPPED), citation(2, STORM, BROKE), citation(3, FERRY, STANDS))
DISPUTE = Disagreement(
    "Did the pier break",
    (Side(BROKE, (2,), "Storm Watch", AUGUST, 3), Side(STANDS, (3,), "Ida Voss", JULY)),
    "denied",
)
FACT = answer(Form.FACT, [Line(STOPPED, (1,), "on Monday.")], CITED[:1])
YES_NO = answer(
    Form.YES_NO,
    [Line("Yes, says Storm Watch.", (2,), "Yes"), Line(STOPPED, (1,))],
    CITED[:2],
)
SIDES = answer(
    Form.SIDES, [Line("Three articles say it broke, one says it stands.", (2, 3))], CITED[1:], [DISPUTE]
)
DISPUTED = answer(Form.FACT, [Line(BROKE, (2,), "A storm")], CITED[1:], [DISPUTE])
LIST = answer(
    Form.LIST,
    [Line("2 found", ()), Line("The Aurora, a ferry", (1,), "Aurora"), Line("The Petrel", (2, 3), "Petrel")],
    CITED,
)
COMPARISON = answer(
    Form.COMPARISON,
    [
        Line("The Aurora carries 400 passengers.", (1,), "400 passengers", 400, "passengers", JULY),
        Line("The Petrel carries 250 passengers.", (2,), "250 passengers", 250, "passengers", AUGUST),
        Line("150 passengers more", ()),
    ],
    CITED[:2],
)
FIGURES = answer(
    Form.FIGURES,
    [
        Line("A ticket costs 4 crowns.", (1,), "4 crowns", 4, "crowns", JULY),
        Line("A ticket costs 5 crowns.", (2,), "5 crowns", 5, "crowns", AUGUST),
    ],
    CITED[:2],
)
SAID = answer(
    Form.SAID,
    [Line("“We sail again in May,” said Voss.", (2,), "We sail again in May", date=AUGUST)],
    CITED[1:2],
)
TIMELINE = answer(
    Form.TIMELINE,
    [Line(STOPPED, (1,), date=JULY), Line("Nobody was hurt.", (1,)), Line(BROKE, (2,), date=AUGUST)],
    CITED[:2],
)
BRIEFING = answer(
    Form.BRIEFING,
    [Line(STOPPED, (1,), date=JULY), Line(BROKE, (2,), date=AUGUST), Line("Repairs go on.", (2,))],
    CITED[:2],
)
NOT_STATED = answer(
    Form.NOT_STATED,
    [Line("Not stated.", ()), Line(STOPPED, (1,))],
    CITED[:1],
    status=Status.ABSTAINED,
    nearest=[Nearest("ferry.md", "Ferry stops", JULY)],
)
TALK = answer(Form.TALK, [Line("You are welcome.", ())], ())
ALL = (
    FACT,
    YES_NO,
    LIST,
    COMPARISON,
    FIGURES,
    SAID,
    BRIEFING,
    TIMELINE,
    SIDES,
    DISPUTED,
    NOT_STATED,
    TALK,
)
