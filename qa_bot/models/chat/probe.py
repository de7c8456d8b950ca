"""What a model server is found to be like when it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import openai

from qa_bot.models.chat.address import speaks_for_openai
from qa_bot.models.protocols import Prompt
from qa_bot.types import Usage

_FACTS_S = 5.0
_WORDS_A_PASSAGE = 150  # as ingest.chunk_words is set
_LINE = "Nothing happened on this day, and nobody came to the harbour."
_CUT = 0.5  # of the tokens that we estimate: so few were not the whole prompt
_CONTEXT_NAMES = ("max_model_len", "context_length", "context_window", "n_ctx")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the server tells of its model: its context in tokens, and the day on which it goes."""

    context: int | None = None
    shutdown: str | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """An answer to a question as long as those about articles; `asked` is our estimate of its tokens."""

    reply: str
    seconds: float
    asked: int
    usage: Usage | None
    facts: Facts

    @property
    def is_cut(self) -> bool:
        """Whether the server read less than it was sent, and did not say so."""
        return bool(self.usage and not self.usage.estimated and self.usage.prompt < _CUT * self.asked)


def question(passages: int) -> Prompt:
    """One as long as that for an answer from so many passages; what it asks for stands at its beginning."""
    lines = [_LINE] * (passages * _WORDS_A_PASSAGE // len(_LINE.split()))
    return Prompt(
        "You answer from the diary, in one word.",
        "\n".join(("<diary>", "The ship Aurora came.", *lines, "</diary>", "Which ship came?")),
    )


async def facts(client: openai.AsyncOpenAI, model: str) -> Facts:
    """Empty where the server tells nothing; Ollama and llama.cpp tell the context beside OpenAI's API."""
    listed = await _told(client, "/models")
    running, properties = await asyncio.gather(_beside(client, "/api/ps"), _beside(client, "/props"))
    entries = [*_entries(listed.get("data"), model), *_entries(running.get("models"), model)]
    settings = properties.get("default_generation_settings")
    places = [*entries, *(entry.get("meta") for entry in entries), settings]
    shutdowns = (entry.get("shutdown_date") for entry in entries)
    return Facts(
        next(_contexts(places), None), next((one for one in shutdowns if isinstance(one, str)), None)
    )


async def _told(client: openai.AsyncOpenAI, path: str) -> Mapping[str, object]:
    try:
        async with asyncio.timeout(_FACTS_S):
            told = await client.get(path, cast_to=object)
    except (openai.OpenAIError, TimeoutError):
        return {}
    return told if isinstance(told, Mapping) else {}


async def _beside(client: openai.AsyncOpenAI, path: str) -> Mapping[str, object]:
    if speaks_for_openai(str(client.base_url)):
        return {}
    return await _told(client, str(client.base_url.join(path)))


def _entries(listed: object, model: str) -> list[Mapping[str, object]]:
    """Of this model; of the only one, for llama.cpp answers to any name."""
    entries = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    named = [one for one in entries if model in (one.get("id"), one.get("model"), one.get("name"))]
    return named or (entries if len(entries) == 1 else [])


def _contexts(places: list[object]) -> Iterator[int]:
    for place in places:
        if isinstance(place, Mapping):
            yield from (n for name in _CONTEXT_NAMES if isinstance(n := place.get(name), int))
