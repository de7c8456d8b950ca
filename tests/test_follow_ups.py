"""Whole conversations over a small real index: each question after the bot's own answers before it."""

from __future__ import annotations

from datetime import date

import pytest
from support.indexed import indexed, write

from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question, Turn

NEWS = (
    indexed(
        "ferry",
        "The Larkhaven Port Authority (LPA) bought the ferry Aurora in March 2023 for 12 million "
        "crowns. Harbour master Odile Ferrant said the ship would carry 400 passengers to Sunray "
        "island.",
        "Ticket prices rose because the port raised its fees. Fishermen protested on the quay.",
        title="A new ferry for the island",
        published=date(2023, 4, 2),
    ),
    indexed(
        "second",
        "The Larkhaven Port Authority (LPA) bought a second ship, the Borealis, in January 2025 for "
        "19 million crowns. The Borealis carries 650 passengers and runs to the island of Tern.",
        title="Second ferry joins the Aurora",
        published=date(2025, 2, 11),
    ),
    indexed(
        "ferrant",
        "Odile Ferrant was born in Varn in 1968 and went to sea at sixteen. She became harbour master"
        " of Larkhaven in May 2011, after nine years as a pilot.",
        "Ferrant studied navigation in Orrin and speaks four languages.",
        title="The woman who runs the harbour",
        published=date(2025, 6, 30),
    ),
    indexed(
        "strike",
        "The strike of the Larkhaven pilots ended on 2 July 2024 after 23 days. The Harbour Pilots' "
        "Union and the port company agreed on a rise of seven percent.",
        "Tomas Brandt said that he was content, because nobody had been dismissed. About 140 pilots "
        "took part; 38 of them were women.",
        title="Pilots go back to work",
        published=date(2024, 7, 3),
    ),
    indexed(
        "union",
        "The Harbour Pilots' Union was founded in 1987 in Larkhaven by twelve pilots. It has 1,900 members.",
        "Its headquarters are in Elsmouth, where the union moved in 2003. Tomas Brandt has led it "
        "since 2016.",
        title="The Harbour Pilots' Union at a glance",
        published=date(2025, 1, 15),
    ),
    indexed(
        "court",
        "A court in Orrin halted the construction of the tidal plant in the sound on 11 November "
        "2024. The judges said that Brightwater Energy had not counted the seals.",
        title="Court halts tidal plant",
        published=date(2024, 11, 12),
    ),
    indexed(
        "flood",
        "The number of people killed by the flood in Elsmouth has risen to fifteen, Mayor Ruth Amsel "
        "said on 1 June 2024. Four of them were children.",
        title="Elsmouth counts the damage",
        published=date(2024, 6, 2),
    ),
    indexed(
        "cup",
        "Varn beat Elsmouth 24 to 17 in the rugby cup final. Captain Owen Pryce scored three tries.",
        title="Varn wins the rugby cup",
        published=date(2024, 11, 20),
    ),
    indexed(
        "orchestra",
        "The Larkhaven Philharmonic has chosen Ines Carrow as its conductor. She follows Henrik Dahl,"
        " who retires after 18 years.",
        title="Orchestra gets a new conductor",
        published=date(2024, 11, 17),
    ),
)


@pytest.fixture(scope="module")
def responder(tmp_path_factory: pytest.TempPathFactory) -> Responder:
    settings = Settings.load(index={"path": tmp_path_factory.mktemp("conversations") / "index"})
    write(settings, *NEWS)
    return Responder.open(settings)


@pytest.mark.parametrize(
    "turns",
    [
        [
            ("What did the Harbour Pilots' Union and the port company agree on?", "seven percent"),
            ("And when was the union founded?", "1987"),
            ("Where does it have its headquarters?", "Elsmouth"),
            ("How many members does it have?", "1,900"),
        ],
        [
            ("Who is the harbour master of Larkhaven?", "Odile Ferrant"),
            ("When did she become that?", "May 2011"),
            ("Where was she born?", "Varn"),
            ("Which languages does she speak?", "four languages"),
        ],
        [
            ("How many pilots took part in the strike?", "140"),
            ("How many of them were women?", "38"),
            ("How long did it last?", "23 days"),
        ],
        [
            ("How many passengers does the Aurora carry?", "400"),
            ("What about the Borealis?", "650"),
            ("And how much did it cost?", "19 million"),
            ("Are you sure?", "19 million"),
        ],
        [
            ("How many passengers does the Aurora carry?", "400"),
            ("No, I meant the Borealis.", "650"),
            ("Thanks, that was helpful!", "You are welcome."),
            ("Which island does it serve?", "Tern"),
        ],
        [
            ("How many people were killed by the flood in Elsmouth?", "fifteen"),
            ("How many of them were children?", "Four"),
            ("Who won the rugby cup?", "Varn beat Elsmouth"),
            ("Who scored three tries?", "Owen Pryce"),
        ],
        [
            ("When did the court halt the tidal plant?", "11 November 2024"),
            ("Who retires as conductor?", "Henrik Dahl"),
            ("And who follows him?", "Ines Carrow"),
            ("What did the judges say about the plant?", "seals"),
        ],
        [
            ("Did ticket prices rise?", "fees"),
            ("Why?", "raised its fees"),
            ("What did the fishermen do?", "protested on the quay"),
        ],
        [
            ("What is the latest on the tidal plant?", "[2024-11-12] A court in Orrin halted"),
            ("And on the rugby cup?", "[2024-11-20] Varn beat Elsmouth"),
        ],
    ],
    ids="union person count ship correction new-subject back-again why latest".split(),
)
def test_a_conversation_goes_on(responder: Responder, turns: list[tuple[str, str]]) -> None:
    history: tuple[Turn, ...] = ()
    for question, words in turns:
        answer = responder.ask(Question(question, history=history))
        assert words in answer.text, (question, answer.standalone)
        history += (Turn("user", question), Turn("assistant", answer.text))
