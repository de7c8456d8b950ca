"""What people see in Slack: laid out well, within the limits, and inert whatever an article says."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from slack_limits import message_problems, view_problems
from slack_sdk.models import JsonObject
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from qa_bot.slack import text
from qa_bot.slack.blocks import answer as answers
from qa_bot.slack.blocks import correction, evidence, feedback, help, home
from qa_bot.slack.blocks.correction import Correction
from qa_bot.slack.blocks.rich import Message
from qa_bot.staleness import Fate, StaleCitation
from qa_bot.types import (
    Answer,
    Article,
    Citation,
    DateSource,
    Disagreement,
    IndexState,
    Judged,
    Nearest,
    ReadPassage,
    Receipt,
    Side,
    Status,
)

HOSTILE = 10_000  # articles, each with an answer
JOINER = "\u2060"
OPENED = Article(
    id="dam.txt",
    text="Dam opens\n\nAfter years of work the dam at Orrin opened in May. Crowds came.\n\nRain tomorrow",
    title="Dam opens",
    published=date(2024, 5, 3),
    date_source=DateSource.BYLINE,
    outlet="Orrin Post",
    url="https://orrin.example/dam?page=1&print=2",
    content_hash="abc",
)
QUOTE = "the dam at Orrin opened in May."
MAY = Citation(
    n=1,
    doc=OPENED.id,
    title=OPENED.title,
    date=OPENED.published,
    date_source=OPENED.date_source,
    url=OPENED.url,
    quote=QUOTE,
    start=OPENED.text.index(QUOTE),
    end=OPENED.text.index(QUOTE) + len(QUOTE),
    content_hash="abc",
    outlet=OPENED.outlet,
)
JUNE = replace(
    MAY,
    n=2,
    doc="late.txt",
    title="Dam late",
    date=date(2024, 6, 1),
    date_source=DateSource.INFERRED,
    url=None,
    outlet=None,
)
ANSWER = Answer(
    id="a1",
    question="When did the dam open?",
    status=Status.ANSWERED,
    text="The dam opened in May [1]. It opened in June [2].",
    answerer="extractive",
    index=IndexState(3, 812, date(2024, 6, 1), "2024-06-02T10:20:30+00:00"),
    citations=(MAY, JUNE),
    disagreements=(
        Disagreement(
            "When did it open", (Side("In May.", (1,)), Side("In June.", (2,))), "different figures"
        ),
    ),
    as_of=date(2024, 7, 1),
)
ABSTAINED = replace(
    ANSWER,
    status=Status.ABSTAINED,
    text="The articles do not answer this.",
    citations=(),
    disagreements=(),
    nearest=(Nearest("dam.txt", "Dam opens", None),),
)
RECEIPT = Receipt(
    asked_at=datetime(2024, 7, 2, 9, 30, tzinfo=UTC),
    standalone="When did the dam at Orrin open?",
    answer=ANSWER,
    judged=(
        Judged(QUOTE, "verbatim", 0.93, 1),
        Judged("It opened in June.", "supported", None, 2),
        Judged("It leaks.", "no passage proves it", None, None),
    ),
    read=(
        ReadPassage("x#1", "x.txt", "Rain at Orrin", None, DateSource.UNKNOWN, "def", 0.5, ()),
        ReadPassage("dam.txt#1", "dam.txt", "Dam opens", None, DateSource.UNKNOWN, "abc", 0.5, ()),
    ),
)


def shown(blocks: Iterable[Block] | None) -> list[str]:
    """The lines a reader sees."""
    return [line for block in blocks or () for line in lines(block.to_dict())]


def lines(part: dict[str, Any]) -> Iterator[str]:
    match part["type"]:
        case "rich_text" | "rich_text_list":
            for element in part["elements"]:
                yield from lines(element)
        case "rich_text_section" | "rich_text_quote":
            yield "".join(_marked(leaf) for leaf in part["elements"])
        case "context":
            yield from (element["text"] for element in part["elements"])
        case "header":
            yield part["text"]["text"]


def _marked(leaf: dict[str, Any]) -> str:
    said = f"[{leaf['text']}]({leaf['url']})" if leaf["type"] == "link" else leaf["text"]
    return f"*{said}*" if leaf.get("style", {}).get("bold") else said


def leaves(part: Any) -> Iterator[dict[str, Any]]:
    """All JSON objects in it."""
    if isinstance(part, dict):
        yield part
    for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from leaves(value)


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


def test_an_article_quoted_twice_is_one_source() -> None:
    again = replace(MAY, n=2, quote="Crowds came.")
    (message,) = answers.messages(replace(ANSWER, citations=(MAY, again), disagreements=()))
    (source,) = [line for line in shown(message.blocks) if line.startswith("[")]
    assert source.startswith("[1] [2] [Dam opens]")


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


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://orrin.example",
        "https://bank.example@orrin.example/",
        "https://",
        "https://[::1",
        "https://orrin.example/" + "a" * 3000,
        "https://or\u202erin.example",
        "",
        None,
    ],
)
def test_an_address_nobody_should_be_sent_to_is_no_link(url: str | None) -> None:
    assert text.linkable(url) is None


def test_an_address_is_made_one_that_no_syntax_ends() -> None:
    assert text.linkable("https://orrin.example/a|b>c d/ä") == "https://orrin.example/a%7Cb%3Ec%20d/%C3%A4"
    assert text.linkable("https://orrin.example/%C3%A4?q=1&r=2#x") == "https://orrin.example/%C3%A4?q=1&r=2#x"


TRICKS = (
    "<!channel> <!here|everyone> <@U012ABC> <#C012|general> <!subteam^S1> <!date^0^{date}|x>",
    "<https://evil.example|Your bank> https://evil.example/a?b=c www.evil.example evil.example mailto:a@b.cd",
    "[click](https://evil.example) ![image](https://evil.example/x.png) [ref]: https://evil.example",
    "*bold* _italic_ ~gone~ **strong** __under__ ~~struck~~ `code` ```\nfence\n``` ***",
    "> quoted\n>>> all of it\n# Heading\n- item\n1. one\n---\n| a | b |\n|---|---|\n    indented",
    "&lt;!channel&gt; &amp;lt; &#60;!here&#62; &nbsp; & < >",
    "<script>alert(1)</script><img src=x onerror=alert(1)> <!-- --> <![CDATA[x]]>",
    ":smile: :+1::skin-tone-2: :slack: @channel @here @everyone #general /ask \\ \\* \\<",
    "\u202etxt.exe\u202c \u2066iso\u2069 \u200b\u200d\u2060\ufeff\u00ad \u061c\u200e\u200f",
    "שלום עולם مرحبا بالعالم 123 <@U1>",
    "Z" + "\u0301\u0316" * 60 + "algo",
    "\x00\x07\x1b[31m\x9b\r\n\u2028\u2029\ud800 \udfff\uffff",
    "👩‍👩‍👧‍👦🏳️‍🌈🇺🇳" * 20,
    '{"type": "broadcast", "range": "channel"} \\u003c!channel\\u003e',
    "a" * 400,
    "",
    " ",
)
URLS = (None, "https://orrin.example/1", "javascript:alert(1)", "https://x.example/" + "a" * 1900, "<!here>")


def hostile(random: Random, n: int) -> str:
    """Tricks, and a character of every Unicode block in turn."""
    row = n % (0x110000 // 128) * 128
    letters = "".join(chr(row + 8 * k + random.randrange(8)) for k in range(16))
    pieces = [*random.sample(TRICKS, random.randrange(1, 4)), letters]
    random.shuffle(pieces)
    said = random.choice((" ", "\n", ". ", "")).join(pieces)
    said = "".join(said.split()) if n % 1000 == 0 else said
    return (said * (100_000 // len(said)))[:100_000] if n % 500 == 0 else said


def hostile_receipt(random: Random, n: int) -> tuple[Receipt, Article]:
    """An answer whose every word an article or a person chose."""
    pieces = [hostile(random, n + k) for k in range(3)]
    title, outlet, body = (random.choice(pieces) for _ in range(3))
    start = random.randrange(len(body) + 1)
    end = random.randrange(start, len(body) + 1)
    article = replace(
        OPENED,
        id=title[:200],
        text=body,
        title=title,
        outlet=outlet,
        url=random.choice(URLS),
        content_hash="h",
    )
    citations = tuple(
        replace(
            MAY, n=k, doc=article.id, title=title, outlet=outlet, url=article.url, quote=body[start:end],
            start=start, end=end, content_hash=random.choice("hx"),
        )
        for k in range(1, random.randrange(2, 4))
    )  # fmt: skip
    sides = tuple(Side(body, (citation.n,)) for citation in citations[:3])
    answer = replace(
        ANSWER,
        question=title,
        text=body.strip() or "Nothing.",
        notice=random.choice(("", title)),
        citations=random.choice((citations, ())),
        disagreements=(Disagreement(title, sides, outlet[:30]),) * random.randrange(2),
        nearest=(Nearest(article.id, title, None),),
    )
    judged = tuple(Judged(body, outlet[:50], 0.5, citation.n) for citation in citations)
    read = (ReadPassage("r", "other", title, None, DateSource.UNKNOWN, "h", 0.1, ()),)
    return replace(RECEIPT, standalone=body, answer=answer, judged=judged, read=read), article


def check_answer(receipt: Receipt, article: Article) -> None:
    """Every message and view that can be made of it is within the limits and inert."""
    addresses = {text.linkable(article.url), text.linkable(MAY.url)}
    said = [check_message(message, addresses) for message in answers.messages(receipt.answer, share=True)]
    whole = "".join(line for blocks in said for block in blocks for line in lines(block))
    assert "".join(whole.split()).startswith(
        "".join(text.clean(receipt.answer.text).split())
    )  # nothing is cut
    check_view(evidence.view(receipt, {article.id: article}), addresses)
    stale = [StaleCitation(each, Fate.CORRECTED, "", False) for each in receipt.answer.citations]
    corrections = [Correction(each, "v2", article, article.text) for each in stale]
    check_message(correction.message(corrections, receipt.answer.question, receipt.standalone), addresses)


def check_articles(known: list[Article], asked: list[str]) -> None:
    addresses = {text.linkable(article.url) for article in known}
    for message in help.articles(known):
        check_message(message, addresses)
    check_view(home.view(ANSWER.index, known, asked), addresses)
    for prompt in help.prompts(known):
        assert prompt["title"].strip() and len(prompt["title"]) <= 75


def check_message(message: Message, addresses: set[str | None]) -> list[dict[str, Any]]:
    blocks = [block.to_dict() for block in message.blocks]
    assert not list(message_problems({"text": message.text, "blocks": blocks}))
    check_inert(blocks, addresses)
    assert not ACTING.search(message.text)
    return blocks


def check_view(view: View, addresses: set[str | None]) -> None:
    sent = view.to_dict()
    assert not list(view_problems(sent))
    check_inert(sent["blocks"], addresses)


def check_inert(blocks: list[dict[str, Any]], addresses: set[str | None]) -> None:
    """Text that Slack does not parse, and links to the articles' own addresses."""
    for leaf in leaves(blocks):
        kind = leaf.get("type", "feedback button")
        assert kind in INERT or (kind == "link" and leaf["url"] in addresses), leaf
        if "text" in leaf and isinstance(leaf["text"], str):
            assert not INVISIBLE.search(leaf["text"])


