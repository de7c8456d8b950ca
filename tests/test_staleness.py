"""An answer given on a version since corrected or removed can be found, and an article tells its versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.pipeline import Options, ingest
from qa_bot.cli.main import qa_bot
from qa_bot.index import Index
from qa_bot.receipts.staleness import Fate, stale_answers
from qa_bot.receipts.store import Receipts
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question

PORT = "Larkhaven's port\n\nThe port of Larkhaven is led by Mara Orrin. It employs 40 people.\n"
FERRY = "The ferry of Elsmouth\n\nThe ferry of Elsmouth leaves at seven in the morning.\n"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.load(index={"path": tmp_path_factory.mktemp("stale") / "index"})


@pytest.fixture(scope="module")
def news(settings: Settings) -> Path:
    """Two articles; each is asked about, then one is corrected and the other removed."""
    folder = settings.index.path.parent / "news"
    folder.mkdir()
    (folder / "port.txt").write_text(PORT)
    (folder / "ferry.txt").write_text(FERRY)
    ingest([folder], settings)
    responder = Responder.open(settings)
    responder.ask(Question("Who leads the port of Larkhaven?", id="led"))
    responder.ask(Question("When does the ferry of Elsmouth leave?", id="leaves"))
    assert stale_answers(Receipts.of(settings).latest(10), Index.open(settings)) == []
    (folder / "port.txt").write_text(PORT.replace("Mara Orrin", "Jon Varn"))
    (folder / "ferry.txt").unlink()
    ingest([folder], settings, Options(prune=True))
    return folder


def command(settings: Settings, *args: str) -> str:
    result = CliRunner().invoke(qa_bot, [*args, "--index", str(settings.index.path)])
    assert result.exit_code == 0, result.output
    return result.output


def test_answers_on_corrected_and_removed_versions_are_found(settings: Settings, news: Path) -> None:
    stale = stale_answers(Receipts.of(settings).latest(10), Index.open(settings))

    fates = {each.receipt.id: {one.fate for one in each.citations} for each in stale}
    (corrected,) = (one for each in stale if each.receipt.id == "led" for one in each.citations)
    assert fates == {"led": {Fate.CORRECTED}, "leaves": {Fate.REMOVED}}
    assert corrected.replaced_at and not corrected.still_says_so


def test_a_correction_elsewhere_in_the_article_leaves_the_quote_standing(
    settings: Settings, news: Path
) -> None:
    (news / "port.txt").write_text(PORT.replace("40", "44"))
    ingest([news], settings, Options(prune=True))

    stale = stale_answers(Receipts.of(settings).latest(10), Index.open(settings))

    assert [one.still_says_so for each in stale if each.receipt.id == "led" for one in each.citations] == [
        True
    ]


def test_the_commands_tell_of_versions(settings: Settings, news: Path) -> None:
    stale = json.loads(command(settings, "why", "--stale", "--json"))
    shown = json.loads(command(settings, "articles", "show", "port.txt", "--history", "--json"))

    assert {each["id"] for each in stale} == {"led", "leaves"}
    cited = next(each for each in stale if each["id"] == "led")["citations"][0]["content_hash"]
    assert cited == shown["versions"][-1]["content_hash"]
    assert shown["versions"][0]["replaced_at"] is None and shown["versions"][-1]["replaced_at"]
    assert "replaced" in command(settings, "articles", "show", "port.txt", "--history")
    assert "corrected at" in command(settings, "why", "--stale")
