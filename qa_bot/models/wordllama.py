"""The embedder that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from qa_bot.errors import ModelUnavailable
from qa_bot.models.weights import package_folder

if TYPE_CHECKING:
    from qa_bot.models.protocols import Matrix


class WordLlamaEmbedder:
    """Static word vectors, averaged: thousands of chunks a second, no network.

    Reads wordllama's two files itself: its own loader costs a cold question a quarter of a second and 50 MB.
    """

    name = "wordllama-l2-256"
    dimension = 256

    def __init__(self) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        folder = package_folder("wordllama")
        try:
            (self._table,) = load_file(folder / "weights" / "l2_supercat_256.safetensors").values()
            tokenizer = (folder / "tokenizers" / "l2_supercat_tokenizer_config.json").read_bytes()
            self._tokenizer = Tokenizer.from_buffer(tokenizer)
        except (OSError, SafetensorError, ValueError) as error:
            raise ModelUnavailable(
                f"The embedder's files in {folder} are damaged ({error}); reinstall wordllama."
            ) from None
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Returns zeros for a text without words."""
        import numpy as np

        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        pieces = [encoding.ids for encoding in encodings]
        used, places = np.unique(np.fromiter(chain(*pieces), np.int64), return_inverse=True)
        rows = self._table[used].astype(np.float32)  # from 16 bits, which takes the most time: each once
        means = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for mean, own in zip(means, np.split(places, np.cumsum([*map(len, pieces)])), strict=False):
            if len(own):
                mean[:] = rows[own].mean(axis=0)
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        unit: Matrix = np.divide(means, lengths, out=means, where=lengths > 0)
        return unit