INERT = {
    *("text", "plain_text", "rich_text", "rich_text_section", "rich_text_list", "rich_text_quote"),
    *("context", "header", "divider", "actions", "button", "context_actions", "feedback_buttons"),
    "feedback button",
}
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
ACTING = re.compile(r"[<>*_~`]|&(?!amp;|lt;|gt;)|://|^&gt;|[@#]\w|:[\w+'-]+:|\w\w\.[^\W\d_]{2}", re.MULTILINE)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ({"type": "section", "text": {"type": "mrkdwn", "text": "a" * 3001}}, "1 to 3000"),
        ({"type": "section"}, "without text"),
        ({"type": "context", "elements": [{"type": "mrkdwn", "text": "a"}] * 11}, "1 to 10"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "a"}}, "right type"),
        (
            {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "x"}]}]},
            "'x'",
        ),
        ({"type": "actions", "elements": [{"type": "feedback_buttons"}]}, "unsupported element"),
        ({"type": "carousel"}, "unsupported type"),
        ({"type": "markdown", "text": "a" * 12_001}, "12000"),
    ],
)
def test_a_block_beyond_the_limits_is_refused_with_its_place(block: dict[str, Any], says: str) -> None:
    problems = list(message_problems({"text": "a", "blocks": [{"type": "divider"}, block]}))
    assert {problem.error for problem in problems} == {"invalid_blocks"}
    assert any(says in problem.says for problem in problems)


