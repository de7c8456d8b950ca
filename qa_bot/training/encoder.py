"""The network that is trained: BERT's encoder (Devlin et al., 2019) in plain torch, and the heads on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from qa_bot.models.pieces import MOST_PIECES, SEGMENTS

_EPSILON = 1e-12
_BARRED = -1e4  # added to the attention on padding; fits into bfloat16


@dataclass(frozen=True, slots=True)
class Shape:
    """Of MiniLM-L6-H384, unless said otherwise."""

    hidden: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1_536
    positions: int = MOST_PIECES


class Layer(nn.Module):
    """Self-attention and two dense layers, each with its sum and its normalisation behind it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = nn.Linear(shape.hidden, shape.hidden)
        self.key = nn.Linear(shape.hidden, shape.hidden)
        self.value = nn.Linear(shape.hidden, shape.hidden)
        self.out = nn.Linear(shape.hidden, shape.hidden)
        self.attended = nn.LayerNorm(shape.hidden, eps=_EPSILON)
        self.widen = nn.Linear(shape.hidden, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.hidden)
        self.passed = nn.LayerNorm(shape.hidden, eps=_EPSILON)

    def forward(self, states: Tensor, barred: Tensor) -> Tensor:
        """States of shape (batch, pieces, hidden); `barred` is added to the attention's logits."""
        batch, pieces, hidden = states.shape
        size = hidden // self.heads

        def split(linear: nn.Linear) -> Tensor:
            return cast(Tensor, linear(states).view(batch, pieces, self.heads, size).transpose(1, 2))

        query, key, value = split(self.query), split(self.key), split(self.value)
        # Written out and in one type: torch's fused attention costs twice as much on a CPU.
        with torch.autocast("cpu", enabled=False):
            logits = (query * size**-0.5 @ key.transpose(-1, -2)).add_(barred)
            joined = (torch.softmax(logits, -1) @ value).transpose(1, 2).reshape(batch, pieces, hidden)
        states = self.attended(states + self.out(joined))
        return cast(Tensor, self.passed(states + self.narrow(nn.functional.gelu(self.widen(states)))))


class Encoder(nn.Module):
    """The vectors of word pieces -> their states. Those vectors are not trained: both models share them."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.hidden = shape.hidden
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.segments = nn.Embedding(SEGMENTS, shape.hidden)
        self.embedded = nn.LayerNorm(shape.hidden, eps=_EPSILON)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))

    def forward(self, vectors: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        """Vectors (batch, pieces, hidden), mask and segments (batch, pieces) -> states like the vectors."""
        places = self.positions.weight[: vectors.shape[1]]
        states = self.embedded(vectors + places + self.segments(segments))
        if torch.is_autocast_enabled("cpu"):
            states = states.bfloat16()
        barred = ((1 - mask) * _BARRED)[:, None, None, :].to(states.dtype)
        for layer in self.layers:
            states = layer(states, barred)
        return cast(Tensor, states)


class Reader(nn.Module):
    """For each word piece of a passage how well it answers, begins and ends an answer; and "not here"."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        hidden = encoder.hidden
        self.encoder = encoder
        self.dense = nn.Linear(hidden, hidden)
        self.scores = nn.Linear(hidden, 3)
        self.nowhere = nn.Linear(3 * hidden, 1)

    def forward(self, vectors: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        """Returns logits of shape (batch, pieces, 3) and of "not here", (batch,)."""
        states = self.encoder(vectors, mask, segments)
        scores = self.scores(nn.functional.gelu(self.dense(states)))
        question, passage = sides(states, mask, segments)
        nowhere = self.nowhere(torch.cat([states[:, 0], question, passage], -1))
        return scores, nowhere[:, 0]


class Judge(nn.Module):
    """Evidence + sentence -> entailed, neither, contradicted; by both means (Conneau et al., 2017)."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        hidden = encoder.hidden
        self.encoder = encoder
        self.dense = nn.Linear(5 * hidden, hidden)
        self.verdict = nn.Linear(hidden, 3)

    def forward(self, vectors: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        """Returns logits of shape (batch, 3)."""
        states = self.encoder(vectors, mask, segments)
        evidence, sentence = sides(states, mask, segments)
        joined = [states[:, 0], evidence, sentence, (evidence - sentence).abs(), evidence * sentence]
        return cast(Tensor, self.verdict(nn.functional.gelu(self.dense(torch.cat(joined, -1)))))


def sides(states: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
    """The means of the pieces of the first and of the second segment."""
    second = segments % 2 * mask
    first = mask - second

    def mean(which: Tensor) -> Tensor:
        return (states * which[..., None]).sum(1) / which.sum(1, keepdim=True).clamp(min=1)

    return mean(first), mean(second)


def from_minilm(path: Path, shape: Shape = Shape()) -> tuple[Encoder, Tensor]:
    """The encoder with the weights of a BERT in safetensors; the vectors of its words, (words, hidden)."""
    weights = {name.removeprefix("bert."): tensor for name, tensor in load_file(path).items()}
    encoder = Encoder(shape)
    embeddings = {"positions": "position_embeddings", "segments": "token_type_embeddings"}
    state = {f"{ours}.weight": weights[f"embeddings.{name}.weight"] for ours, name in embeddings.items()}
    state["positions.weight"] = state["positions.weight"][: shape.positions]
    state["segments.weight"] = state["segments.weight"].repeat(SEGMENTS // 2, 1)
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "out": "attention.output.dense",
        "attended": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "passed": "output.LayerNorm",
    }
    for kind in ("weight", "bias"):
        state[f"embedded.{kind}"] = weights[f"embeddings.LayerNorm.{kind}"]
        for n in range(shape.layers):
            for ours, name in parts.items():
                state[f"layers.{n}.{ours}.{kind}"] = weights[f"encoder.layer.{n}.{name}.{kind}"]
    encoder.load_state_dict(state)
    return encoder, weights["embeddings.word_embeddings.weight"]
