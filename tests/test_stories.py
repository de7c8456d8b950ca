"""Which articles are of one story, in an index that holds others beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from qa_bot.cli.main import main
from qa_bot.index import Index
from qa_bot.query import parts_of
from qa_bot.retrieval import about, stories
from qa_bot.settings import Settings
from qa_bot.types import Article, Passage, Scope

SALE = (
    "The Larkhaven council sold the Brisling shipyard to Tomas Wren for 40 million crowns. Harbour master "
    "Odile Ferrant called the price low. Wren wants to build ferries at Larkhaven again."
)
ARTICLES = [
    ("sale", "2031-03-03", "Brisling shipyard sold", SALE),
    ("sale-copy", "2032-06-01", "Council parts with shipyard", SALE),
    (
        "strike",
        "2031-04-20",
        "Strike at Brisling shipyard",
        "Welders at the Brisling shipyard in Larkhaven went on strike on Monday. Tomas Wren, who owns it, "
        "offered two percent. Odile Ferrant is to mediate.",
    ),
    (
        "closed",
        "2031-08-30",
        "Brisling shipyard closes",
        "Tomas Wren will close the Brisling shipyard in Larkhaven. The welders' union blamed Wren, and Odile "
        "Ferrant the council.",
    ),
    (
        "reopened",
        "2034-05-05",
        "Brisling shipyard opens again",
        "The Brisling shipyard in Larkhaven was opened again by Odile Ferrant. Tomas Wren sent flowers.",
    ),
    (
        "mine",
        "2031-03-05",
        "Ludd mine floods",
        "Water rose in the Ludd mine near Orrin. Maud Tiller led the pumps.",
    ),
    (
        "chess",
        "2031-04-21",
        "Chess at Larkhaven",
        "Ida Brandt of Varn won the chess cup at Larkhaven on Sunday.",
    ),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("stories")
    keys = ("id", "date", "title", "text")
    lines = [json.dumps(dict(zip(keys, article, strict=True))) for article in ARTICLES]
    (place / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "ingest", place / "news.jsonl", "--index", place / "index"]
    subprocess.run(command, check=True, capture_output=True)
    return place / "index"


def ids(found: tuple[Article, ...]) -> list[str]:
    return [article.id for article in found]


def story(index: Path, id: str, scope: Scope | None = None) -> list[str]:
    opened = Index.open(Settings.load(index={"path": index}))
    return ids(stories(opened.latest, opened.articles([id]).values(), scope or Scope()))


def test_a_story_is_found_from_each_of_its_articles_and_goes_on_from_one_to_the_next(index: Path) -> None:
    whole = ["sale", "strike", "closed", "sale-copy"]
    assert story(index, "sale") == story(index, "strike") == whole


def test_years_later_it_is_another_story(index: Path) -> None:
    assert story(index, "reopened") == ["reopened"]


def test_a_shared_place_makes_no_story(index: Path) -> None:
    assert story(index, "chess") == ["chess"]
    assert story(index, "mine") == ["mine"]


def test_nothing_published_later_is_of_the_story(index: Path) -> None:
    assert story(index, "sale", Scope(as_of=date(2031, 5, 1))) == ["sale", "strike"]


def test_an_article_is_about_a_text_whose_words_its_opening_has(index: Path) -> None:
    opened = Index.open(Settings.load(index={"path": index}))
    hits = opened.latest.lexical.search("Larkhaven shipyard", 10, Scope())
    passages: list[Passage] = opened.latest.passages(hits, Scope())
    assert set(ids(about(parts_of("Larkhaven shipyard")[0], passages))) == {
        "sale",
        "sale-copy",
        "strike",
        "closed",
        "reopened",
    }


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, index: Path):
    monkeypatch.chdir(tmp_path)

    def run_command(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*args, "--index", str(index)])
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run_command


def test_the_articles_of_a_story_are_listed_oldest_first_with_their_copies(run) -> None:
    code, out, _ = run("articles", "--story", "strike")
    assert code == 0
    assert [line.split(" · ")[0] for line in out.splitlines()] == [
        "sale",
        "    Same story as sale-copy",
        "strike",
        "closed",
        "sale-copy",
        "    Same story as sale",
    ]
    listed = json.loads(run("articles", "--json", "--story", "flooded Ludd mine")[1])
    assert [(one["doc"], one["near_duplicates"]) for one in listed] == [("mine", [])]


def test_a_timeline_is_of_a_text_or_of_an_article(run) -> None:
    code, out, err = run("timeline", "Brisling shipyard", "--json", "--until", "2031-12-31")
    told = json.loads(out)
    assert (code, err, told["left_out"]) == (0, "", 0)
    assert [(row["first"], row["doc"]) for row in told["rows"]] == [
        ("2031-03-03", "sale"),
        ("2031-04-14", "strike"),
        ("2031-08-30", "closed"),
    ]
    assert run("timeline", "mine")[1].startswith("2031-03-05\n    “Water rose in the Ludd mine near Orrin.”")


@pytest.mark.parametrize("command", [("timeline",), ("articles", "--story")])
def test_a_text_that_no_article_is_about_is_said_to_be_so(run, command: tuple[str, ...]) -> None:
    code, out, err = run(*command, "volcano on Tarrow")
    assert (code, out) == (3, "")
    assert err == "No article is about 'volcano on Tarrow'; `qa-bot search` shows what comes nearest.\n"
    assert run(*command, " ")[0] == 2