def test_a_message_or_view_beyond_the_limits_is_refused() -> None:
    divider = {"type": "divider"}
    text = {"type": "section", "text": {"type": "plain_text", "text": "a" * 2900}}
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "Evidence"}}
    assert [p.error for p in message_problems({"text": "a", "blocks": [divider] * 51})] == ["invalid_blocks"]
    assert [p.error for p in message_problems({"text": "a", "blocks": [text] * 5})] == ["msg_blocks_too_long"]
    assert [p.error for p in message_problems({"text": "a" * 4001})] == ["msg_too_long"]
    assert [p.error for p in message_problems({})] == ["no_text"]
    assert [p.error for p in view_problems({**modal, "blocks": [divider] * 101})] == ["invalid_arguments"]
    assert [p.error for p in view_problems({**modal, "blocks": [text] * 90})] == ["view_too_large"]
    assert not list(view_problems({**modal, "blocks": [divider]}))


def test_hostile_articles_stay_within_the_limits_and_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # What slack_sdk checks itself takes longer than all the rest; the test after this one has it check.
    monkeypatch.setattr(JsonObject, "validate_json", lambda self: None)
    random = Random(4)
    made = [hostile_receipt(random, n) for n in range(HOSTILE)]
    for receipt, article in made:
        check_answer(receipt, article)
    for n in range(0, len(made), 10):
        few = made[n : n + 10]
        check_articles([article for _, article in few], [receipt.standalone for receipt, _ in few])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.text(max_size=60), st.sampled_from(TRICKS))
