"""The chat client at a real llama.cpp server: streaming, giving up, several at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import pytest

from qa_bot.errors import PromptTooLong, ReplyCut
from qa_bot.models import Prompt, metered
from qa_bot.models.chat import OpenAIChat
from qa_bot.settings import Settings
from qa_bot.types import Purpose

pytest_plugins = ["support.small_model_fixtures"]

SECONDS = 60.0
COUNTS = Prompt("You count aloud.", "Count from one to one hundred, in words.")


@pytest.fixture(scope="module")
def chat(small_model: str) -> Callable[[int], OpenAIChat]:
    def of(max_tokens: int) -> OpenAIChat:
        generative = {"base_url": small_model, "max_tokens": max_tokens, "retries": 0, "temperature": 0.0}
        return OpenAIChat(Settings.load(generative=generative).generative, "none")

    return of


def reply(chat: OpenAIChat, prompt: Prompt) -> list[str]:
    """Its pieces; this model hardly ever ends by itself."""
    pieces: list[str] = []
    with closing(chat.stream(prompt, SECONDS)) as written, suppress(ReplyCut):
        pieces.extend(written)
    return pieces


def test_it_is_read_while_it_is_written_and_counted(chat: Callable[[int], OpenAIChat]) -> None:
    with metered() as meter:
        pieces = reply(chat(24), COUNTS)
    (usage,) = meter.usage
    assert len(pieces) > 1  # a server that is behind sends several tokens in one
    assert (usage.purpose, usage.requests, usage.estimated) == (Purpose.ANSWER, 1, False)
    assert 0 < usage.completion <= 24 < usage.prompt


def test_who_gives_up_frees_the_server(chat: Callable[[int], OpenAIChat]) -> None:
    started = time.perf_counter()
    with closing(chat(4000).stream(COUNTS, SECONDS)) as endless:
        next(endless)
    assert reply(chat(4), COUNTS)
    assert time.perf_counter() - started < SECONDS / 2  # and not as long as four thousand tokens take


def test_eight_at_once_all_get_a_reply(chat: Callable[[int], OpenAIChat]) -> None:
    asked = [Prompt("You count aloud.", f"Count from {n} to one hundred, in words.") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda prompt: reply(chat(4), prompt), asked))
    assert all(replies) and len(replies) == 8


def test_a_reply_can_be_held_to_a_schema(chat: Callable[[int], OpenAIChat]) -> None:
    schema = {
        "type": "object",
        "properties": {"so": {"type": "boolean"}},
        "required": ["so"],
        "additionalProperties": False,
    }
    prompt = Prompt("You answer in JSON.", "Is it so?", Purpose.VERIFICATION, schema)
    assert "".join("".join(reply(chat(200), prompt)).split()) in ('{"so":true}', '{"so":false}')


def test_a_prompt_that_its_context_does_not_hold_is_told(chat: Callable[[int], OpenAIChat]) -> None:
    with pytest.raises(PromptTooLong), closing(chat(4).stream(Prompt("", "word " * 9000), SECONDS)) as pieces:
        list(pieces)
