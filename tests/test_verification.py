"""In whose words a model's sentence is shown, and what else the reader is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from support.ferry_news import ASKED, BOUGHT, CARRIES, FERRY, STRIKE
from support.indexed import indexed, write
from support.scripted_chat import NOT_SUPPORTED, SUPPORTED, Says, ScriptedChat

from qa_bot.errors import ModelUnavailable, PromptTooLong, ReplyCut
from qa_bot.models import NO_OWN_MODELS, Excerpt, Opinion, Prompt
from qa_bot.receipts import Receipt, Receipts
from qa_bot.rendering.receipts import receipt_text
from qa_bot.rendering.text import answer_text
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Line, Purpose, Question

AT_LARKHAVEN = "Larkhaven's Port Authority paid 12 million crowns for the ferry Aurora in March 2023"
ROOM = "According to Odile Ferrant, the ferry has room for 400 passengers on the way to Sunray island"
BOTH = "The ferry Aurora, bought in March 2023, is to take 400 passengers to Sunray island"
FOR_MORE = "Larkhaven's Port Authority paid 21 million crowns for the ferry Aurora in March 2023"
FIRST = indexed("first.txt", "The ferry Aurora carries 400 passengers.", title="First")
SECOND = indexed("second.txt", "The ferry Aurora carries 550 passengers.", title="Second")
CARRIED = "How many passengers does the ferry Aurora carry?"


class Agrees:
    """A judge that finds everything proven: what is not shown then is kept back by something else."""

    def judge(self, evidence: Excerpt, sentence: str) -> Opinion:
        return Opinion(0.9, 0.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("verified") / "index"
    write(Settings.load(index={"path": path}), FERRY, STRIKE)
    return path


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("disputed") / "index"
    write(Settings.load(index={"path": path}), FIRST, SECOND)
    return path


def opened(folder: Path, chat: ScriptedChat, **generative: str) -> Responder:
    settings = Settings.load(
        index={"path": folder},
        models={"answerer": "openai"},
        generative={"base_url": "http://localhost", **generative},
    )
    return Responder.open(settings, replace(NO_OWN_MODELS, chat=chat, judge=Agrees()))


def kept(folder: Path, answer: Answer) -> Receipt:
    receipt = Receipts.of(Settings.load(index={"path": folder})).find(answer.id)
    assert receipt is not None
    return receipt


@pytest.fixture
def ask(folder: Path) -> Callable[[ScriptedChat], Answer]:
    return lambda chat: opened(folder, chat).ask(Question(ASKED))


def test_what_the_verifier_supports_is_shown_as_written_and_marked(ask: Callable[..., Answer]) -> None:
    answer = ask(ScriptedChat(f"{AT_LARKHAVEN} {{bought}}."))
    assert answer.text == f"{AT_LARKHAVEN} ≈[1]."
    assert [line.paraphrase for line in answer.lines] == [True]
    assert [citation.quote for citation in answer.citations] == [f"{BOUGHT}."]
    assert answer.notice.startswith("≈ marks")
    assert "≈[1]" in answer_text(answer)


def test_a_sentence_with_two_proofs_has_two_numbers(ask: Callable[..., Answer]) -> None:
    answer = ask(ScriptedChat(f"{BOTH} {{bought}}{{carry}}. {ROOM} {{carry}}."))
    assert answer.text == f"{BOTH} ≈[1][2]. {ROOM} ≈[2]."
    assert [citation.n for citation in answer.citations] == [1, 2]


def test_the_articles_own_words_need_no_verifier(ask: Callable[..., Answer]) -> None:
    chat = ScriptedChat(f"{BOUGHT} {{bought}}.")
    answer = ask(chat)
    assert answer.text == f"{BOUGHT} [1]."
    assert answer.notice == ""
    assert [prompt.purpose for prompt in chat.prompts] == [Purpose.ANSWER]


def test_what_the_verifier_does_not_support_is_shown_in_the_words_it_cites(
    ask: Callable[..., Answer],
) -> None:
    answer = ask(ScriptedChat(f"{AT_LARKHAVEN} {{bought}}.", rules=lambda sentence: NOT_SUPPORTED))
    assert answer.text == f"{BOUGHT} [1]."


def test_a_repaired_sentence_is_verified_in_its_turn(ask: Callable[..., Answer]) -> None:
    def rules(sentence: str) -> Says:
        return SUPPORTED if sentence == ROOM else Says("speaker lost", ROOM)

    chat = ScriptedChat("The ferry has room for 400 passengers {carry}.", rules)
    assert ask(chat).text == f"{ROOM} ≈[1]."
    assert len(chat.prompts) == 3


def test_a_repair_that_is_not_supported_is_none(ask: Callable[..., Answer]) -> None:
    chat = ScriptedChat(
        "The ferry has room for 400 people {carry}.", lambda sentence: Says("partly supported", ROOM)
    )
    assert ask(chat).text == f"{CARRIES} [1]."


@pytest.mark.parametrize(
    "lie",
    [
        FOR_MORE,
        AT_LARKHAVEN.replace("March", "May"),
        AT_LARKHAVEN.replace("Aurora", "Borealis"),
        f"{AT_LARKHAVEN}, see www.ferries.example",
        f"{AT_LARKHAVEN}, a “good bargain”",
        f"{AT_LARKHAVEN} <b>now</b>",
        f"{AT_LARKHAVEN} (mail pay@ferries.example)",
    ],
    ids="figure date name address quotation markup mail".split(),
)
def test_a_verifier_that_errs_lets_nothing_invented_through(ask: Callable[..., Answer], lie: str) -> None:
    assert ask(ScriptedChat(f"{lie} {{bought}}.")).text == f"{BOUGHT} [1]."


def test_what_is_left_out_is_counted_and_kept(folder: Path) -> None:
    chat = ScriptedChat(
        f"{AT_LARKHAVEN} {{bought}}. {ROOM} {{carry}}. Submarines followed in the autumn.",
    )
    responder = opened(folder, chat)
    answer = responder.ask(Question(ASKED))
    assert "Submarines" not in answer.text
    assert "1 sentence of the model was left out" in answer.notice
    (left_out,) = (one.text for one in kept(folder, answer).judged if one.citation is None)
    assert left_out == "Submarines followed in the autumn."


def test_where_most_is_proven_by_nothing_the_articles_go_on(ask: Callable[..., Answer]) -> None:
    answer = ask(ScriptedChat(f"{AT_LARKHAVEN} {{bought}}. Submarines followed. Elephants sang aloud."))
    assert "prove only 1 of the 3 sentences" in answer.notice
    assert answer.answerer == "extractive"


def test_without_a_verifiers_answer_the_articles_words_stand(ask: Callable[..., Answer]) -> None:
    chat = ScriptedChat(f"{AT_LARKHAVEN} {{bought}}.", verifier_error=ModelUnavailable("It sleeps."))
    answer = ask(chat)
    assert answer.text == f"{BOUGHT} [1]."
    assert "could not be verified, and stand in the articles' words: It sleeps." in answer.notice


def test_no_verifier_is_asked_where_the_settings_say_none(folder: Path) -> None:
    chat = ScriptedChat(f"{AT_LARKHAVEN} {{bought}}.")
    assert opened(folder, chat, verifier="none").ask(Question(ASKED)).text == f"{BOUGHT} [1]."
    assert len(chat.prompts) == 1


def test_a_line_leaves_before_the_reply_ends(folder: Path) -> None:
    ends = Event()
    chat = ScriptedChat(f"{AT_LARKHAVEN} {{bought}}. {ROOM} {{carry}}. The end.", wait=ends)
    shown: list[str] = []

    def show(line: Line, form: object) -> None:
        shown.append(line.text)
        ends.set()

    answer = opened(folder, chat).ask(Question(ASKED), show)
    assert shown == [line.text for line in answer.lines]


def test_lines_keep_their_order_whatever_is_verified_first(folder: Path) -> None:
    second = Event()

    def rules(sentence: str) -> Says:
        if sentence.startswith(AT_LARKHAVEN):
            assert second.wait(10), "the second was not verified beside the first"
        else:
            second.set()
        return SUPPORTED

    chat = ScriptedChat(f"{AT_LARKHAVEN} {{bought}}. {ROOM} {{carry}}. And {ROOM} {{carry}}.", rules)
    texts = [line.text for line in opened(folder, chat).ask(Question(ASKED)).lines]
    assert texts[:2] == [AT_LARKHAVEN + ".", ROOM + "."]


def test_what_show_raises_ends_the_question(folder: Path) -> None:
    def show(line: Line, form: object) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        opened(folder, ScriptedChat(f"{AT_LARKHAVEN} {{bought}}.")).ask(Question(ASKED), show)


def test_a_model_that_holds_less_is_asked_with_less(ask: Callable[..., Answer]) -> None:
    def too_long(prompt: Prompt) -> ModelUnavailable | None:
        return PromptTooLong("Too long.") if prompt.user.count("<article>") > 1 else None

    chat = ScriptedChat(f"{AT_LARKHAVEN} {{bought}}.", too_long_for=too_long)
    assert ask(chat).text == f"{AT_LARKHAVEN} ≈[1]."


def test_a_prompt_that_is_never_held_is_told(ask: Callable[..., Answer]) -> None:
    answer = ask(ScriptedChat("", too_long_for=lambda prompt: PromptTooLong("Too long.")))
    assert answer.notice == "Too long. This is the extractive answer."


def test_of_a_reply_that_was_cut_the_whole_sentences_stand(ask: Callable[..., Answer]) -> None:
    answer = ask(ScriptedChat(f"{AT_LARKHAVEN} {{bought}}. {ROOM}", error=ReplyCut("It was cut.")))
    assert answer.text == f"{AT_LARKHAVEN} ≈[1]."
    assert answer.answerer == "openai"
    assert "It was cut." in answer.notice


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("when they buy the ferry", "Not stated: when they buy the ferry."),
        ("that the mayor is a crook", "The articles leave a part of the question open."),
    ],
)
def test_a_part_that_is_not_stated_is_named_in_the_words_of_the_question(
    ask: Callable[..., Answer], said: str, told: str
) -> None:
    answer = ask(ScriptedChat(f"{ROOM} {{carry}}. Not stated: {said}."))
    assert answer.text == f"{ROOM} ≈[1]."
    assert told in answer.notice


def test_he_does_not_stand_where_nobody_was_named(ask: Callable[..., Answer]) -> None:
    chat = ScriptedChat("She said the ship has room for 400 passengers to Sunray island {carry}.")
    assert ask(chat).text == f"{CARRIES} [1]."


def test_neither_side_stands_alone(disputed: Path) -> None:
    chat = ScriptedChat("Aurora has room for 400 passengers {400}.")
    answer = opened(disputed, chat).ask(Question(CARRIED))
    assert "≈[1]" in answer.text and "550" in answer.text
    (disagreement,) = answer.disagreements
    cited = {n: citation.doc for n, citation in ((one.n, one) for one in answer.citations)}
    assert {cited[n] for side in disagreement.sides for n in side.citations} == {"first.txt", "second.txt"}


def test_a_sentence_of_both_sides_is_cited_for_both(disputed: Path) -> None:
    chat = ScriptedChat("The ferry Aurora carries 400 or 550 passengers {400}{550}.")
    answer = opened(disputed, chat).ask(Question(CARRIED))
    (disagreement,) = answer.disagreements
    assert {side.citations for side in disagreement.sides} == {(1,), (2,)}
    assert {side.says for side in disagreement.sides} == {FIRST.article.text, SECOND.article.text}
    assert len(answer.lines) == 1


def test_what_a_verifier_finds_told_otherwise_stands_beside_it(tmp_path: Path) -> None:
    settings = Settings.load(index={"path": tmp_path / "index"})
    paid = indexed("paid.txt", "The ferry Aurora cost Larkhaven 12 million crowns.", title="Paid")
    dear = indexed("dear.txt", "Larkhaven has spent 15 million crowns on the ferry Aurora.", title="Dear")
    write(settings, paid, dear)
    chat = ScriptedChat(
        "The Aurora cost Larkhaven 12 million crowns {12}.", lambda _: Says("supported", None, (1,))
    )
    answer = opened(tmp_path / "index", chat).ask(Question("What is known about the ferry Aurora?"))
    assert "≈[1]" in answer.text and "15 million" in answer.text
    assert [side.says for side in answer.disagreements[0].sides] == [paid.article.text, dear.article.text]


def test_the_differences_are_handed_to_the_model(disputed: Path) -> None:
    chat = ScriptedChat("Aurora has room for 400 passengers {400}.")
    opened(disputed, chat).ask(Question(CARRIED))
    assert "<differences>" in chat.prompts[0].user


def test_why_shows_every_proof_and_what_the_model_wrote(folder: Path) -> None:
    chat = ScriptedChat(
        f"{BOTH} {{bought}}{{carry}}. The Port Authority sold the old pier to a hotel chain {{old pier}}.",
        lambda text: Says("contradicted") if "sold" in text else SUPPORTED,
    )
    shown = receipt_text(kept(folder, opened(folder, chat).ask(Question(ASKED))))
    assert f"“{BOUGHT}.”" in shown and f"“{CARRIES}.”" in shown
    assert "in place of the model's: The Port Authority sold the old pier to a hotel chain." in shown