def test_no_text_does_anything(body: str, title: str, trick: str) -> None:
    article = replace(OPENED, text=body + trick, title=title, outlet=trick or None, id=title)
    citation = replace(MAY, doc=title, title=title, quote=body, start=0, end=len(body), outlet=title)
    answer = replace(
        ANSWER, text=f"{body}{trick}." if body.strip() else "Nothing.", citations=(citation, JUNE)
    )
    check_answer(replace(RECEIPT, answer=answer), article)
    check_articles([article], [body])
    assert not ACTING.search(text.escaped(body + trick))


@settings(max_examples=300, deadline=None)
@given(st.text(), st.integers(20, 200))
def test_a_split_text_is_whole_and_each_part_fits(whole: str, limit: int) -> None:
    parts = text.split(whole, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.clean(whole).split())


@pytest.mark.parametrize(
    "trick", [*TRICKS, "2024. The gate", "1) The gate", "+ gate", "- gate", "# gate", "> gate", "~~~", "a  "]
)
def test_a_streamed_sentence_is_one_paragraph_of_plain_words(trick: str) -> None:
    check_markdown(trick)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=0x2FF)))
def test_a_streamed_text_is_read_as_it_was_written(whole: str) -> None:
    check_markdown(whole)


def check_markdown(whole: str) -> None:
    parser = MarkdownIt("commonmark").enable(["strikethrough", "table"])
    tokens = parser.parse(text.markdown(whole))
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    leaves = [child for token in tokens for child in token.children or ()]
    assert {leaf.type for leaf in leaves} <= {"text", "text_special"}
    assert "".join(leaf.content for leaf in leaves).replace(JOINER, "") == text.clean(whole)


def test_an_escaped_text_is_read_as_it_was_written_but_for_the_marks() -> None:
    said = "R&D <grew> by 3.5 % at 10:30, U.S. sources say."
    assert html.unescape(text.escaped(said)).replace(JOINER, "") == said
    assert text.escaped("*a* _b_") == "∗a∗ ＿b＿"
