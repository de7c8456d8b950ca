"""The calibrated probability that a sentence holds the answer: a logistic model over its features.

The weights were fitted by `python -m qa_bot.training.calibrate`; evals/LOG.md tells how well they do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from qa_bot.answering.selection.features import Features
from qa_bot.retrieval import Sentence

WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Rated:
    sentence: Sentence
    confidence: float  # calibrated probability that it holds the answer


def confidence(features: Features, read: bool) -> float:
    """`read`: whether a reader has read the candidates; without one other weights hold."""
    bias, weights = _models()["read" if read else "unread"]
    z = bias + sum(weight * value for weight, value in zip(weights, features.values(), strict=True))
    return 1 / (1 + exp(-z))


@cache
def _models() -> dict[str, tuple[float, tuple[float, ...]]]:
    models = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {
        name: (model["bias"], tuple(model["weights"][feature] for feature in Features.names()))
        for name, model in models.items()
    }
