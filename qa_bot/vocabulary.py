"""What a text mentions, across spellings and abbreviations: asked whether it has a word or a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from qa_bot.words import content_stems, joined, same_spelling, words


class Vocabulary:
    """The words and names of one text, with both forms of every abbreviation that `aliases` defines."""

    def __init__(self, text: str, aliases: Mapping[str, str] | None = None) -> None:
        self._text = _with_both_forms(text, aliases or {})

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(content_stems(self._text))

    @cached_property
    def _spellings(self) -> frozenset[str]:
        """Joined 1- to 3-grams of neighbouring capitalised words."""
        capitals = [word for word in words(self._text) if word.may_name]
        return frozenset(
            joined("".join(word.text for word in capitals[i : i + n]))
            for n in (1, 2, 3)
            for i in range(len(capitals) - n + 1)
            if capitals[i + n - 1].end - capitals[i].start < 40
        )

    def has_name(self, name: str) -> bool:
        """Whether every word of the name occurs, or the whole name in another spelling."""
        wanted = content_stems(name)
        if all(self.has_stem(stem) for stem in wanted):
            return True
        return self._spelled(joined(name)) or all(
            self.has_stem(stem) or self._spelled(stem) for stem in wanted
        )

    def has_stem(self, stem: str) -> bool:
        return stem in self.stems

    def _spelled(self, spelling: str) -> bool:
        return any(same_spelling(spelling, other) for other in self._spellings)

    def share(self, stems: Iterable[str]) -> float:
        """The share of `stems` that occur, names in other spellings included; 1.0 of none."""
        wanted = list(stems)
        found = sum(stem in self.stems or self._spelled(stem) for stem in wanted)
        return found / len(wanted) if wanted else 1.0


def _with_both_forms(text: str, aliases: Mapping[str, str]) -> str:
    lower = text.casefold()
    tokens = {word.text for word in words(text)} | {
        part for word in words(text) for part in word.text.split("/")
    }
    extra = [long for short, long in aliases.items() if short in tokens]
    extra += [short for short, long in aliases.items() if long.casefold() in lower]
    return "\n".join([text, *extra])
