"""Articles that say different things about one question, and articles that only say one thing differently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from support.indexed import indexed, write

from qa_bot.rendering.json import answer_object
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Disagreement, Question

Ask = Callable[..., Answer]
SPRING, SUMMER = date(2024, 4, 2), date(2024, 7, 15)

ARTICLES = {
    "claim": "Residents of Varn said that the Orrin company sold the harbour to a foreign bank.",
    "denial": "Orrin spokeswoman Ama Boateng denied that the company had sold the harbour to any bank.",
    "claim-and-denial": "A newspaper claimed that Orrin had signed a pact with Sunray to dredge the harbour. "
    "Orrin denied that it had signed a pact with Sunray to dredge the harbour.",
    "account": "Sunray and Orrin speak again: few will dredge the harbour. "
    "Envoys of both, of Sunray and of Orrin, met in May.",
    "other-account": "Sunray and Orrin play football on Sunday.",
    "fee": "Orrin takes a fixed fee for each metre of harbour banks.",
    "spokeswoman": "Sunray has rules for the docks, said Ama Boateng, the spokeswoman of Sunray.",
    "spokeswoman-denies": "Ama Boateng, spokeswoman for Sunray, said such reports were being fabricated "
    "as part of a game between two ports.",
    "quoted-denial": "Fishermen say the port closed the lock gates of Larkhaven.\n"
    "The port authority sees it differently. “We did not close the lock gates. The storm did,” "
    "said Odile Ferrant, the harbour master.",
    "figure": "The new Larkhaven ferry carries 400 passengers on each crossing.",
    "other-figure": "The Larkhaven ferry carries 250 passengers, the coast guard found.",
    "correction": "Correction: the Larkhaven ferry carries 250 passengers, not 400 passengers as reported.",
    "tally": "The number of people hurt in the Larkhaven fire has risen to 21, the fire chief said.",
    "early-tally": "At least 14 people were hurt in the Larkhaven fire, the mayor said.",
    "chief": "Nine houses burned in the fire of Sunray, according to the fire chief, Odile Ferrant. "
    "The owner denied that he had ignored warnings.",
    "rounded-figure": "The Larkhaven ferry carries about 400 passengers, not counting the crew of 12.",
    "exact-figure": "The Larkhaven ferry carries 396 passengers.",
    "weight": "The Larkhaven crane lifts 40 tonnes.",
    "weight-in-kilograms": "The Larkhaven crane lifts 40,000 kilograms.",
    "day": "The lighthouse of Sunray was lit on October 19, 2023, before a large crowd.",
    "month": "The lighthouse of Sunray was lit in October 2023.",
    "other-day": "The lighthouse of Sunray was lit on 3 March 2024.",
    "corrected": "A corrected report says that the lighthouse of Sunray was lit on 5 May 2024.",
    "builder": "The Larkhaven lighthouse was designed by Tomas Brandt.",
    "builder-misspelt": "The Larkhaven lighthouse was designed by Tomas Brand.",
    "other-builder": "The Larkhaven lighthouse was designed by Odile Ferrant.",
    "bridge-in-varn": "Orrin Bridge is a railway bridge across the Teel in Varn. It is used for coal trains.",
    "bridge-in-larkhaven": "Orrin Bridge is a footbridge over the docks of Larkhaven. It is used by dockers.",
    "tower-in-varn": "Teel Tower is a watchtower on the walls of Varn. It was finished in 1880. "
    "Teel Tower was painted in 1899.",
    "tower-in-sunray": "Teel Tower is a water tower at Sunray built of brick. It was finished in 1921.",
    "painter": "Odile Ferrant bought the Larkhaven mural. The Larkhaven mural was painted by Ama Boateng.",
    "other-painter": "The Larkhaven mural was painted by Tomas Brandt.",
    "bridge-again": "Orrin Bridge, opened to dockers, is a narrow footbridge over the docks of Larkhaven.",
}
PUBLISHED = {"claim": SPRING, "denial": SUMMER, "figure": SPRING, "other-figure": SUMMER}
PUBLISHED |= {"other-day": SPRING, "corrected": SUMMER, "correction": SUMMER}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks a question of the articles that are named."""
    settings = Settings.load(index={"path": tmp_path_factory.mktemp("disagreement") / "index"})
    articles = (
        indexed(id, *text.split("\n"), title="News", published=PUBLISHED.get(id))
        for id, text in ARTICLES.items()
    )
    write(settings, *articles)
    responder = Responder.open(settings)
    return lambda text, *ids: responder.ask(Question(text, doc_ids=ids))


def only(answer: Answer) -> Disagreement:
    (disagreement,) = answer.disagreements
    return disagreement


def sources(answer: Answer) -> list[str]:
    """The articles of the sides, in their order."""
    docs = {citation.n: citation.doc for citation in answer.citations}
    return [docs[n] for side in only(answer).sides for n in side.citations]


def test_a_claim_is_shown_with_its_denial(ask: Ask) -> None:
    answer = ask("Did Orrin sell the harbour to a bank?", "claim", "denial")

    assert only(answer).label == "denied"
    assert sources(answer) == ["claim", "denial"]
    assert all(side.says.rstrip(".") in answer.text for side in only(answer).sides)


def test_other_articles_tell_of_the_parties_where_one_alone_claims_and_denies(ask: Ask) -> None:
    articles = ("claim-and-denial", "account", "other-account")
    answer = ask("Did Orrin sign a pact with Sunray to dredge the harbour?", *articles)

    assert only(answer).label == "denied"
    assert sources(answer) == ["claim-and-denial", "claim-and-denial", "account", "account"]
    assert "met in May" in answer.text


