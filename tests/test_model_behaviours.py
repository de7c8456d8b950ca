"""What model servers were seen to do, each ends in an answer or in the true reason."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from support.scripted_server import SCRIPTED, Server

from qa_bot.errors import ModelUnavailable, PromptTooLong, ReplyCut
from qa_bot.models import Prompt
from qa_bot.models.chat import OpenAIChat
from qa_bot.settings import Settings

pytest_plugins = ["support.scripted_fixtures"]

PROTOCOL = SCRIPTED.with_name("protocol_2026-11.jsonl")
PROMPT = Prompt("You answer from passages.", "[1] The KIO denies a deal.\n\nQuestion: Is there a deal?")
DENIED = "a secret agreement with the Indian government are false"
WHOLE = "between China and the United States"

pytestmark = pytest.mark.skipif(not SCRIPTED.is_file(), reason="the behaviours are not ours to ship")


@dataclass(frozen=True)
class Ends:
    """How a reply ends: `says` is in its text, `reason` in the error, if one is expected."""

    says: str = ""
    reason: str = ""
    error: type[ModelUnavailable] = ModelUnavailable
    requests: int = 1
    seconds: float = 30.0


ANSWERED = Ends(WHOLE)
TABLE = {
    "good": ANSWERED,
    "gpt6_temperature": Ends(WHOLE, requests=2),
    "gpt6_reasons": ANSWERED,
    "length_midway": Ends("border are curr", "raise generative.max_tokens", ReplyCut),
    "needs_verification": Ends(reason="Your organization must be verified to stream", requests=2),
    "old_server_max_tokens": Ends(WHOLE, requests=2),
    "think_closed": Ends("</think>\n\nThe Kachin"),
    "think_no_open": Ends("</think>\n\nThe Kachin"),
    "think_unclosed_length": Ends("Let me", "limit of 2,000 tokens", ReplyCut),
    "thinking_tag": ANSWERED,
    "harmony": ANSWERED,
    "reasoning_content": Ends("The Kachin"),
    "reasoning_only": Ends(reason="thought for all of its 2,000 tokens", error=ReplyCut),
    "content_filter_midway": Ends(DENIED, "content filter stopped the reply", ReplyCut),
    "content_filter_empty": Ends(reason="content filter stopped the reply", error=ReplyCut),
    "content_filter_400": Ends(reason="content filter refused the question or the articles"),
    "refusal": Ends(reason="refuses to answer: I'm sorry, but I can't help with that."),
    "refusal_text": Ends("I can't assist with that request."),
    "tool_only": Ends(reason="called a tool 'search'"),
    "azure_first_chunk": ANSWERED,
    "vllm_context": Ends(reason="maximum context length is 2048 tokens", error=PromptTooLong),
    "ollama_truncated": Ends("Sanae Takaichi"),
    "comments_then_good": ANSWERED,
    "comments_forever": Ends(reason=" 2 s", seconds=2),
    "openrouter_mid_error": Ends(DENIED, "Provider disconnected unexpectedly"),
    "litellm_error_200": Ends(reason="no more requests at the moment: litellm.RateLimitError", requests=3),
    "json_200_error": Ends(reason="(502): Provider returned error", requests=3),
    "json_200_nonstream": ANSWERED,
    "html_200": Ends(reason="in place of a reply (Sign in to the guest network)"),
    "html_502": Ends(reason="(502): Bad Gateway", requests=3),
    "no_finish": ANSWERED,  # it said [DONE]
    "no_finish_no_done": Ends(WHOLE, "broke off"),
    "finish_on_last_content": ANSWERED,
    "content_list": ANSWERED,
    "choices_null": ANSWERED,
    "delta_null": ANSWERED,
    "429_ms": Ends(WHOLE, requests=2),
    "429_ms_only": Ends(WHOLE, requests=2),
    "429_long": Ends(reason="ask again in 58 s"),
    "429_twice": Ends(WHOLE, requests=3),
    "429_thrice": Ends(reason="Rate limit reached; ask again in a while", requests=3),
    "429_quota": Ends(reason="quota of the account"),
    "402": Ends(reason="lacks credit: This request requires more credits"),
    "413": Ends(reason="larger than the model server takes: Request too large", error=PromptTooLong),
    "401": Ends(reason="refused the key; check OPENAI_API_KEY"),
    "403_region": Ends(reason="Country, region, or territory not supported"),
    "408": Ends(WHOLE, requests=2),
    "409": Ends(WHOLE, requests=2),
    "503_no_retry": Ends(reason="The model is overloaded"),
    "503_once": Ends(WHOLE, requests=2),
    "silent_40": Ends(reason=" 2 s", seconds=2),
    "slow_first_10": ANSWERED,
    "dribble": ANSWERED,
    "cut": Ends(DENIED, "broke off"),
    "markdown": Ends("- **Denial:** The KIO"),
    "cites_cjk": Ends("【1】"),
    "cites_dagger": Ends("【1†source】"),
    "cites_passage": Ends("[passage 1]"),
    "cites_paren": Ends("(1)"),
    "cites_caret": Ends("[^1]"),
    "cites_two": Ends("[1][2]"),
    "cites_none": Ends("States."),
    "cites_wrong": Ends("[7]"),
}


def chat(url: str, model: str, **changed: object) -> OpenAIChat:
    generative = {"base_url": url, "model": model, "temperature": 0.2, **changed}
    return OpenAIChat(Settings.load(generative=generative).generative, "sk-test")


def asked(model: OpenAIChat, seconds: float = 30.0) -> tuple[str, ModelUnavailable | None]:
    """The text as far as it came, and why it ended if it did early."""
    text = ""
    try:
        for piece in model.stream(PROMPT, seconds):
            text += piece
    except ModelUnavailable as error:
        return text, error
    return text, None


Outcomes = Mapping[str, Future[tuple[str, ModelUnavailable | None]]]


@pytest.fixture(scope="module")
def outcomes(behaviours: Server) -> Iterator[Outcomes]:
    """All at once: most of the time is waiting."""
    with ThreadPoolExecutor(len(TABLE)) as pool:
        yield {
            name: pool.submit(asked, chat(f"{behaviours.url}/v1", name), ends.seconds)
            for name, ends in TABLE.items()
        }


@pytest.mark.parametrize("name", TABLE)
def test_each_behaviour_ends_in_an_answer_or_the_true_reason(
    name: str, behaviours: Server, outcomes: Outcomes
) -> None:
    expected = TABLE[name]
    text, error = outcomes[name].result()
    assert expected.says in text and bool(text) == bool(expected.says)
    if expected.reason:
        assert type(error) is expected.error and expected.reason in str(error)
        assert str(error).endswith(".") and "\n" not in str(error)
    else:
        assert error is None
    assert behaviours.log.requests[name] == expected.requests


def test_every_behaviour_of_the_protocol_is_in_the_table() -> None:
    lines = PROTOCOL.read_text("utf-8").splitlines()
    assert {json.loads(line)["n"] for line in lines} == set(TABLE)


def test_a_model_that_thinks_beyond_its_limit_names_both_settings(behaviours: Server) -> None:
    model = chat(f"{behaviours.url}/v1", "gpt6_reasons", max_tokens=400, reasoning_effort="low")
    text, error = asked(model)
    assert text == "" and isinstance(error, ReplyCut)
    assert "generative.max_tokens" in str(error) and "generative.reasoning_effort" in str(error)


def test_an_unknown_model_and_an_address_without_v1_are_told_apart(behaviours: Server) -> None:
    _, unknown = asked(chat(f"{behaviours.url}/v1", "gpt-0"))
    _, no_version = asked(chat(behaviours.url, "good"))
    assert "knows no model 'gpt-0'; set generative.model" in str(unknown)
    assert "add /v1 to generative.base_url" in str(no_version)


def test_azure_is_asked_by_its_v1_address(behaviours: Server) -> None:
    text, error = asked(chat(f"{behaviours.url}/openai/v1/", "good"))
    assert WHOLE in text and error is None


def test_a_probe_tells_the_day_a_model_goes(behaviours: Server) -> None:
    probe = chat(f"{behaviours.url}/v1", "good").probe(30.0)
    assert probe.facts.shutdown == "2027-01-14"
    assert WHOLE in probe.reply and probe.usage and probe.usage.estimated
