"""The tests' Slack refuses what is beyond Slack's limits, and says where."""

from __future__ import annotations

from typing import Any

import pytest
from support.slack_limits import message_problems, view_problems


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
