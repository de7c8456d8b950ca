"""What is known of English stands in one file, and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from qa_bot.text import FUNCTION_WORDS, alternation, any_of, lexicon
from qa_bot.text.english import ENGLISH

ROOT = Path(__file__).parent.parent
MODULES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for package in ("qa_bot", "ingest")
    for path in (ROOT / package).rglob("*.py")
}
A_LIST = 3  # words of a table in one place: of a phrase such as "is there" there are fewer


def leaves(table: Mapping[str, Any] = ENGLISH, above: str = "") -> Iterator[str]:
    """Full names of the tables that hold words themselves, in a string, a list, or as keys of numbers."""
    for key, inner in table.items():
        if isinstance(inner, Mapping) and set(lexicon(f"{above}{key}")) != set(inner):
            yield from leaves(inner, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def used(tree: ast.Module) -> Iterator[str]:
    """Names of the tables that a module asks for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in ("any_of", "lexicon"):
                yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))
        elif isinstance(node, ast.Subscript) and ast.unparse(node).startswith("ENGLISH["):
            yield ".".join(re.findall(r"\['(\w+)'\]", ast.unparse(node)))


def word_lists(tree: ast.Module) -> Iterator[set[str]]:
    """The words of each alternation, of each string that is split and of each collection of words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (set(run.split("|")) for run in re.findall(r"\w+(?:\|\w+)+", node.value.lower()))
        elif isinstance(node, ast.Attribute) and node.attr == "split":
            yield set(ast.unparse(node.value).strip("'\"").split())
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            yield {str(one.value) for one in node.elts if isinstance(one, ast.Constant)}


@pytest.mark.parametrize("name", [*leaves()])
def test_a_table_has_words_and_each_of_them_once(name: str) -> None:
    table: Any = ENGLISH
    for key in name.split("."):
        table = table[key]
    words = table.split() if isinstance(table, str) else list(table)
    assert words
    assert len(words) == len(set(words))
    assert [word for word in words if word != word.lower()] == []


def test_every_table_is_used() -> None:
    names = {name for tree in MODULES.values() for name in used(tree)}
    unused = [name for name in leaves() if not any(f"{name}.".startswith(f"{one}.") for one in names)]
    assert unused == []


@pytest.mark.parametrize("table", ["auxiliaries", "pronouns"])
def test_no_module_lists_the_words_of_a_table_again(table: str) -> None:
    known = set(lexicon(table))
    again = {
        path: sorted(listed & known)
        for path, tree in MODULES.items()
        for listed in word_lists(tree)
        if len(listed & known) >= A_LIST
    }
    assert again == {}


def test_a_table_has_the_words_of_those_below_it() -> None:
    assert {"he", "hers", "us"} <= set(lexicon("pronouns"))
    assert set(lexicon("pronouns.third")) < set(lexicon("pronouns")) < FUNCTION_WORDS


def test_words_of_several_tables_come_once_and_in_order() -> None:
    assert lexicon("prepositions.ends", "prepositions.ends") == ("since", "until")


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(KeyError, match="auxiliary"):
        lexicon("auxiliary")


def test_an_alternation_prefers_the_longest_and_escapes_what_has_a_meaning() -> None:
    pattern = re.compile(alternation(["more", "more than", "U.S."]))
    assert pattern.findall("more than one, U.S., UXSX") == ["more than", "U.S."]


def test_a_pattern_of_tables_captures_nothing() -> None:
    assert re.compile(any_of("question_words")).groups == 0
