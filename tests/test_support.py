"""What proves a sentence, and what only looks as if it did."""

from __future__ import annotations

from datetime import date

import pytest

from qa_bot.answering.verification.support import Checked, Support, Verdict
from qa_bot.models.minilm import CachedEncoder, MiniLM
from qa_bot.types import Article, Chunk, Passage


def passage(*sentences: str, published: date | None = None, id: str = "a") -> Passage:
    text = " ".join(sentences)
    return Passage(Article(id, text, "Untitled", published), Chunk(id, "", 0, 0, len(text)), 1.0)


FERRY = passage(
    "The Larkhaven Port Authority (LPA) bought the ferry Aurora in March 2023 for 12 million crowns.",
    "Harbour master Odile Ferrant said the ship would carry 400 passengers to Sunray island.",
    "She added that the old pier had to be rebuilt first.",
    "The ferry weighs 19,500 tons and was built by Orrin in 1998, after Varn refused the order.",
)
STRIKE = passage(
    "Pilots in Larkhaven went on strike on Oct. 19, 2024 over pay.",
    "Their leader, Tomas Brandt, denied that the pilots had closed the harbour.",
    "The company did not close the gates, according to Odile Ferrant.",
    "About 4.02 million people were stranded, and 25% of all flights were cancelled.",
    "The police allegedly arrested three pilots.",
    "Scouts had reported the weakness of the old sea wall, so Odile Ferrant ordered sandbags for the pier.",
    "In 2021, Larkhaven imported 300 tons of grain; in 2023 imports of grain reached 700 tons.",
    "Varn, a town on the coast, was taken by Orrin.",
    published=date(2024, 10, 21),
    id="b",
)


@pytest.fixture(scope="module")
def support() -> Support:
    return Support(CachedEncoder(MiniLM()))


def verdict(support: Support, text: str) -> Verdict:
    return support.check(text, [FERRY, STRIKE]).verdict


@pytest.mark.parametrize(
    "text",
    [
        "Harbour master Odile Ferrant said the ship would carry 400 passengers to Sunray island.",
        "The LPA bought the Aurora for 12 million crowns.",
        "In March 2023, the Larkhaven Port Authority bought the ferry Aurora.",
        "The ferry weighs 17,690 tonnes.",
        "Odile Ferrant said that the ship would carry four hundred passengers.",
        "Odile Ferrant added that the old pier had to be rebuilt.",
        "Pilots in Larkhaven went on strike on October 19.",
        "Pilots in Larkhaven went on strike in October 2024.",
        "About 4 million people were stranded.",
        "25 percent of all flights were cancelled.",
        "Tomas Brandt denied that the pilots had closed the harbour.",
        "According to Odile Ferrant, the company did not close the gates.",
        "The police allegedly arrested three pilots.",
    ],
)
def test_what_the_passages_say_is_supported(support: Support, text: str) -> None:
    assert verdict(support, text) is Verdict.SUPPORTED


@pytest.mark.parametrize(
    "text",
    [
        "The ferry weighs 19,600 tons.",
        "The ferry weighs 19,500 pounds.",
        "The ferry weighs 21,000 tonnes.",
        "The LPA bought the Aurora for 13 million crowns.",
        "The LPA bought the Aurora for $12 million.",
        "Pilots in Larkhaven went on strike on October 20.",
        "Pilots in Larkhaven went on strike on Oct. 19, 2023.",
        "Pilots in Larkhaven went on strike in November.",
        "About 5 million people were stranded.",
        "The LPA bought the ferry Borealis in March 2023.",
        "Varn built the ferry in 1998, after Orrin refused the order.",
        "The police allegedly arrested four pilots.",
        "In 2021 imports of grain reached 700 tons.",
        "Varn has taken Orrin.",
    ],
)
def test_another_number_date_or_name_is_not(support: Support, text: str) -> None:
    assert verdict(support, text) is Verdict.NUMBER_OR_NAME


@pytest.mark.parametrize(
    "text",
    [
        "The pilots had closed the harbour.",
        "Tomas Brandt said that the pilots had closed the harbour.",
        "The company did not close the gates.",
        "The police arrested three pilots.",
        "The weakness of the old sea wall, so Odile Ferrant ordered sandbags for the pier.",
        "The ship would carry 400 passengers to Sunray island.",
    ],
)
def test_a_report_is_not_a_fact(support: Support, text: str) -> None:
    assert verdict(support, text) is Verdict.ATTRIBUTION_LOST


@pytest.mark.parametrize(
    "text",
    [
        "The company did close the gates, according to Odile Ferrant.",
        "The LPA never bought the ferry Aurora in March 2023.",
        "The LPA sold the ferry Aurora in March 2023 for 12 million crowns.",
        "Pilots in Larkhaven went on strike over pay, and hospitals ran out of medicine.",
        "Bakers elected a new council.",
    ],
)
def test_the_opposite_or_more_than_is_said_is_unsupported(support: Support, text: str) -> None:
    assert verdict(support, text) is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Orrin built the ferry in 1998.", "The ferry weighs 19,500 tons"),
        ("Orrin has taken Varn.", "Varn, a town on the coast,"),
        ("The police allegedly released three pilots.", "The police allegedly arrested"),
        ("Some of the pilots in Larkhaven went on strike over pay.", "Pilots in Larkhaven"),
        ("Tomas Brandt denied that the captains had closed the harbour.", "Their leader, Tomas"),
        ("In 2023 imports of grain reached 700 tons.", "In 2021, Larkhaven imported 300 tons"),
    ],
)
def test_what_has_a_word_or_turn_of_its_own_is_shown_as_the_quote(
    support: Support, text: str, quote: str
) -> None:
    checked = support.check(text, [FERRY, STRIKE])
    assert checked.verdict is Verdict.REPAIRED
    assert checked.is_quote
    assert checked.text.startswith(quote)


def test_the_proof_is_verbatim(support: Support) -> None:
    source = support.check("The LPA bought the Aurora for 12 million crowns.", [FERRY]).source
    assert source
    assert source.text == FERRY.text[source.start : source.end]
    assert source.text.startswith("The Larkhaven Port Authority")


def test_a_pronoun_is_proven_together_with_what_it_refers_to(support: Support) -> None:
    source = support.check("Odile Ferrant added that the old pier had to be rebuilt.", [FERRY]).source
    assert source
    assert source.text.startswith("Harbour master") and source.text.endswith("rebuilt first.")


def test_a_wrong_citation_is_repaired(support: Support) -> None:
    text = "25 percent of all flights were cancelled."
    checked = support.check(text, [FERRY], [STRIKE])
    assert checked.verdict is Verdict.REPAIRED
    assert checked.source and checked.source.passage is STRIKE
    assert support.check(text, [FERRY]).verdict is not Verdict.SUPPORTED


def test_a_name_in_brackets_must_be_the_passages(support: Support) -> None:
    assert (
        verdict(support, "She [Odile Ferrant] added that the old pier had to be rebuilt first.")
        == "supported"
    )
    assert (
        verdict(support, "She [Petra Voss] added that the old pier had to be rebuilt first.") != "supported"
    )


def test_without_passages_nothing_is_supported(support: Support) -> None:
    assert support.check("The ferry sails.", []) == Checked("The ferry sails.", Verdict.UNSUPPORTED, None)


def test_without_an_encoder_words_decide() -> None:
    assert verdict(Support(None), "The LPA bought the Aurora for 12 million crowns.") is Verdict.SUPPORTED
    assert verdict(Support(None), "The council purchased a vessel.") is Verdict.UNSUPPORTED
