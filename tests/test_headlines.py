"""Lines that are no sentences: headings, bylines and captions."""

from __future__ import annotations

from support.indexed import indexed, write

from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question

REPORT = """The harbour festival of Larkhaven: the dates

By Ida Orrin, Larkhaven Courier

The festival opens on 4 July with a race of the pilot boats, and it ends on 9 July.

Bring a cushion, for the quay is hard

- Tickets cost 12 crowns

“Nobody goes home dry”"""


def test_a_sentence_answers_where_a_heading_only_has_its_words(settings: Settings) -> None:
    write(settings, indexed("festival", REPORT))
    answer = Responder.open(settings).ask(Question("When does the harbour festival begin?"))
    assert "4 July" in answer.text
    assert "the dates" not in answer.text
