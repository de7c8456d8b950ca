"""Who answers: a model, where there is one, or the articles' own sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from qa_bot.answering.draft import Draft, Show
from qa_bot.answering.extractive import Extractive
from qa_bot.answering.generative import Generative
from qa_bot.answering.rewriting import REWRITING, Rewriter
from qa_bot.answering.verification.cases import Verifying
from qa_bot.answering.verification.proving import Proving
from qa_bot.answering.verification.support import Support
from qa_bot.answering.verification.verifier import Verifier
from qa_bot.models import (
    ChatModel,
    Encoder,
    Judge,
    OwnModels,
    answerer_name,
    build_chat_model,
    build_verifier_model,
)
from qa_bot.query import Query, Rewrite, standalone
from qa_bot.retrieval import Evidence
from qa_bot.settings import Settings

_VERIFYING = 0.5  # of the time for an answer, for one request


class Answerer(Protocol):
    """Evidence -> an answer in proven sentences; `show` gets each of them as it comes."""

    def answer(self, query: Query, evidence: Evidence, show: Show = ...) -> Draft: ...


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers, who makes a follow-up stand alone, and who verifies what others say."""

    answerer: Answerer
    rewrite: Rewrite
    verifier: Verifying | None = None


@dataclass(frozen=True, slots=True)
class Answerers:
    """The one that is asked for, and the one that needs no model server: often the same."""

    preferred: Answering
    free: Answering

    @classmethod
    def of(
        cls, settings: Settings, own: OwnModels, encoder: Encoder | None, judge: Callable[[], Judge | None]
    ) -> Answerers:
        """`judge` loads it when needed. Raises ModelUnavailable, and UsageError for unknown names."""
        extractive = Extractive(settings.answer)
        free = Answering(extractive, standalone)
        chat = own.chat or _chat_model(settings)
        if chat is None:
            return cls(free, free)
        proving = Proving(Support(encoder, judge()), judge())
        verifier = build_verifier(settings, own)
        generative = Generative(chat, verifier, proving, settings.generative, extractive)
        rewriter = Rewriter(chat, settings.generative.timeout_s * REWRITING)
        return cls(Answering(generative, rewriter.standalone, verifier), free)


def _chat_model(settings: Settings) -> ChatModel | None:
    """None where no model is to answer."""
    return None if answerer_name(settings) == Extractive.name else build_chat_model(settings)


def build_verifier(settings: Settings, own: OwnModels) -> Verifier | None:
    """A model that was handed in, or the one that the settings name; None where none is to be asked."""
    is_asked = own.chat or answerer_name(settings) != Extractive.name
    if settings.generative.verifier == "none" or not is_asked:
        return None
    is_same = settings.generative.verifier == "same"
    chat = own.chat if own.chat and is_same else build_verifier_model(settings)
    return Verifier(chat, settings.generative.timeout_s * _VERIFYING)
