"""Texts and addresses on their way into Slack's syntaxes: whole, and nothing but themselves."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support.slack_hostile import TRICKS

from qa_bot.slack import text

JOINER = "\u2060"


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
