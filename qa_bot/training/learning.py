"""Batches, losses and the loop: from examples to a trained model, the same for the same seed."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import TYPE_CHECKING, Generic, TypeVar

import torch
from torch import Tensor, nn

from qa_bot.models.pieces import Pieces, evidence_and_sentence, question_and_passage
from qa_bot.training.encoder import Judge, Reader
from qa_bot.training.examples import NOT_ENTAILED, Judgement, Reading

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Example = TypeVar("Example", Reading, Judgement)
Model = TypeVar("Model", Reader, Judge)
_BARRED = -1e4  # added to the logit of what is no choice
_TILE = 8  # lengths are multiples of it
_POOL = 16  # batches sorted by length together
_WARM_UP = 0.06  # of all steps
_LAST_RATE = 0.02  # of the highest
_HEADS_FASTER = 5.0  # the heads begin at random
_REPORTED, _KEPT_AFTER = 50, 100  # steps


@dataclass(frozen=True, slots=True)
class Words:
    """What turns texts into numbers."""

    tokenizer: Tokenizer
    vectors: Tensor  # of its pieces, (pieces, hidden)

    def reading(self, one: Reading) -> Pieces:
        return question_and_passage(self.tokenizer, one.question, one.passage)

    def judgement(self, one: Judgement) -> Pieces:
        return evidence_and_sentence(self.tokenizer, one.evidence, one.sentence)

    def padded(self, rows: Sequence[Pieces]) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors (rows, longest, hidden), mask and segments (rows, longest)."""
        width = -(-max(len(row.ids) for row in rows) // _TILE) * _TILE
        ids = torch.zeros((len(rows), width), dtype=torch.long)
        segments = torch.zeros((len(rows), width), dtype=torch.long)
        mask = torch.zeros((len(rows), width))
        for i, row in enumerate(rows):
            ids[i, : len(row.ids)] = torch.tensor(row.ids)
            segments[i, : len(row.ids)] = torch.tensor(row.segments)
            mask[i, : len(row.ids)] = 1
        return self.vectors[ids], mask, segments


def _shortened() -> torch.autocast:
    """Products in bfloat16 where the processor has them: twice as fast; elsewhere they would take longer."""
    able = torch.cpu.get_capabilities()
    return torch.autocast("cpu", torch.bfloat16, enabled=able["avx512_bf16"] or able["amx_bf16"])


def reader_loss(model: Reader, words: Words, batch: Sequence[Reading]) -> Tensor:
    """Which of the passage's sentences answers, or "not here"; and where the answer begins and ends."""
    rows = [words.reading(one) for one in batch]
    inputs = words.padded(rows)
    with _shortened():
        scores, nowhere = model(*inputs)
    scores, nowhere = scores.float(), nowhere.float()
    choices, read = sentence_choices(scores[..., 0], nowhere, batch, rows)
    target = torch.zeros_like(choices)
    for i, one in enumerate(batch):
        seen = [n for n in one.answers if n < read[i]]
        target[i, [n + 1 for n in seen] or [0]] = 1 / max(1, len(seen))
    loss = -(target * choices.log_softmax(-1)).sum()
    outside = torch.full(scores.shape[:2], _BARRED)
    for i, row in enumerate(rows):
        outside[i, row.start : row.start + len(row.offsets)] = 0
    ends = (scores[..., 1:] + outside[..., None]).log_softmax(1)
    for i, (one, row) in enumerate(zip(batch, rows, strict=True)):
        for begin, end in _ends(one, row):
            right = ends[i, begin, 0] + ends[i, end, 1]
            loss = loss - right / (2 * len(one.spans))
    return loss / len(batch)


def sentence_choices(
    scores: Tensor, nowhere: Tensor, batch: Sequence[Reading], rows: Sequence[Pieces]
) -> tuple[Tensor, list[int]]:
    """Logits of shape (batch, 1 + sentences): "not here", then the mean of each sentence's pieces.

    Also how many sentences of each were read; the rest was cut off.
    """
    pooled = torch.zeros(len(batch), max(len(one.sentences) for one in batch), scores.shape[1])
    barred = torch.full(pooled.shape[:2], _BARRED)
    read = []
    for i, (one, row) in enumerate(zip(batch, rows, strict=True)):
        runs = list(takewhile(len, (row.within(*span) for span in one.sentences)))
        read.append(len(runs))
        for n, run in enumerate(runs):
            pooled[i, n, run.start : run.stop] = 1 / len(run)
            barred[i, n] = 0
    means = (pooled @ scores[..., None])[..., 0] + barred
    return torch.cat([nowhere[:, None], means], -1), read


def _ends(one: Reading, row: Pieces) -> Iterator[tuple[int, int]]:
    """The first and the last piece of each span that was read whole."""
    for start, end in one.spans:
        run = row.within(start, end)
        if run and row.offsets[run[-1] - row.start][1] >= end:
            yield run[0], run[-1]


def judge_loss(model: Judge, words: Words, batch: Sequence[Judgement]) -> Tensor:
    inputs = words.padded([words.judgement(one) for one in batch])
    with _shortened():
        verdicts = model(*inputs)
    logs = verdicts.float().log_softmax(-1)
    labels = torch.tensor([one.label for one in batch])
    known = logs.gather(1, labels.clamp(max=NOT_ENTAILED - 1)[:, None])[:, 0]
    return -torch.where(labels == NOT_ENTAILED, torch.logsumexp(logs[:, 1:], -1), known).mean()


@dataclass(frozen=True, slots=True)
class Source(Generic[Example]):
    """Examples of one origin: its share of each batch, and how a new round of them is drawn from a seed."""

    share: float
    draw: Callable[[int], list[Example]]


def batches(
    sources: Sequence[Source[Example]], length: Callable[[Example], int], size: int, seed: int
) -> Iterator[list[Example]]:
    """Batches of like length without end; a source that is used up is drawn anew."""
    chance = random.Random(seed)
    left: list[list[Example]] = [[] for _ in sources]
    rounds = 0
    while True:
        pool: list[Example] = []
        for source, kept in zip(sources, left, strict=True):
            wanted = round(source.share * size * _POOL)
            while len(kept) < wanted:
                rounds += 1
                fresh = source.draw(seed + rounds)
                chance.shuffle(fresh)
                kept += fresh
            pool += kept[:wanted]
            del kept[:wanted]
        pool.sort(key=length)
        made = [pool[at : at + size] for at in range(0, len(pool), size)]
        chance.shuffle(made)
        yield from made


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to learn, and where to keep what was learnt so far."""

    steps: int
    rate: float  # the highest, for the encoder
    checkpoint: Path
    report: Callable[[str], None]


def learn(
    model: Model,
    loss_of: Callable[[Model, Words, Sequence[Example]], Tensor],
    words: Words,
    examples: Iterator[list[Example]],
    plan: Plan,
) -> None:
    """AdamW with a warm-up and a linear decay; goes on from the checkpoint if there is one."""
    own: list[Tensor] = list(model.encoder.parameters())
    named = list(model.named_parameters())
    heads: list[Tensor] = [weight for name, weight in named if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": own}, {"params": heads}], lr=plan.rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True
    )
    done = _resumed(model, optimizer, plan.checkpoint)
    model.train()
    started, recent = perf_counter(), deque[float](maxlen=_REPORTED)
    for step, batch in zip(range(plan.steps), examples, strict=False):
        if step < done:
            continue  # the same batches come as in a run that nothing ended
        share = step / plan.steps
        rate = plan.rate * min(1.0, share / _WARM_UP + 1e-3) * max(_LAST_RATE, 1 - share)
        for group, faster in zip(optimizer.param_groups, (1.0, _HEADS_FASTER), strict=True):
            group["lr"] = rate * faster
        loss = loss_of(model, words, batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([*own, *heads], 1.0)
        optimizer.step()
        recent.append(loss.item())
        if (step + 1) % _REPORTED == 0:
            each = (perf_counter() - started) / (step + 1 - done)
            left = (plan.steps - step - 1) * each / 60
            plan.report(f"step {step + 1} of {plan.steps}, loss {fmean(recent):.3f}, {left:.0f} minutes left")
        if (step + 1) % _KEPT_AFTER == 0 or step + 1 == plan.steps:
            _keep(model, optimizer, step + 1, plan.checkpoint)


def _resumed(model: nn.Module, optimizer: torch.optim.Optimizer, checkpoint: Path) -> int:
    """Steps that were done before."""
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["steps"])


def _keep(model: nn.Module, optimizer: torch.optim.Optimizer, steps: int, checkpoint: Path) -> None:
    """Whole or not at all."""
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "steps": steps}
    torch.save(state, scratch := checkpoint.with_suffix(".new"))
    scratch.replace(checkpoint)
