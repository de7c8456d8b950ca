"""The reader and the judge that come with the package: what they share, and how they are asked.

Trained by `python -m qa_bot.training`; models/data/CARD.md says on what, and how well they do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa_bot.errors import ModelUnavailable
from qa_bot.models.pieces import Pieces, evidence_and_sentence, question_and_passage
from qa_bot.models.protocols import Excerpt, Opinion, Span
from qa_bot.text import sentence_spans

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from qa_bot.models.protocols import Matrix

DATA = Path(__file__).parent / "data"
SUMS = DATA / "sha256.json"  # of the files below
VOCABULARY = "minilm-vocab.txt"
WORDS, WORD_SCALES = "words.npy", "word-scales.npy"  # int8 (pieces, hidden) and float32 (pieces, 1)
READER, JUDGE = "reader.onnx", "judge.onnx"
_LONGEST_ANSWER = 40  # word pieces
_LEAST = 0.001  # probability of a sentence worth handing on


class TrainedReader:
    """Which sentence of a passage answers a question, and with which words."""

    def __init__(self) -> None:
        self._model = _Model(READER)

    def read(self, question: str, passages: Sequence[Excerpt]) -> list[list[Span]]:
        """For each passage the words that answer, best first; scored by their sentence's probability."""
        return [self._answers(question, passage) for passage in passages]

    def _answers(self, question: str, passage: Excerpt) -> list[Span]:
        row = question_and_passage(tokenizer(), question, passage)
        logits, nowhere = self._model.run(row)
        return _spans(passage.text, row, logits, float(nowhere))


def _spans(text: str, row: Pieces, logits: Matrix, nowhere: float) -> list[Span]:
    """`logits` of shape (pieces, 3): it answers, an answer begins here, it ends here."""
    runs = list(takewhile(len, (row.within(start, end) for start, end in sentence_spans(text))))
    means = np.array([nowhere, *(logits[run.start : run.stop, 0].mean() for run in runs)])
    odds = np.exp(means - means.max())
    found = [
        Span(*_words(row, run, logits), float(probability))
        for run, probability in zip(runs, odds[1:] / odds.sum(), strict=True)
        if probability >= _LEAST
    ]
    return sorted(found, key=lambda span: -span.score)


def _words(row: Pieces, run: range, logits: Matrix) -> tuple[int, int]:
    """The likeliest words of a sentence: those with the best begin and end together."""
    begins, ends = logits[run.start : run.stop, 1], logits[run.start : run.stop, 2]
    together = begins[:, None] + ends[None, :]
    anywhere = np.ones_like(together, dtype=bool)
    allowed = np.triu(anywhere) & ~np.triu(anywhere, _LONGEST_ANSWER)
    first, last = np.unravel_index(np.where(allowed, together, -np.inf).argmax(), together.shape)
    at = run.start - row.start
    return row.offsets[at + int(first)][0], row.offsets[at + int(last)][1]


class TrainedJudge:
    """Whether a sentence follows from its evidence."""

    def __init__(self) -> None:
        self._model = _Model(JUDGE)

    def judge(self, evidence: Excerpt, sentence: str) -> Opinion:
        row = evidence_and_sentence(tokenizer(), evidence, sentence)
        (logits,) = self._model.run(row)
        odds = np.exp(logits - logits.max())
        entailed, _, contradicted = map(float, odds / odds.sum())
        return Opinion(entailed, contradicted)


class _Model:
    """A network that is given the vectors of word pieces."""

    def __init__(self, name: str) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            checked(name), options, providers=["CPUExecutionProvider"]
        )

    def run(self, row: Pieces) -> list[Matrix]:
        """The outputs for one text: of several at once, each would be rounded by the others' range."""
        words, scales = _word_vectors()
        inputs = {
            "vectors": (words[row.ids] * scales[row.ids])[None],
            "mask": np.ones((1, len(row.ids)), np.float32),
            "segments": np.array([row.segments], np.int64),
        }
        return [output[0] for output in self._session.run(None, inputs)]


@cache
def _word_vectors() -> tuple[NDArray[np.int8], Matrix]:
    """Whole numbers and the scale of each row; both models share them."""
    words, scales = (np.load(BytesIO(checked(name))) for name in (WORDS, WORD_SCALES))
    return words, scales


@cache
def tokenizer() -> Tokenizer:
    from tokenizers import BertWordPieceTokenizer

    words: Tokenizer = BertWordPieceTokenizer(str(DATA / VOCABULARY), lowercase=True)
    return words


def checked(name: str) -> bytes:
    """A file of weights, its sha256 compared: what is loaded is what was measured."""
    try:
        weights = (DATA / name).read_bytes()
        known = json.loads(SUMS.read_text(encoding="utf-8"))[name]
    except OSError as error:
        raise ModelUnavailable(f"The weights {name} cannot be read ({error}); reinstall qa-bot.") from None
    if hashlib.sha256(weights).hexdigest() != known:
        raise ModelUnavailable(f"The weights {name} were altered (sha256 differs); reinstall qa-bot.")
    return weights
