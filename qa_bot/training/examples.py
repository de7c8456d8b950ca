"""What the models learn from: articles in our own words and public pairs, as readings and judgements."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_bot.evals.stories import WORD, Article, Span
from qa_bot.models import Excerpt

# Left out: what may not be shipped (xnli, anli_dev_nc) and what names no licence.
READER_SOURCES = frozenset(
    "squad1 nqg shift_wiki shift_reddit shift_amazon selqa clapnq qed qamr squad2 squad2_no".split()
)
JUDGE_SOURCES = frozenset("fever symm cnli conj snli mnli_en".split())
LABELS = {"supported": 0, "not_enough": 1, "contradicted": 2}
NOT_ENTAILED = 3  # of which kind is not known
_PUBLIC = ("reader", "reader2", "reader3")
_WINDOW = 1_000  # characters of the longest passages, about 160 words, as the index cuts them
_SHORTEST = 400
_ELSEWHERE = 0.6  # of the second readings are of another article
_DRAWN = 100  # articles, of which the most misleading one is read


@dataclass(frozen=True, slots=True)
class Reading:
    """A question and a passage: `answers` are the sentences that answer it, none where it does not."""

    question: str
    passage: Excerpt
    sentences: tuple[Span, ...]
    answers: frozenset[int] = frozenset()
    spans: tuple[Span, ...] = ()  # the words that answer, where they are known


@dataclass(frozen=True, slots=True)
class Judgement:
    """A sentence and the evidence it is to follow from; `label` as in LABELS, or NOT_ENTAILED."""

    evidence: Excerpt
    sentence: str
    label: int


def judgements(found: Iterable[Article]) -> list[Judgement]:
    return [
        Judgement(Excerpt(article.about, pair["context"]), pair["sentence"], LABELS[pair["label"]])
        for article in found
        for pair in article.pairs
    ]


def readings(found: Sequence[Article], seed: int) -> list[Reading]:
    """Each question with the window that answers it or comes nearest, and with one that does not answer it.

    That is elsewhere in the article, or in another that has more of the question's words than most.
    """
    chance = random.Random(seed)
    made: list[Reading] = []
    for article in found:
        for question in article.questions:
            answers = gold(article, question)
            near = answers or _holding(article, [question.get("nearest") or ""]) or {0}
            made.append(_reading(article, question, _around(article, near, chance), answers))
            if chance.random() < _ELSEWHERE:
                other = _misleading(question["question"], article.story, found, chance)
                made.append(_reading(other, question, _anywhere(other, chance), set()))
            else:
                made.append(_reading(article, question, _anywhere(article, chance), answers))
    return made


def _misleading(question: str, story: str, found: Sequence[Article], chance: random.Random) -> Article:
    """Of some articles the one with most of the question's words; none of its story, for that may answer."""
    asked = set(WORD.findall(question.lower()))
    drawn = [one for one in chance.sample(found, min(len(found), _DRAWN)) if one.story != story]
    return max(drawn, key=lambda one: len(asked & one.words))


def gold(article: Article, question: dict[str, Any]) -> set[int]:
    """The numbers of the sentences that answer."""
    if not question["answerable"]:
        return set()
    named = question.get("sentence") or []
    return _holding(article, [named] if isinstance(named, str) else named)


def _holding(article: Article, quotes: Iterable[str]) -> set[int]:
    """The sentences that share words with one of the quotes."""
    held: set[int] = set()
    for quote in quotes:
        if not quote or (start := article.text.find(quote)) < 0:
            continue
        end = start + len(quote)
        held |= {n for n, (at, to) in enumerate(article.sentences) if at < end and start < to}
    return held


def _around(article: Article, near: set[int], chance: random.Random) -> tuple[int, int]:
    """The ends of a run of sentences with one of these somewhere in it, about as long as a passage."""
    first = last = chance.choice(sorted(near))
    most = chance.randint(_SHORTEST, _WINDOW)
    while True:
        grown = [
            (a, b)
            for a, b in ((first - 1, last), (first, last + 1))
            if a >= 0
            and b < len(article.sentences)
            and article.sentences[b][1] - article.sentences[a][0] <= most
        ]
        if not grown:
            return first, last
        first, last = chance.choice(grown)


def _anywhere(article: Article, chance: random.Random) -> tuple[int, int]:
    return _around(article, set(range(len(article.sentences))), chance)


def _reading(article: Article, question: dict[str, Any], window: Span, gold: set[int]) -> Reading:
    first, last = window
    text, sentences = article.window(first, last)
    answers = frozenset(n - first for n in gold if first <= n <= last)
    spans = []
    for words in question.get("spans") or ():
        for n in sorted(answers):
            start, end = sentences[n]
            if (at := text.find(words, start, end)) >= 0:
                spans.append((at, at + len(words)))
                break
    passage = Excerpt(article.about, text)
    return Reading(question["question"], passage, sentences, answers, tuple(spans))


def public_readings(folder: Path, seed: int) -> list[Reading]:
    """Questions over paragraphs put together again from the public pairs, with the sentence that answers.

    Of every second question there is another reading: the paragraph without that sentence.
    """
    chance = random.Random(seed)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in _PUBLIC:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                if row["src"] in READER_SOURCES:
                    rows[f"{row['src']} {row['k']}"].append(row)
    paragraphs = _paragraphs(rows)
    made: list[Reading] = []
    for key, asked in rows.items():
        right = {row["s"] for row in asked if row["y"]}
        pieces = paragraphs[key]
        at = [n for n, piece in enumerate(pieces) if piece in right]
        start = chance.choice(at) if at else chance.randrange(len(pieces))
        first = max(0, start - chance.randrange(4))
        shown = pieces[first : first + chance.randint(3, 6)]
        question, title = asked[0]["q"], asked[0]["t"]
        made.append(_joined(question, title, shown, right))
        if at and chance.random() < 0.5:
            made.append(_joined(question, title, [one for one in shown if one not in right] or ["-"], set()))
    return made


def _paragraphs(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """For each question the sentences of its paragraph, as far as the pairs show, in their order."""
    follows: dict[str, str] = {}
    for asked in rows.values():
        for row in asked:
            if row["p"]:
                follows.setdefault(row["p"], row["s"])
    paragraphs = {}
    for key, asked in rows.items():
        own = dict.fromkeys(text for row in asked for text in (row["p"], row["s"]) if text)
        behind = {follows[one] for one in own if one in follows}
        chain: dict[str, None] = {}
        for one in sorted(own, key=lambda text: text in behind):
            while one and one not in chain:
                chain[one] = None
                one = follows.get(one, "") if len(chain) < 12 else ""
        paragraphs[key] = list(chain)
    return paragraphs


def _joined(question: str, title: str, pieces: Sequence[str], right: set[str]) -> Reading:
    sentences, at = [], 0
    text = " ".join(piece[:400] for piece in pieces)
    for piece in pieces:
        sentences.append((at, at + len(piece[:400])))
        at += len(piece[:400]) + 1
    answers = frozenset(n for n, piece in enumerate(pieces) if piece in right)
    return Reading(question, Excerpt(title, text), tuple(sentences), answers)


def public_judgements(folder: Path) -> list[Judgement]:
    with gzip.open(folder / "judge.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [
        Judgement(Excerpt("", row["p"]), row["h"], row["y"])
        for row in rows
        if row["src"] in JUDGE_SOURCES and len(row["p"]) < _WINDOW
    ]
