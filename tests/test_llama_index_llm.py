"""A language model of LlamaIndex writes the answers."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.base.llms.types import CompletionResponse, CompletionResponseGen, LLMMetadata
from llama_index.core.llms import CustomLLM
from pydantic import Field
from support.ferry_news import ASKED, BOUGHT, FERRY, STRIKE
from support.indexed import write

from qa_bot import QABot
from qa_bot.settings import Settings
from qa_bot.types import Purpose

PARAPHRASED = "The Larkhaven Port Authority paid 12 million crowns for the ferry Aurora in March 2023"
RULING = '{"rulings": [{"sentence": 1, "ruling": "supported", "repaired": null}]}'


class ScriptedLLM(CustomLLM):
    """Writes `reply`, and supports all that it is to verify."""

    reply: str
    silence_s: float = 0.0
    fails: bool = False
    usage: dict[str, int] = Field(default_factory=dict)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="scripted-llm")

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        raise AssertionError("it is streamed")

    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponseGen:
        reply = RULING if "<case 1>" in prompt else self.reply
        time.sleep(self.silence_s)
        if self.fails:
            raise RuntimeError("The key\nis wrong.")
        for piece in re.findall(r".{1,4}", reply):
            yield CompletionResponse(text=piece, delta=piece, additional_kwargs=dict(self.usage))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("llm") / "index"
    write(Settings.load(index={"path": path}), FERRY, STRIKE)
    return path


def opened(folder: Path, **script: Any) -> QABot:
    settings = Settings.load(generative={"timeout_s": script.pop("timeout_s", 20.0)})
    return QABot.open(folder, settings=settings, llm=ScriptedLLM(**script))


def said(bot: QABot) -> Sequence[str]:
    return [line.text for line in bot.ask(ASKED).lines]


def test_its_sentences_are_verified_as_any_models(folder: Path) -> None:
    answer = opened(folder, reply=f"{PARAPHRASED} [1].").ask(ASKED)
    assert (answer.answerer, answer.text) == ("openai", f"{PARAPHRASED} ≈[1].")
    assert {(one.purpose, one.model) for one in answer.usage} == {
        (Purpose.ANSWER, "scripted-llm"),
        (Purpose.VERIFICATION, "scripted-llm"),
    }
    assert all(one.estimated and one.prompt > 100 for one in answer.usage)


def test_the_tokens_that_it_tells_are_counted(folder: Path) -> None:
    bot = opened(folder, reply=f"{BOUGHT} [1].", usage={"prompt_tokens": 321, "completion_tokens": 12})
    (usage,) = bot.ask(ASKED).usage
    assert (usage.prompt, usage.completion, usage.estimated) == (321, 12, False)


def test_a_failing_one_loses_no_question(folder: Path) -> None:
    answer = opened(folder, reply="", fails=True).ask(ASKED)
    assert BOUGHT in answer.text
    assert answer.notice.startswith("scripted-llm failed: The key is wrong.")


def test_a_silent_one_is_not_waited_for(folder: Path) -> None:
    answer = opened(folder, reply="", silence_s=30, timeout_s=0.5).ask(ASKED)
    assert BOUGHT in answer.text
    assert "scripted-llm took longer than 0.5 s" in answer.notice
