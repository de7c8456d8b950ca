"""What is known of the English language: the tables of english.toml, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any


def alternation(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first, in a group that captures nothing."""
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


def lexicon(*names: str) -> tuple[str, ...]:
    """The words of tables such as "auxiliaries.be", each once; a table has those of all tables below it.

    Raises KeyError for a table that english.toml does not have.
    """
    return tuple(dict.fromkeys(word for name in names for word in _words(_table(name))))


def any_of(*names: str) -> str:
    """A pattern for any of the words of tables."""
    return alternation(lexicon(*names))


def _table(name: str) -> Any:
    table: Any = ENGLISH
    for key in name.split("."):
        table = table[key]
    return table


def _words(table: Any) -> Iterator[str]:
    """Single words stand in a string, phrases in a list; those that have a number are the keys of a table."""
    if isinstance(table, Mapping):
        for key, inner in table.items():
            yield from [key] if _is_number(inner) else _words(inner)
    else:
        yield from table.split() if isinstance(table, str) else table


def _is_number(value: Any) -> bool:
    """Whether it is a number or several."""
    return isinstance(value, int) or (isinstance(value, tuple) and isinstance(value[0], int))


def _frozen(value: Any) -> Any:
    """Tables as read-only mappings, lists as tuples."""
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(inner) for key, inner in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


ENGLISH: Mapping[str, Any] = _frozen(
    tomllib.loads(Path(__file__).with_name("english.toml").read_text(encoding="utf-8"))
)
