"""What the ingest found in an article stays with its version, in the index and in its exports."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.indexed import indexed, write
from support.news_folder import run
from support.news_folder import write as write_file

from qa_bot.cli.main import qa_bot
from qa_bot.errors import IndexMismatch, UsageError
from qa_bot.index import Index, IndexWriter
from qa_bot.index.archive import export_index, import_index
from qa_bot.index.chroma import Store
from qa_bot.settings import Settings
from qa_bot.types import Facts, Quotation

GATE = "The gate\n2025-03-11\n\nIda Orrin said on Monday that 40 boats had left.\n"
TOLD = Facts((Quotation("Ida Orrin", 0, 24, direct=False),))


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write_file(tmp_path / "news" / "gate.txt", GATE).parent


def facts(settings: Settings) -> Facts:
    return Index.open(settings).facts(["gate.txt"])["gate.txt"]


def speakers(settings: Settings) -> Sequence[str]:
    return [one.speaker for one in facts(settings).quotations]


def shown(settings: Settings, *options: str) -> str:
    arguments = [
        "articles",
        "show",
        "gate.txt",
        "--quotations",
        "--index",
        str(settings.index.path),
        *options,
    ]
    return CliRunner().invoke(qa_bot, arguments).stdout


def test_an_ingest_keeps_what_it_finds(settings: Settings, news: Path) -> None:
    run(settings, news)
    found = facts(settings)
    assert [one.speaker for one in found.quotations] == ["Ida Orrin"]
    assert found.content_hash == Index.open(settings).articles(["gate.txt"])["gate.txt"].content_hash


def test_a_changed_article_has_the_facts_of_its_new_version(settings: Settings, news: Path) -> None:
    run(settings, news)
    before = facts(settings)
    (news / "gate.txt").write_text(GATE.replace("Ida Orrin", "Tom Wren"), encoding="utf-8")
    run(settings, news)
    assert speakers(settings) == ["Tom Wren"]
    assert facts(settings).content_hash != before.content_hash


def test_other_bytes_of_the_same_article_leave_its_facts(settings: Settings, news: Path) -> None:
    run(settings, news)
    before = facts(settings)
    (news / "gate.txt").write_bytes(b"\xef\xbb\xbf" + GATE.encode())
    run(settings, news)
    assert facts(settings) == before


def test_an_article_that_is_not_there_has_no_facts(settings: Settings, news: Path) -> None:
    run(settings, news)
    assert Index.open(settings).facts(["wall.txt"]) == {}


def test_facts_leave_with_the_index_and_come_back(either: Settings, tmp_path: Path) -> None:
    one = replace(indexed("gate.txt", "Ida Orrin said it shut."), facts=TOLD.encoded())
    write(either, one)
    export_index(either, tmp_path / "left.gz")
    import_index(either, tmp_path / "left.gz", replace=True)
    assert facts(either) == replace(TOLD, content_hash=one.article.content_hash)


def test_an_export_with_damaged_facts_is_refused(settings: Settings, tmp_path: Path) -> None:
    write(settings, replace(indexed("gate.txt", "Ida Orrin said it shut."), facts="[[1]]"))
    export_index(settings, tmp_path / "left.gz")
    with pytest.raises(UsageError, match="no whole export of an index"):
        import_index(settings, tmp_path / "left.gz", replace=True)


def test_an_index_from_before_there_were_facts_asks_for_a_rebuild(settings: Settings) -> None:
    gate = indexed("gate.txt", "The gate is shut.")
    write(settings, gate)
    store = Store.open(settings)
    assert store
    store.publish(replace(store.head, schema=6))
    for opened in (Index.open, IndexWriter.open):
        with pytest.raises(
            IndexMismatch, match="has format 6, but this version reads 7; run `qa-ingest --reb"
        ):
            opened(settings)
    with IndexWriter.open(settings, rebuild=True) as writer:
        writer.commit([gate])
    assert facts(settings) == Facts(content_hash=gate.article.content_hash)


def test_the_facts_of_an_article_are_shown(settings: Settings, news: Path) -> None:
    run(settings, news)
    text = shown(settings)
    assert "Ida Orrin (reported): Ida Orrin said on Monday that 40 boats had left." in text
    found = json.loads(shown(settings, "--json"))
    quotation = found["quotations"][0]
    assert (quotation["speaker"], quotation["direct"]) == ("Ida Orrin", False)
    assert GATE[quotation["start"] : quotation["end"]] == quotation["text"]
