"""An ingest brings the index to what lies in the folders, embeds nothing twice, and says what it did."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.news_folder import FERRY, indexed, run, write

from ingest.executors import local
from ingest.pipeline import Options, ingest
from qa_bot.errors import IndexUnavailable, ModelUnavailable, UsageError
from qa_bot.index import Index, IndexWriter
from qa_bot.models.wordllama import WordLlamaEmbedder
from qa_bot.settings import Settings

pytest_plugins = ["support.news_fixtures"]


def test_a_first_ingest_adds_everything(settings: Settings, news: Path) -> None:
    report = run(settings, news)

    assert report.added == ("ferry.txt", "trains.txt", "south/olives.md")
    assert (report.changed, report.unchanged, report.removed, report.failed) == ((), (), (), ())
    assert report.chunks == 3 == Index.open(settings).chunk_count()
    assert indexed(settings)["ferry.txt"].text == FERRY


def test_a_second_ingest_embeds_nothing_and_changes_no_revision(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings, news)
    before = Index.open(settings).state()
    monkeypatch.setattr(local, "build_embedder", lambda settings: pytest.fail("an embedder was built"))

    report = run(settings, news)

    assert set(report.unchanged) == {"ferry.txt", "trains.txt", "south/olives.md"}
    assert (report.added, report.changed, report.chunks) == ((), (), 0)
    after = Index.open(settings).state()
    assert (
        replace(after, ingested_at=before.ingested_at) == before
    )  # only when it ran, to the second, may differ


def test_an_unchanged_folder_does_not_import_llama_index(settings: Settings, news: Path) -> None:
    run(settings, news)
    code = (
        "import sys; from ingest.cli import command; "
        f"command.main([{str(news)!r}, '--index', {str(settings.index.path)!r}], standalone_mode=False); "
        "assert 'llama_index' not in ' '.join(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_one_changed_article_embeds_only_its_own_chunks(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings, news)
    write(news / "ferry.txt", FERRY + "It was towed to Brück.\n")
    embedder = _Remembering()
    monkeypatch.setattr(local, "build_embedder", lambda settings: embedder)

    report = run(settings, news)

    assert (report.changed, report.chunks, len(report.unchanged)) == (("ferry.txt",), 1, 2)
    assert len(embedder.texts) == 1 and "towed to Brück" in embedder.texts[0]
    assert "towed" in indexed(settings)["ferry.txt"].text
    assert Index.open(settings).chunk_count() == 3


def test_what_is_embedded_is_title_heading_and_plain_words(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "## Route\n\nFrom [[Ardal]] to **Brück** in nine hours."
    path = write(tmp_path / "n" / "t.md", f"---\ntitle: Night trains\n---\n{body}\n")
    embedder = _Remembering()
    monkeypatch.setattr(local, "build_embedder", lambda settings: embedder)

    run(settings, path)

    assert embedder.texts == ["Night trains\nRoute\nFrom Ardal to Brück in nine hours."]


def test_other_bytes_with_the_same_content_embed_nothing(settings: Settings, news: Path) -> None:
    run(settings, news)
    (news / "ferry.txt").write_bytes(b"\xef\xbb\xbf" + FERRY.encode())

    first, second = run(settings, news), run(settings, news)

    assert "ferry.txt" in first.unchanged and first.chunks == 0
    assert set(second.unchanged) == set(first.unchanged)


def test_a_path_that_does_not_exist_stops_before_anything_is_written(
    settings: Settings, news: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        run(settings, news, tmp_path / "nowhere")

    with pytest.raises(IndexUnavailable):
        Index.open(settings)


def test_a_failing_embedder_stops_the_ingest_and_keeps_the_old_versions(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings, news)
    write(news / "ferry.txt", FERRY + "It was towed to Brück.\n")
    monkeypatch.setattr(local, "build_embedder", lambda settings: _Failing())

    with pytest.raises(ModelUnavailable, match="does not answer"):
        run(settings, news)

    assert indexed(settings)["ferry.txt"].text == FERRY


def test_a_dry_run_says_what_would_happen_and_writes_nothing(settings: Settings, news: Path) -> None:
    report = ingest([news], settings, Options(dry_run=True))

    assert len(report.added) == 3 and report.chunks == 3 and report.dry_run
    assert not settings.index.path.exists()


def test_a_rebuild_reads_everything_again(settings: Settings, news: Path) -> None:
    run(settings, news)

    report = ingest([news], settings, Options(rebuild=True))

    assert len(report.added) == 3
    assert set(indexed(settings)) == {"ferry.txt", "trains.txt", "south/olives.md"}


def test_batches_do_not_change_the_result(settings: Settings, news: Path, tmp_path: Path) -> None:
    small = Settings.load(index={"path": tmp_path / "small"}, ingest={"batch_chunks": 1})

    assert run(small, news).added == run(settings, news).added
    assert {doc: one.content_hash for doc, one in indexed(small).items()} == {
        doc: one.content_hash for doc, one in indexed(settings).items()
    }


def test_a_run_without_changes_still_tells_when_it_was(settings: Settings, news: Path) -> None:
    run(settings, news)
    before = Index.open(settings).state()
    with IndexWriter.open(settings) as writer:
        writer.note_run("2024-05-03T09:00:00+00:00", 2)

    after = Index.open(settings).state()

    assert (after.ingested_at, after.failed) == ("2024-05-03T09:00:00+00:00", 2)
    assert after.revision == before.revision


def test_a_changed_article_keeps_the_hashes_and_dates_of_its_earlier_versions(
    settings: Settings, news: Path
) -> None:
    run(settings, news)
    first = indexed(settings)["ferry.txt"]
    write(news / "ferry.txt", FERRY + "It was towed to Brück.\n")
    run(settings, news)
    ingest([news], settings, Options(rebuild=True))

    (version,) = indexed(settings)["ferry.txt"].history
    assert (version.content_hash, version.ingested_at) == (first.content_hash, first.ingested_at)
    assert version.replaced_at >= version.ingested_at
    assert indexed(settings)["trains.txt"].history == ()


class _Remembering(WordLlamaEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.texts += texts
        return super().embed(texts)


class _Failing(WordLlamaEmbedder):
    def embed(self, texts: Sequence[str]) -> np.ndarray:
        raise ModelUnavailable("The embeddings server does not answer.")
