"""The calibrated probability that a sentence holds the answer: a logistic model over its features.

The weights were fitted by `python -m qa_bot.evals.calibrate`, which records how well it does in evals/LOG.md.
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


def confidence(features: Features) -> float:
    bias, weights = _model()
    z = bias + sum(weight * value for weight, value in zip(weights, features.values(), strict=True))
    return 1 / (1 + exp(-z))


@cache
def _model() -> tuple[float, tuple[float, ...]]:
    model = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return model["bias"], tuple(model["weights"][name] for name in Features.names())
