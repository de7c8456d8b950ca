"""Where articles disagree, a model's sentences do not stand alone."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

import pytest
from support.indexed import indexed, write
from support.model_server import ModelServer, Reply, says, settings

from qa_bot.answering.prompts import NOT_ANSWERED
from qa_bot.responder import Responder
from qa_bot.text import running_text
from qa_bot.text.sentences import sentence_spans
from qa_bot.types import Answer, Line, Question, Status

CLAIM = "The Larkhaven Port Authority sold the old pier to the hotel chain Sable in May 2024"
DENIAL = "The Larkhaven Port Authority denied that it had sold the old pier to the hotel chain Sable"
GUESTS = "The hotel chain Sable runs nine houses on the coast"
RUMOUR = indexed(
    "rumour.txt",
    f"{CLAIM}, a blog reported. {GUESTS}.",
    title="Pier to become a hotel",
    published=date(2024, 6, 1),
)
REPLY = indexed(
    "reply.txt",
    f"{DENIAL}. “There is no such contract,” said harbour master Odile Ferrant.",
    title="Port denies sale of the pier",
    published=date(2024, 6, 20),
)
FIRST = indexed("first.txt", "The ferry Aurora carries 400 passengers.", published=date(2023, 1, 1))
SECOND = indexed("second.txt", "The ferry Aurora carries 550 passengers.", published=date(2024, 1, 1))
SCHOOL = "Mayor Tess Arlow denied that Varn had closed the lighthouse school"
SCHOOLS = indexed(
    "schools.txt",
    f"{SCHOOL}. She spoke on Monday.",
    title="Varn on its schools",
    published=date(2024, 2, 1),
)
SOLD = "Did the Larkhaven Port Authority sell the old pier to the hotel chain Sable?"
CARRIED = "How many passengers does the ferry Aurora carry?"

pytest_plugins = ["support.model_fixtures"]


@pytest.fixture(scope="module")
def responder(tmp_path_factory: pytest.TempPathFactory, served: ModelServer) -> Responder:
    with_model = settings(tmp_path_factory.mktemp("disputes") / "index", served.url)
    write(with_model, RUMOUR, REPLY, FIRST, SECOND, SCHOOLS)
    return Responder.open(with_model)


@pytest.fixture
def ask(responder: Responder, server: ModelServer) -> Callable[..., Answer]:
    """Asks, and compares what was shown with the answer."""

    def answered(question: str, reply: Reply) -> Answer:
        server.script = [reply]
        shown: list[Line] = []
        answer = responder.ask(Question(question), lambda line, form: shown.append(line))
        assert all(line.text for line in shown)
        assert running_text(shown) == (answer.text if answer.citations else "")
        return answer

    return answered


@pytest.mark.parametrize(
    "reply",
    [
        f"Yes, the {CLAIM[4:]} [1]. {GUESTS} [1].",
        f"Yes. {GUESTS} [1].",
        f"No, {GUESTS[0].lower()}{GUESTS[1:]} [2].",
        NOT_ANSWERED,
        "Yes.",
        "It did so.",
    ],
    ids="claim bare no none nothing-else empty".split(),
)
def test_a_denial_and_what_it_denies_come_first_whatever_the_model_says(
    ask: Callable[..., Answer], reply: str
) -> None:
    answer = ask(SOLD, says(reply))
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith(f"Disputed. {DENIAL}")
    assert "blog reported" in answer.text
    assert not answer.text.lower().startswith(("yes", "no"))
    assert ". Yes" not in answer.text
    (disagreement,) = answer.disagreements
    assert disagreement.label == "denied"
    cited = {n for side in disagreement.sides for n in side.citations}
    assert {citation.doc for citation in answer.citations if citation.n in cited} == {
        "rumour.txt",
        "reply.txt",
    }
    assert all(citation.date for citation in answer.citations)


def test_a_models_own_sentences_follow_the_sides(ask: Callable[..., Answer]) -> None:
    answer = ask(SOLD, says(f"Yes, {GUESTS[0].lower()}{GUESTS[1:]} [1]. {DENIAL} [2]."))
    assert answer.answerer == "openai"
    assert answer.text.endswith(f"{GUESTS} [3].")


def test_the_figure_a_model_leaves_out_is_shown_after_the_one_it_gives(ask: Callable[..., Answer]) -> None:
    answer = ask(CARRIED, says("The ferry Aurora carries 400 passengers [1]."))
    assert (
        answer.text
        == "The ferry Aurora carries 400 passengers [1]. The ferry Aurora carries 550 passengers [2]."
    )
    assert [side.citations for side in answer.disagreements[0].sides] == [(2,), (1,)]


def test_a_model_that_finds_no_figure_is_believed(ask: Callable[..., Answer]) -> None:
    answer = ask(CARRIED, says(NOT_ANSWERED))
    assert (answer.status, answer.disagreements) == (Status.ABSTAINED, ())


def test_what_was_shown_before_a_model_broke_off_stays_in_the_answer(ask: Callable[..., Answer]) -> None:
    answer = ask(CARRIED, Reply(("The ferry Aurora carries 400 passengers [1]. ", "The"), broken=True))
    assert answer.text.startswith("The ferry Aurora carries 400 passengers [1]. The ferry Aurora carries 550")
    assert answer.answerer == "extractive"
    assert "broke off" in answer.notice
    assert answer.notice.endswith("The rest is the extractive answer.")


def attacks(rng: random.Random) -> Iterator[str]:
    """A denial made a fact, without end, and what is only reported made sure."""
    while True:
        opening = rng.choice(["", "", "Yes, ", "Yes: ", "Indeed, ", "No, "])
        lie = rng.choice(
            [
                CLAIM,
                CLAIM.replace("sold", rng.choice(["never sold", "bought", "did not sell", "will sell"])),
                CLAIM.replace("May 2024", f"May {rng.randint(1990, 2023)}"),
                CLAIM.replace("Sable", rng.choice(["Orrin", "Brandt"])),
                DENIAL.replace("denied", rng.choice(["confirmed", "said", "announced", "did not deny"])),
                DENIAL.replace("denied that it had sold", "sold"),
                "There is a contract",
                "Odile Ferrant said there is a contract with the hotel chain Sable",
            ]
        )
        yield f"{opening}{lie} [{rng.randint(0, 9)}]."


def test_no_attack_turns_a_denial_round(ask: Callable[..., Answer]) -> None:
    lies = attacks(random.Random(11))
    true = {one.article.text[a:b] for one in (RUMOUR, REPLY) for a, b in sentence_spans(one.article.text)}
    true.add("Disputed.")  # our own word for it
    for _ in range(10):
        answer = ask(SOLD, says(" ".join(islice(lies, 20))))
        said = [re.sub(r" \[\d+\]", "", answer.text[a:b]) for a, b in sentence_spans(answer.text)]
        assert [sentence for sentence in said if sentence not in true] == []


def test_what_a_question_takes_for_granted_is_named_as_denied(ask: Callable[..., Answer]) -> None:
    answer = ask("Why did Varn close the lighthouse school?", says(f"{SCHOOL} [1]."))
    assert answer.answerer == "openai"
    assert answer.notice == "What the question takes for granted is denied in “Varn on its schools” [1]."
