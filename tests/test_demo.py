"""The demo articles: complete, in words of their own, and updated as the README says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa_bot.cli.demo.__main__ import PACKAGED, lay_out, update

SEEDS = Path(__file__).parent.parent.parent / "shared" / "seeds"
RUN = 8  # words


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def demo_texts() -> list[Path]:
    return sorted(path for path in PACKAGED.glob("*/*") if path.suffix in {".txt", ".md"})


def test_an_update_adds_changes_and_removes_one_article(tmp_path: Path) -> None:
    lay_out(tmp_path / "before")
    update(tmp_path / "after")
    before, after = names(tmp_path / "before"), names(tmp_path / "after")
    changed = [
        name
        for name in before & after
        if (tmp_path / "before" / name).read_bytes() != (tmp_path / "after" / name).read_bytes()
    ]
    assert (len(after - before), len(changed), len(before - after)) == (1, 1, 1)


def test_laying_out_the_articles_again_undoes_an_update(tmp_path: Path) -> None:
    update(tmp_path / "articles")
    lay_out(tmp_path / "articles")
    assert names(tmp_path / "articles") == names(PACKAGED / "articles")


def test_the_demo_articles_show_what_makes_articles_hard() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in demo_texts()}
    lines = {name: text.splitlines() for name, text in texts.items()}
    assert any(
        text.startswith("---\n") and "[[" in text for text in texts.values()
    )  # front matter, wikilinks
    assert any(each[0] == each[2] for each in lines.values())  # a repeated title
    assert any(each[-1].endswith("...") for each in lines.values())  # dated teasers
    assert any(len(each[0]) > 200 for each in lines.values())  # no title
    assert any(len(list(filter(None, each[-15:]))) == 15 for each in lines.values())  # a run of headlines


@pytest.mark.skipif(not SEEDS.exists(), reason="the seed articles are not here")
def test_no_demo_article_repeats_eight_words_of_a_seed_article() -> None:
    seeds = set().union(*(runs(path.read_text(encoding="utf-8")) for path in SEEDS.glob("*.txt")))
    assert seeds
    for path in demo_texts():
        assert not runs(path.read_text(encoding="utf-8")) & seeds, path.name