def test_a_denial_in_the_same_article_names_who_denies(ask: Ask) -> None:
    answer = ask("Who closed the lock gates of Larkhaven?", "quoted-denial")

    assert only(answer).label == "denied"
    assert [citation.doc for citation in answer.citations] == ["quoted-denial"] * len(answer.citations)
    assert "did not close the lock gates" in only(answer).sides[1].says
    assert "Odile Ferrant" in answer.text


def test_a_question_about_a_denial_is_answered_without_another_side(ask: Ask) -> None:
    assert ask("Who denied that Orrin sold the harbour?", "claim", "denial").disagreements == ()


def test_different_figures_are_sides_the_newest_first(ask: Ask) -> None:
    answer = ask("How many passengers does the Larkhaven ferry carry?", "figure", "other-figure")

    assert only(answer).label == "different figures"
    assert sources(answer) == ["other-figure", "figure"]
    assert answer.text.index("250") < answer.text.index("400")


def test_different_dates_are_sides(ask: Ask) -> None:
    answer = ask("When was the lighthouse of Sunray lit?", "day", "other-day")
    assert set(sources(answer)) == {"day", "other-day"}
    assert only(answer).label is None


def test_a_newer_article_that_corrects_supersedes(ask: Ask) -> None:
    answer = ask("When was the lighthouse of Sunray lit?", "corrected", "other-day")
    assert sources(answer) == ["corrected", "other-day"]
    assert only(answer).label == "later superseded"


def test_a_correction_does_not_say_the_figure_that_it_names_as_wrong(ask: Ask) -> None:
    disagreement = only(ask("How many passengers does the Larkhaven ferry carry?", "figure", "correction"))
    assert disagreement.label == "later superseded"


def test_a_number_that_has_risen_counts_what_it_is_the_number_of(ask: Ask) -> None:
    answer = ask("How many people were hurt in the Larkhaven fire?", "tally", "early-tally")
    assert only(answer).label == "different figures"


def test_a_denial_of_something_else_is_no_side_of_who_somebody_is(ask: Ask) -> None:
    assert not ask("Who is Odile Ferrant?", "chief").disagreements


def test_a_denial_that_shares_only_the_subject_is_no_side(ask: Ask) -> None:
    assert not ask("Was Orrin ever paid a fee on harbour banks?", "fee", "denial").disagreements


def test_who_denies_something_is_no_side_of_who_that_is(ask: Ask) -> None:
    assert not ask("Who is the spokeswoman of Sunray?", "spokeswoman", "spokeswoman-denies").disagreements


def test_of_several_that_are_asked_for_each_may_be_one(ask: Ask) -> None:
    builders = "builder", "other-builder"
    assert ask("Which company designed the Larkhaven lighthouse?", *builders).disagreements
    assert not ask("Which companies designed the Larkhaven lighthouse?", *builders).disagreements


def test_different_names_are_sides(ask: Ask) -> None:
    answer = ask("Who designed the Larkhaven lighthouse?", "builder", "other-builder")
    assert set(sources(answer)) == {"builder", "other-builder"}


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("How many passengers does the Larkhaven ferry carry?", ("rounded-figure", "exact-figure")),
        ("How much does the Larkhaven crane lift?", ("weight", "weight-in-kilograms")),
        ("When was the lighthouse of Sunray lit?", ("day", "month")),
        ("Who designed the Larkhaven lighthouse?", ("builder", "builder-misspelt")),
        ("What is Orrin Bridge?", ("bridge-in-larkhaven", "bridge-again")),
        ("Who designed the Larkhaven lighthouse?", ("builder", "figure", "day")),
    ],
)
def test_the_same_said_otherwise_is_no_disagreement(ask: Ask, question: str, ids: tuple[str, ...]) -> None:
    answer = ask(question, *ids)
    assert answer.citations
    assert answer.disagreements == ()


def test_each_bearer_of_a_name_gets_an_answer(ask: Ask) -> None:
    answer = ask("What is Orrin Bridge used for?", "bridge-in-varn", "bridge-in-larkhaven")

    assert only(answer).label == "different scope"
    assert set(sources(answer)) == {"bridge-in-varn", "bridge-in-larkhaven"}


def test_a_pronoun_stands_for_what_its_article_introduces(ask: Ask) -> None:
    answer = ask("When was Teel Tower finished?", "tower-in-varn", "tower-in-sunray")

    assert {"1880", "1921"} == {side.says.rstrip(".")[-4:] for side in only(answer).sides}


def test_a_side_says_what_is_asked_in_any_form_of_its_words(ask: Ask) -> None:
    answer = ask("Who is the painter of the Larkhaven mural?", "painter", "other-painter")
    assert {"Boateng", "Brandt"} == {side.says.rstrip(".").split()[-1] for side in only(answer).sides}


def test_the_json_of_an_answer_has_the_sides_and_the_label(ask: Ask) -> None:
    answer = ask("How many passengers does the Larkhaven ferry carry?", "figure", "other-figure")

    (disagreement,) = answer_object(answer)["disagreements"]

    assert disagreement["about"] == "How many passengers does the Larkhaven ferry carry"
    assert disagreement["label"] == "different figures"
    assert [side["citations"] for side in disagreement["sides"]] == [(1,), (2,)]
