"""What proves a sentence, and what only looks as if it did."""

from __future__ import annotations

from datetime import date

import pytest

from qa_bot.answering.verification.support import PROVEN, Checked, Support, Verdict
from qa_bot.models.minilm import CachedEncoder, MiniLM
from qa_bot.models.trained import TrainedJudge
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


@pytest.fixture(scope="module", params=["by words", "by the judge"])
def support(request: pytest.FixtureRequest) -> Support:
    return Support(CachedEncoder(MiniLM()), TrainedJudge() if request.param == "by the judge" else None)


def verdict(support: Support, text: str) -> Verdict:
    return support.check(text, [FERRY, STRIKE]).verdict


@pytest.mark.parametrize(
    "text",
    [
        "Harbour master Odile Ferrant said the ship would carry 400 passengers to Sunray island.",
        "The police allegedly arrested three pilots",
        "She [Odile Ferrant] added that the old pier had to be rebuilt first.",
    ],
)
def test_the_articles_own_words_are_shown_as_written(support: Support, text: str) -> None:
    checked = support.check(text, [FERRY, STRIKE])
    assert checked.verdict is Verdict.SUPPORTED
    assert checked.text == text


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The LPA bought the Aurora for 12 million crowns.", "The Larkhaven Port Authority"),
        (
            "In March 2023, the Larkhaven Port Authority bought the ferry Aurora.",
            "The Larkhaven Port Authority",
        ),
        ("Odile Ferrant added that the old pier had to be rebuilt.", "Harbour master"),
        ("Pilots in Larkhaven went on strike on October 19.", "Pilots in Larkhaven"),
        ("Pilots in Larkhaven went on strike in October 2024.", "Pilots in Larkhaven"),
        ("About 4 million people were stranded.", "About 4.02 million"),
        ("According to Odile Ferrant, the company did not close the gates.", "The company did not"),
        ("The police arrested three pilots.", "The police allegedly"),
    ],
)
def test_what_is_proven_in_other_words_is_shown_as_the_quote(support: Support, text: str, quote: str) -> None:
    checked = support.check(text, [FERRY, STRIKE])
    assert checked.verdict is Verdict.REPAIRED
    assert checked.source and checked.text == checked.source.reading
    assert checked.text.startswith(quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The ferry weighs 17,690 tonnes.", "The ferry weighs 19,500 tons"),
        ("Odile Ferrant said that the ship would carry four hundred passengers.", "Harbour master"),
        ("25 percent of all flights were cancelled.", "About 4.02 million"),
        ("In 2023 imports of grain reached 700 tons.", "In 2021, Larkhaven imported 300 tons"),
    ],
)
def test_a_figure_in_another_unit_or_in_words_is_the_same(text: str, quote: str) -> None:
    checked = Support(None).check(text, [FERRY, STRIKE])
    assert checked.verdict is Verdict.REPAIRED
    assert checked.text.startswith(quote)


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
        "The police allegedly arrested four pilots.",
        "In 2021 imports of grain reached 700 tons.",
        "Petra Voss said the ship would carry 400 passengers.",
    ],
)
def test_another_number_date_or_name_is_not(support: Support, text: str) -> None:
    assert verdict(support, text) is Verdict.NUMBER_OR_NAME


def test_what_is_told_nowhere_is_unsupported(support: Support) -> None:
    assert verdict(support, "The pilots elected a new council.") is Verdict.UNSUPPORTED


def test_the_judge_drops_the_opposite() -> None:
    judged = Support(None, TrainedJudge())
    assert verdict(judged, "The company did close the gates, according to Odile Ferrant.") not in PROVEN


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
    text = "The police allegedly arrested three of the pilots."
    checked = support.check(text, [FERRY], [STRIKE])
    assert checked.verdict is Verdict.REPAIRED
    assert checked.source and checked.source.passage is STRIKE
    assert support.check(text, [FERRY]).verdict is not Verdict.SUPPORTED


def test_a_name_in_brackets_must_be_the_passages(support: Support) -> None:
    text = "She [Petra Voss] added that the old pier had to be rebuilt first."
    assert verdict(support, text) is not Verdict.SUPPORTED


def test_without_passages_nothing_is_supported(support: Support) -> None:
    assert support.check("The ferry sails.", []) == Checked("The ferry sails.", Verdict.UNSUPPORTED, None)


def test_without_an_encoder_words_decide() -> None:
    assert verdict(Support(None), "The LPA bought the Aurora for 12 million crowns.") is Verdict.REPAIRED
    assert verdict(Support(None), "The council purchased a vessel.") is Verdict.UNSUPPORTED
