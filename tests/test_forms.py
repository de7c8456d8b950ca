"""Which form of answer a question asks for."""

from __future__ import annotations

import pytest

from qa_bot.query import parts_of
from qa_bot.types import Form


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Who runs the port of Varn?", Form.FACT),
        ("Why did mining stop at Kell?", Form.FACT),
        ("Which bank lent the money?", Form.FACT),
        ("Did the port of Varn close?", Form.YES_NO),
        ("Could you tell me who owns the ferry?", Form.FACT),
        ("Which ports did the storm close?", Form.LIST),
        ("List all the people who were hurt.", Form.LIST),
        ("Who were the three winners?", Form.LIST),
        ("Did Varn or Kell lose more ships in 2024?", Form.COMPARISON),
        ("Compare the costs of both harbours.", Form.COMPARISON),
        ("How has the price of the ferry changed since May?", Form.FIGURES),
        ("What did Ida Orrin say about the strike?", Form.SAID),
        ("Quote Ida Orrin on the strike.", Form.SAID),
        ("What is Ida Orrin's view of the strike?", Form.SAID),
        ("Summarize what happened to the ferry.", Form.BRIEFING),
        ("What is the latest on the ferry?", Form.BRIEFING),
        ("What happened on 14 July 2026?", Form.TIMELINE),
        ("What is the timeline of the ferry story?", Form.TIMELINE),
        ("What do both sides say about the ferry?", Form.SIDES),
        ("Where do the articles disagree on the cost?", Form.SIDES),
    ],
)
def test_the_words_that_ask_tell_the_form(question: str, form: Form) -> None:
    assert parts_of(question)[0].form is form
