"""An ingest brings the index to what lies in the folders, touches nothing else, and says what it did."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest import pipeline
from ingest.pipeline import Options, ingest
from ingest.report import Failure, IngestReport
from qa_bot.errors import IndexUnavailable, ModelUnavailable, UsageError
from qa_bot.failures import read_failures
from qa_bot.index import Index, IndexWriter
from qa_bot.models import WordLlamaEmbedder
from qa_bot.settings import Settings
from qa_bot.types import Article

FERRY = "The ferry Margarethe ran aground off Elsmouth on Tuesday. Divers found a tear in the hull.\n"
OLIVES = "Olive growers in Sant Pere expect a small harvest. After a dry winter came hail in April.\n"
TRAIN = "Night trains between Ardal and Brück return in May. The railway ordered six sleeping cars.\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(index={"path": tmp_path / "index"})


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write(folder / "ferry.txt", FERRY)
    write(folder / "south" / "olives.md", OLIVES)
    write(folder / "trains.txt", TRAIN)
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_lines(path: Path, *records: dict[str, str]) -> Path:
    return write(path, "".join(json.dumps(record) + "\n" for record in records))


def indexed(settings: Settings) -> dict[str, Article]:
    index = Index.open(settings)
    return index.articles(article.id for article in index.list_articles())


def run(settings: Settings, *paths: Path, prune: bool | None = None) -> IngestReport:
    return ingest(paths, settings, Options(prune=prune))


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
    monkeypatch.setattr(pipeline, "build_embedder", lambda settings: pytest.fail("an embedder was built"))

    report = run(settings, news)

    assert set(report.unchanged) == {"ferry.txt", "trains.txt", "south/olives.md"}
    assert (report.added, report.changed, report.chunks) == ((), (), 0)
    assert Index.open(settings).state() == before


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
    monkeypatch.setattr(pipeline, "build_embedder", lambda settings: embedder)

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
    monkeypatch.setattr(pipeline, "build_embedder", lambda settings: embedder)

    run(settings, path)

    assert embedder.texts == ["Night trains\nRoute\nFrom Ardal to Brück in nine hours."]


def test_other_bytes_with_the_same_content_embed_nothing(settings: Settings, news: Path) -> None:
    run(settings, news)
    (news / "ferry.txt").write_bytes(b"\xef\xbb\xbf" + FERRY.encode())

    first, second = run(settings, news), run(settings, news)

    assert "ferry.txt" in first.unchanged and first.chunks == 0
    assert set(second.unchanged) == set(first.unchanged)


def test_a_removed_file_is_removed_and_its_copies_elsewhere_stay(settings: Settings, news: Path) -> None:
    write(news / "copy.txt", FERRY)
    run(settings, news)
    (news / "ferry.txt").unlink()

    report = run(settings, news)

    assert report.removed == ("ferry.txt",)
    assert set(indexed(settings)) == {"copy.txt", "trains.txt", "south/olives.md"}


def test_many_removals_need_prune(settings: Settings, news: Path) -> None:
    run(settings, news)
    (news / "ferry.txt").unlink()
    (news / "trains.txt").unlink()

    asked = run(settings, news)
    told = run(settings, news, prune=True)

    assert asked.removed == () and "2 of 3 articles" in asked.notes[0] and "--prune" in asked.notes[0]
    assert told.removed == ("ferry.txt", "trains.txt") and told.notes == ()


def test_no_prune_removes_nothing_and_says_nothing(settings: Settings, news: Path) -> None:
    run(settings, news)
    (news / "ferry.txt").unlink()

    report = run(settings, news, prune=False)

    assert (report.removed, report.notes, len(indexed(settings))) == ((), (), 3)


def test_a_folder_that_lost_everything_is_taken_for_unmounted(settings: Settings, news: Path) -> None:
    run(settings, news)
    shutil.rmtree(news)
    news.mkdir()

    report = run(settings, news)

    assert report.removed == () and "not mounted" in report.notes[0]
    assert len(indexed(settings)) == 3


def test_an_empty_folder_that_never_had_any_is_said_to_be_empty(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()

    report = run(settings, tmp_path / "none")

    assert report.added == () and "No articles were found" in report.notes[0]


def test_other_sources_are_left_alone(settings: Settings, news: Path, tmp_path: Path) -> None:
    run(settings, news)
    write(tmp_path / "wire" / "a.txt", "A comet was seen over Ardal. It comes back in 76 years.")

    report = run(settings, tmp_path / "wire")

    assert (report.added, report.removed, len(indexed(settings))) == (("a.txt",), (), 4)


def test_a_path_that_does_not_exist_stops_before_anything_is_written(
    settings: Settings, news: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        run(settings, news, tmp_path / "nowhere")

    with pytest.raises(IndexUnavailable):
        Index.open(settings)


def test_a_bad_file_is_reported_and_keeps_its_old_version(settings: Settings, news: Path) -> None:
    run(settings, news)
    (news / "ferry.txt").write_bytes(bytes(range(256)) * 40)
    write(news / "new.txt", "The mayor of Brück opened a library. It has 4,000 books.")

    report = run(settings, news)

    assert [failure.doc for failure in report.failed] == ["ferry.txt"] and report.added == ("new.txt",)
    assert report.removed == () and indexed(settings)["ferry.txt"].text == FERRY


def test_a_broken_line_keeps_the_known_articles_of_its_file(settings: Settings, tmp_path: Path) -> None:
    lines = [{"id": f"w{n}", "text": f"{OLIVES} It was the {n}th."} for n in range(4)]
    path = write_lines(tmp_path / "wire.jsonl", *lines)
    run(settings, path)
    path.write_text(path.read_text().replace('"id": "w2"', '"id": w2'))

    report = run(settings, path)

    assert report.removed == () and len(report.unchanged) == 3 and "line 3" in report.failed[0].reason
    assert set(indexed(settings)) == {"w0", "w1", "w2", "w3"}


def test_a_line_that_left_its_file_is_removed(settings: Settings, tmp_path: Path) -> None:
    lines = [{"id": f"w{n}", "text": f"{OLIVES} It was the {n}th."} for n in range(4)]
    path = write_lines(tmp_path / "wire.jsonl", *lines)
    run(settings, path)
    write_lines(path, *lines[1:])

    report = run(settings, path)

    assert (report.removed, len(report.unchanged)) == (("w0",), 3)


def test_the_same_name_in_two_folders_is_two_articles(settings: Settings, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write(one / "x.txt", FERRY)
    write(two / "x.txt", OLIVES)

    first, second = run(settings, one, two), run(settings, two, one)

    assert first.added == ("x.txt", "two/x.txt")
    assert set(second.unchanged) == {"x.txt", "two/x.txt"}
    assert indexed(settings)["two/x.txt"].text == OLIVES


def test_two_folders_of_one_name_do_not_share_ids(settings: Settings, tmp_path: Path) -> None:
    folders = [tmp_path / parent / "news" for parent in ("a", "b", "c")]
    for n, folder in enumerate(folders):
        write(folder / "x.txt", f"{TRAIN} Edition {n}.")

    report = run(settings, *folders)

    assert report.added[:2] == ("x.txt", "news/x.txt") and report.added[2].endswith("/x.txt")
    assert set(run(settings, *reversed(folders)).unchanged) == set(report.added)


def test_two_files_with_the_same_content_are_two_articles_of_one_story(
    settings: Settings, tmp_path: Path
) -> None:
    write(tmp_path / "n" / "a.txt", FERRY)
    write(tmp_path / "n" / "b.txt", FERRY)

    report = run(settings, tmp_path / "n")

    known = indexed(settings)
    assert report.added == ("a.txt", "b.txt")
    assert known["a.txt"].signature == known["b.txt"].signature != ""


def test_a_file_given_alone_is_the_article_of_its_folder(settings: Settings, news: Path) -> None:
    run(settings, news)
    write(news / "south" / "olives.md", OLIVES + "Prices doubled.\n")
    write(news / "south" / "almonds.md", "Almond trees bloom early in Sant Pere. Bees are late.")

    report = run(settings, news / "south" / "olives.md", news / "south" / "almonds.md")

    assert (report.changed, report.added) == (("south/olives.md",), ("south/almonds.md",))
    assert (report.removed, report.notes) == ((), ())
    assert len(run(settings, news).unchanged) == 4


def test_a_failing_embedder_stops_the_ingest_and_keeps_the_old_versions(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings, news)
    write(news / "ferry.txt", FERRY + "It was towed to Brück.\n")
    monkeypatch.setattr(pipeline, "build_embedder", lambda settings: _Failing())

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


def test_an_empty_file_is_no_failure_of_the_run(settings: Settings, news: Path) -> None:
    write(news / "empty.txt", " \n\n")

    report = run(settings, news)

    assert report.failed == (Failure("empty.txt", "is empty"),) and len(report.added) == 3
    assert not report.nothing_read


def test_bytes_that_could_not_be_read_are_not_tried_again(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "bad.pdf").write_bytes(b"%PDF-1.7 nonsense")
    first = run(settings, news)
    monkeypatch.setattr(pipeline, "build_embedder", lambda settings: pytest.fail("something was parsed"))

    second = run(settings, news)

    assert second.failed == first.failed and [each.doc for each in first.failed] == ["bad.pdf"]
    assert [each.doc for each in read_failures(settings)] == ["bad.pdf"]
    assert Index.open(settings).state().failed == 1


def test_a_rebuild_tries_again_what_failed(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "bad.pdf").write_bytes(b"%PDF-1.7 nonsense")
    run(settings, news)
    tried: list[str] = []
    batches = pipeline.batches
    monkeypatch.setattr(
        pipeline,
        "batches",
        lambda changes, of: batches((tried.append(each.file.doc) or each for each in changes), of),
    )

    ingest([news], settings, Options(rebuild=True))

    assert "bad.pdf" in tried


def test_a_failure_is_forgotten_with_its_file_and_by_no_other_source(
    settings: Settings, news: Path, tmp_path: Path
) -> None:
    (news / "bad.pdf").write_bytes(b"%PDF-1.7 nonsense")
    run(settings, news)
    write(tmp_path / "wire" / "comet.txt", "A comet was seen over Ardal. It comes back in 76 years.")
    run(settings, tmp_path / "wire")
    kept = read_failures(settings)
    (news / "bad.pdf").unlink()
    run(settings, news)

    assert [each.doc for each in kept] == ["bad.pdf"] and read_failures(settings) == ()
    assert Index.open(settings).state().failed == 0


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


def test_a_moved_folder_is_the_same_source(settings: Settings, news: Path, tmp_path: Path) -> None:
    run(settings, news)
    news.rename(tmp_path / "archive")

    report = run(settings, tmp_path / "archive")
    again = run(settings, tmp_path / "archive")

    assert len(report.unchanged) == len(again.unchanged) == 3 and report.chunks == 0
    assert indexed(settings)["ferry.txt"].path == str(tmp_path / "archive" / "ferry.txt")
    assert {article.source for article in indexed(settings).values()} == {str(tmp_path / "archive")}


def test_a_copied_folder_is_another_source(settings: Settings, news: Path, tmp_path: Path) -> None:
    run(settings, news)
    shutil.copytree(news, tmp_path / "copy")

    assert len(run(settings, tmp_path / "copy").added) == 3


def test_renamed_files_are_renamed_however_many(settings: Settings, news: Path) -> None:
    run(settings, news)
    for name in ("ferry.txt", "trains.txt"):
        (news / name).rename(news / f"2024-{name}")

    report = run(settings, news)

    assert (report.removed, report.notes) == (("ferry.txt", "trains.txt"), ())
    assert set(report.added) == {"2024-ferry.txt", "2024-trains.txt"}


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
