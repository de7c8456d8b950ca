"""A language model that rules on what a language model wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from qa_bot.answering.claims import without_thoughts
from qa_bot.answering.prompts import verification_prompt
from qa_bot.answering.verification.cases import Case, Finding, Ruling
from qa_bot.errors import ModelUnavailable
from qa_bot.models import ChatModel


class Verifier:
    """Asks for a ruling on several sentences at once, then for one on those that it repaired."""

    def __init__(self, chat: ChatModel, seconds: float) -> None:
        """`seconds` is the time for one request."""
        self._chat = chat
        self._seconds = seconds

    def verify(self, cases: Sequence[Case]) -> Sequence[Finding | None]:
        """See `Verifying`. A repaired sentence that is not found supported is no repair."""
        found = self._ruled(cases)
        repaired = [n for n, one in enumerate(found) if one and one.repaired]
        if not repaired:
            return found
        again = self._ruled([replace(cases[n], text=_repair(found[n])) for n in repaired])
        sound = {n for n, one in zip(repaired, again, strict=True) if one and one.ruling is Ruling.SUPPORTED}
        return [
            one if one is None or n in sound else replace(one, repaired="") for n, one in enumerate(found)
        ]

    def _ruled(self, cases: Sequence[Case]) -> list[Finding | None]:
        with closing(self._chat.stream(verification_prompt(cases), self._seconds)) as pieces:
            reply = without_thoughts("".join(pieces))
        rulings = _rulings(reply)
        return [_finding(rulings.get(n), case) for n, case in enumerate(cases, start=1)]


def _repair(finding: Finding | None) -> str:
    return finding.repaired if finding else ""


def _rulings(reply: str) -> dict[int, Mapping[str, Any]]:
    """By the number of the sentence. Raises ModelUnavailable for what is no JSON of that kind."""
    try:
        told = json.loads(reply[reply.index("{") : reply.rindex("}") + 1])["rulings"]
        return {int(one["sentence"]): one for one in told}
    except (ValueError, KeyError, TypeError):
        raise ModelUnavailable("The model sent no rulings on the sentences that it was to verify.") from None


def _finding(ruling: Mapping[str, Any] | None, case: Case) -> Finding | None:
    """None for a ruling of a name that is not among ours."""
    if ruling is None or ruling.get("ruling") not in list(Ruling):
        return None
    found, repaired = Ruling(ruling["ruling"]), ruling.get("repaired")
    if found is Ruling.SUPPORTED or not isinstance(repaired, str):
        repaired = ""
    told = ruling.get("differing")
    numbers = told if isinstance(told, list) else []
    differing = tuple(one for n, one in enumerate(case.elsewhere, start=1) if n in numbers)
    return Finding(found, " ".join(repaired.split()), differing)
