"""What a model is given to answer from: sentences of articles, each under a number that it can cite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from qa_bot.answering.disagreement.detection import Dispute
from qa_bot.answering.draft import place
from qa_bot.retrieval import Sentence, sentences_of
from qa_bot.types import Article, Passage


@dataclass(frozen=True, slots=True)
class Context:
    """Passages and the sides of disputes; the sentences are numbered from 1, article by article."""

    passages: tuple[Passage, ...]
    disputes: tuple[Dispute, ...]
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, passages: Sequence[Passage], disputes: Sequence[Dispute] = ()) -> Context:
        sides = [side.sentence for dispute in disputes for side in dispute.sides]
        read = chain((one for passage in passages for one in sentences_of(passage)), sides)
        by_article: dict[str, dict[int, Sentence]] = {}
        for one in read:
            by_article.setdefault(one.passage.article.id, {}).setdefault(one.start, one)
        numbered = (found[start] for found in by_article.values() for start in sorted(found))
        return cls(tuple(passages), tuple(disputes), tuple(numbered))

    def articles(self) -> list[tuple[Article, list[tuple[int, Sentence]]]]:
        """Each with its sentences and their numbers, best first."""
        found: dict[str, tuple[Article, list[tuple[int, Sentence]]]] = {}
        for n, one in enumerate(self.sentences, start=1):
            article = one.passage.article
            found.setdefault(article.id, (article, []))[1].append((n, one))
        return list(found.values())

    def cited(self, numbers: Iterable[int]) -> tuple[Sentence, ...]:
        """The sentences with these numbers; a number that was not given is passed over."""
        known = (n for n in dict.fromkeys(numbers) if 1 <= n <= len(self.sentences))
        return tuple(self.sentences[n - 1] for n in known)

    def number(self, sentence: Sentence) -> int:
        return next(n for n, one in enumerate(self.sentences, start=1) if place(one) == place(sentence))

    def half(self) -> Context | None:
        """With the better half of its passages; None where none is left."""
        fewer = self.passages[: len(self.passages) // 2]
        return Context.of(fewer, self.disputes) if fewer else None
