"""What people see in Slack: answers, their evidence, the home and the forms, laid out well."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from support.slack_answer import ANSWER, MAY, OPENED, QUOTE, RECEIPT, shown
from support.slack_limits import view_problems

from qa_bot.receipts import Judged
from qa_bot.slack.blocks import answer as answers
from qa_bot.slack.blocks import evidence, feedback, help, home
from qa_bot.types import Nearest, Page, Status

ABSTAINED = replace(
    ANSWER,
    status=Status.ABSTAINED,
    text="The articles do not answer this.",
    citations=(),
    disagreements=(),
    nearest=(Nearest("dam.txt", "Dam opens", None),),
)


def test_an_answer_is_followed_by_sides_sources_and_what_it_was_based_on() -> None:
    (message,) = answers.messages(ANSWER)
    assert shown(message.blocks) == [
        "The dam opened in May [1]. It opened in June [2].",
        "*The articles disagree (different figures): When did it open*",
        "*Orrin Post* · 2024-05-03 · [Dam opens](https://orrin.example/dam?page=1&print=2): In May. [1]",
        "Dam late · 2024-06-01 (inferred): In June. [2]",
        "*Sources*",
        "[1] [Dam opens](https://orrin.example/dam?page=1&print=2) · 2024-05-03 · Orrin Post",
        "[2] Dam late · 2024-06-01 (inferred) · late.txt",
        "812 articles · newest 2024-06-01 · as of 2024-07-01 · extractive",
    ]
    assert [block.type for block in message.blocks[-2:]] == ["actions", "context_actions"]


def test_an_answer_to_several_questions_has_a_line_for_each() -> None:
    (message,) = answers.messages(replace(ANSWER, text="1. In May [1].\n2. In June [2]."))
    assert shown(message.blocks)[:2] == ["1. In May [1].", "2. In June [2]."]


def test_an_article_quoted_twice_is_one_source() -> None:
    again = replace(MAY, n=2, quote="Crowds came.")
    (message,) = answers.messages(replace(ANSWER, citations=(MAY, again), disagreements=()))
    (source,) = [line for line in shown(message.blocks) if line.startswith("[")]
    assert source.startswith("[1] [2] [Dam opens]")


def test_a_source_has_the_pages_of_all_that_is_quoted_from_it() -> None:
    second, last = replace(MAY, n=2, page=Page(3, "slide")), replace(MAY, n=3, page=Page(7, "slide"))
    cited = (replace(MAY, page=Page(3, "slide")), second, last)
    (message,) = answers.messages(replace(ANSWER, citations=cited, disagreements=()))
    (source,) = [line for line in shown(message.blocks) if line.startswith("[")]
    assert source.endswith(" · 2024-05-03 · Orrin Post · slide 3, slide 7")


def test_an_abstention_shows_the_nearest_articles_and_has_buttons() -> None:
    (message,) = answers.messages(ABSTAINED)
    assert shown(message.blocks)[1:3] == ["*Nearest articles*", "Dam opens · date unknown · dam.txt"]
    assert message.blocks[-1].type == "context_actions"


def test_small_talk_is_only_said() -> None:
    reply = replace(ANSWER, text="You are welcome.", citations=(), disagreements=(), answerer="conversation")
    (message,) = answers.messages(reply)
    assert [block.type for block in message.blocks] == ["rich_text"]


def test_the_buttons_carry_the_id_and_share_is_for_what_one_person_sees() -> None:
    (message,) = answers.messages(ANSWER, share=True)
    elements = [e for block in message.blocks[-2:] for e in block.to_dict()["elements"]]
    assert [(e["action_id"], e.get("value")) for e in elements] == [
        ("evidence", "a1"),
        ("share", "a1"),
        ("feedback", None),
    ]
    assert elements[2]["positive_button"]["value"] == "helpful:a1"
    assert len(answers.messages(ANSWER)[0].blocks[-2].to_dict()["elements"]) == 1


def test_the_fallback_text_says_what_the_blocks_say() -> None:
    (message,) = answers.messages(ANSWER)
    assert message.text.startswith("The dam opened in May [1]. It opened in June [2].\nThe articles disagree")
    assert "\n[1] Dam opens · 2024-05-03 · Orrin Post\n" in message.text


def test_a_stream_is_closed_with_everything_but_the_text() -> None:
    (message,) = answers.messages(ANSWER)
    assert shown(answers.closing(ANSWER)) == shown(message.blocks[1:])


def test_a_long_answer_is_split_at_sentence_ends_and_the_buttons_come_last() -> None:
    long = replace(ANSWER, text=" ".join(f"The dam at Orrin has {n} gates [1]." for n in range(900)))
    messages = answers.messages(long)
    texts = [line for message in messages for line in shown(message.blocks) if "gates" in line]
    assert len(messages) > 1
    assert " ".join(texts) == long.text
    assert all(line.endswith("[1].") for line in texts)
    assert [message.blocks[-1].type == "context_actions" for message in messages].index(True) == len(
        messages
    ) - 1


def test_the_evidence_shows_each_quote_in_its_paragraph_with_its_verdict() -> None:
    view = evidence.view(RECEIPT, {"dam.txt": OPENED, "late.txt": OPENED})
    link = "[Dam opens](https://orrin.example/dam?page=1&print=2)"
    assert shown(view.blocks) == [
        "*When did the dam open?*",
        "Searched as: When did the dam at Orrin open?",
        "Nothing published after 2024-07-01",
        f"After years of work *{QUOTE}* Crowds came.",
        f"[1] {link} · 2024-05-03 · Orrin Post — verbatim · confidence 0.93",
        "It opened in June.",
        f"After years of work *{QUOTE}* Crowds came.",
        "[2] Dam late · 2024-06-01 (inferred) · late.txt — supported",
        "It leaks. — left out · no passage proves it",
        "*The articles disagree (different figures): When did it open*",
        f"*Orrin Post* · 2024-05-03 · {link}: In May. [1]",
        "Dam late · 2024-06-01 (inferred): In June. [2]",
        "*Also read*",
        "Rain at Orrin · date unknown",
        "2024-07-02 09:30:00 UTC · a1 · index revision 3 · extractive",
    ]


def test_the_evidence_says_which_articles_have_changed_or_gone() -> None:
    changed = replace(OPENED, text="Dam closed", content_hash="xyz")
    text = "\n".join(shown(evidence.view(RECEIPT, {"dam.txt": changed}).blocks))
    assert f"*{QUOTE}*\n[1]" in text  # the words it had, without a paragraph they no longer stand in
    assert "Orrin Post* · has changed since; this is what it said* — verbatim" in text
    assert "late.txt* · no longer among the articles* — supported" in text


def test_a_quoted_item_stays_in_its_list() -> None:
    listed = (
        "The gates\nof Orrin:\n- the upper one\n- the lower one, in\n  the town\n| width | 4 m |\nNone leaks."
    )
    quote = "- the lower one, in\n  the town"
    article = replace(OPENED, text=listed)
    start = listed.index(quote)
    citation = replace(MAY, quote=quote, start=start, end=start + len(quote))
    receipt = replace(
        RECEIPT,
        answer=replace(ANSWER, citations=(citation,), disagreements=()),
        judged=(Judged(quote, "verbatim", None, 1),),
    )
    assert shown(evidence.view(receipt, {article.id: article}).blocks)[3].splitlines() == [
        "The gates of Orrin:",
        "- the upper one",
        "*- the lower one, in the town*",
        "| width | 4 m |",
        "None leaks.",
    ]


def test_a_long_paragraph_is_shown_around_its_quote() -> None:
    long = f"{'Many came. ' * 90}{QUOTE}{' They left.' * 90}"
    start = long.index(QUOTE)
    article = replace(OPENED, text=long)
    citation = replace(MAY, start=start, end=start + len(QUOTE))
    receipt = replace(RECEIPT, answer=replace(ANSWER, citations=(citation,)), judged=RECEIPT.judged[:1])
    paragraph = shown(evidence.view(receipt, {article.id: article}).blocks)[3]
    assert paragraph.startswith("… Many came. ")
    assert f"Many came. *{QUOTE}* They left." in paragraph
    assert paragraph.endswith("…")


def test_a_view_too_large_says_that_there_is_more() -> None:
    many = replace(RECEIPT, judged=(Judged("It leaks. " * 200, "unproven", None, None),) * 300)
    view = evidence.view(many, {})
    assert not list(view_problems(view.to_dict()))
    assert shown(view.blocks)[-1] == "There is more; `qa-bot why a1` shows all of it."


def test_what_was_pressed_and_why_can_be_read_back() -> None:
    assert feedback.pressed("helpful:a1") == feedback.Pressed("a1", helpful=True)
    assert feedback.pressed("not_helpful:C1/2:3") == feedback.Pressed("C1/2:3", helpful=False)
    view = feedback.view("a1").to_dict()
    chosen = view["blocks"][0]["element"]["options"][2]
    values = {
        "reason": {"reason": {"type": "radio_buttons", "selected_option": chosen}},
        "comment": {"comment": {"type": "plain_text_input", "value": " It opened in July. "}},
    }
    submitted = {**view, "state": {"values": values}}
    assert feedback.explained(submitted) == feedback.Explained("a1", "It is out of date: It opened in July.")
    empty = {"reason": {"reason": {"selected_option": None}}, "comment": {"comment": {"value": None}}}
    assert feedback.explained({**view, "state": {"values": empty}}) == feedback.Explained("a1", "")


def test_the_home_shows_what_is_known_new_and_asked() -> None:
    view = home.view(ANSWER.index, [OPENED] * 12, ["When did the dam open?"])
    said = shown(view.blocks)
    assert said[:2] == ["What I know", "812 articles · newest 2024-06-01 · index as of 2024-06-02 10:20 UTC"]
    assert said.count("[Dam opens](https://orrin.example/dam?page=1&print=2) · 2024-05-03 · Orrin Post") == 10
    assert "and 2 articles more" in said
    assert said[-2:] == ["Your last questions", "When did the dam open?"]


def test_the_list_of_articles_begins_with_the_newest_and_counts_the_rest() -> None:
    old = replace(OPENED, id="old.txt", title="Old", published=None, url=None)
    (message,) = help.articles([old, OPENED])
    assert [line.split("]")[0] for line in shown(message.blocks)] == [
        "*I know 2 articles*",
        "[Dam opens",
        "Old · date unknown · Orrin Post · old.txt",
    ]
    assert "and 762 articles that are older or have no date" in help.articles([OPENED] * 812)[-1].text


def test_prompts_ask_about_the_newest_articles_each_once() -> None:
    articles = [replace(OPENED, title=f"Gate {n}", published=date(2024, 1, n)) for n in range(1, 9)]
    prompts = help.prompts([*articles, articles[-1]])
    assert [prompt["title"] for prompt in prompts] == ["Gate 8", "Gate 7", "Gate 6", "Gate 5"]
    assert prompts[0]["message"] == "What is known about “Gate 8”?"
