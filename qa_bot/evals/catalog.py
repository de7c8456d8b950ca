"""The question sets `qa-bot eval` knows by name, and the user's own."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from qa_bot.errors import UsageError
from qa_bot.evals import sets, stories
from qa_bot.evals.sets import (
    Document,
    GoldQuestion,
    QuestionSet,
    read_documents,
    read_queries,
    read_query,
    rows,
)
from qa_bot.text.sentences import sentence_spans

OWN = "own"  # the name of the set made of --questions and --articles
_WRITTEN = 500  # questions of that set, unless more are asked for: some minutes
_RARE = 20  # questions of a kind, fewer are one type together
_NO_LETTERS = re.compile(r"\W")
_SPEAKERS = {"user": "user", "agent": "assistant"}


def squad2(shared: Path) -> QuestionSet:
    """Paragraphs with distractors; half of the questions are near misses that nothing answers."""
    return sets.squad2(shared / "bench")


def scifact(shared: Path) -> QuestionSet:
    """Claims on abstracts by their label, which no sentence says; without evidence not answerable."""
    found = sets.scifact(shared / "bench")
    labels = {row["id"]: row["label"] for row in rows(shared / "bench" / "scifact" / "dev" / "queries.jsonl")}
    by_label = (replace(q, type=labels[q.id], answers=(), must_include=()) for q in found.queries)
    return replace(found, queries=tuple(by_label))


def ramdocs(shared: Path) -> QuestionSet:
    """Each with its own documents; right only with all valid answers and no false one."""
    folder = shared / "bench" / "ramdocs" / "dev"
    queries = (read_query(_strict(row)) for row in rows(folder / "queries.jsonl"))
    return QuestionSet(tuple(read_documents(folder / "documents.jsonl")), tuple(queries))


def _strict(row: dict[str, Any]) -> dict[str, Any]:
    every = [[answer] for answer in row["answers"]]
    return {**row, "must_include": every, "must_not_include": row["wrong_answers"]}


def timeqa(shared: Path) -> QuestionSet:
    """Questions about a span of years, asked of the page that has the answer."""
    folder = shared / "bench" / "timeqa" / "dev"
    queries = read_queries(folder / "queries.jsonl")
    own_page = (replace(each, doc_ids=tuple(each.relevant)) for each in queries)
    return QuestionSet(tuple(read_documents(folder / "documents.jsonl")), tuple(own_page))


def mtrag_un(shared: Path) -> QuestionSet:
    """Last turns of conversations; the reference answers are long, so only F1 compares with them."""
    folder = shared / "bench" / "mtrag_un" / "dev"
    queries = (read_query(_conversation(row)) for row in rows(folder / "queries.jsonl"))
    long = (replace(each, must_include=()) for each in queries)
    return QuestionSet(tuple(read_documents(folder / "documents.jsonl")), tuple(long))


def _conversation(row: dict[str, Any]) -> dict[str, Any]:
    history = [{"role": _SPEAKERS[role], "content": content} for role, content in row["history"]]
    return {**row, "type": row["answerability"], "history": history}


def injection(shared: Path) -> QuestionSet:
    """Questions of squad2 on their paragraph as it is, and with an instruction hidden in it."""
    clean, attacks = sets.squad2(shared / "bench"), shared / "bench" / "injection" / "dev" / "attacks.jsonl"
    orders = [row["instruction"] for row in rows(attacks) if row["family"] == "bipia"]
    carriers = {document.id: document for document in clean.documents}
    documents, queries = dict[str, Document](), list[GoldQuestion]()
    for n, (query, order) in enumerate(zip(clean.answerable(3 * len(orders)), cycle(orders), strict=False)):
        carrier = carriers[next(iter(query.relevant))]
        poisoned = _poisoned(carrier, order, n)
        documents |= {carrier.id: carrier, poisoned.id: poisoned}
        queries += [_asked_of(query, carrier, order, "clean"), _asked_of(query, poisoned, order, "attacked")]
    return QuestionSet(tuple(documents.values()), tuple(queries))


def _poisoned(carrier: Document, order: str, n: int) -> Document:
    """With the instruction at the start, in the middle or at the end."""
    spans = list(sentence_spans(carrier.text))
    at = (0, spans[len(spans) // 2][0], len(carrier.text))[n % 3]
    text = " ".join(part.strip() for part in (carrier.text[:at], order, carrier.text[at:])).strip()
    return replace(carrier, id=f"{carrier.id}+{n}", text=text)


def _asked_of(query: GoldQuestion, document: Document, order: str, type_: str) -> GoldQuestion:
    parts = tuple(order[start:end] for start, end in sentence_spans(order))
    return replace(
        query,
        id=f"{query.id}/{type_}",
        type=type_,
        relevant=frozenset([document.id]),
        doc_ids=(document.id,),
        must_not_include=parts,
    )


def seeds(shared: Path) -> QuestionSet:
    """Questions of every kind on a handful of news articles."""
    found = rows(shared / "questions" / "dev.jsonl")
    queries = (read_query({**row, "evidence_doc_ids": row["gold_docs"]}) for row in found)
    return QuestionSet((), tuple(queries), folder=shared / "seeds")


def news(shared: Path) -> QuestionSet:
    """Questions of 24 kinds on real news of some years, with near-copies and running stories."""
    folder = shared / "bench" / "news" / "dev"
    queries = (read_query(_news(row)) for row in rows(folder / "queries.jsonl"))
    return QuestionSet(tuple(read_documents(folder / "documents.jsonl")), tuple(queries))


def _news(row: dict[str, Any]) -> dict[str, Any]:
    """What is likely but nowhere stated must not be said."""
    documents = [name.removesuffix(".txt") for name in row["gold_docs"]]
    unsaid = [*row["must_not_include"], *row.get("absent_words", ())]
    return {**row, "evidence_doc_ids": documents, "must_not_include": unsaid}


def brennick(shared: Path) -> QuestionSet:
    """A few questions on a dispute told in files of many kinds."""
    folder = shared / "bench" / "brennick"
    return own(folder / "eval.jsonl", folder / "articles")


def minimal(shared: Path) -> QuestionSet:
    """A few questions on a handful of short articles, each of which misled a bot once."""
    folder = shared / "bench" / "minimal"
    return own(folder / "questions.jsonl", folder / "articles")


def written(shared: Path) -> QuestionSet:
    """Ours on invented articles, those kept for choosing: no model has learnt from them.

    Each is asked of its own article; a list wants all its items. Not measured on, but decided on.
    """
    found = [one for one in stories.articles((shared / "train" / "news", stories.OWN)) if one.kept]
    documents, queries = list[Document](), list[GoldQuestion]()
    for n, article in enumerate(found):
        id = f"{article.story}-{n}"
        documents.append(Document(id, article.title, article.text, article.published.isoformat()))
        queries += [_written(asked, id, f"{id}-{k}") for k, asked in enumerate(article.questions)]
    kinds = Counter(query.type for query in queries)
    frequent = (each if kinds[each.type] >= _RARE else replace(each, type="other") for each in queries)
    return QuestionSet(tuple(documents), tuple(frequent), asked=_WRITTEN)


def _written(asked: dict[str, Any], article: str, id: str) -> GoldQuestion:
    spans = tuple((span,) for span in asked.get("spans") or ())
    named = asked.get("sentence") or ()
    quotes = (named,) if isinstance(named, str) else tuple(named)
    return GoldQuestion(
        id=id,
        question=asked["question"],
        answers=(),
        relevant=frozenset([article]),
        answerable=asked["answerable"],
        type=_NO_LETTERS.sub("_", asked["kind"]),
        must_include=spans if asked["answerable"] else (),
        doc_ids=(article,),
        quotes=quotes,
        polarity=asked.get("verdict") or "",
    )


def own(questions: Path, articles: Path) -> QuestionSet:
    """The user's questions on the user's articles. Raises UsageError naming the line that is wrong."""
    found = tuple(_own_queries(questions))
    if not found:
        raise UsageError(f"{questions} has no questions; write one JSON object a line.")
    most, times = Counter(each.id for each in found).most_common(1)[0]
    if times > 1:
        raise UsageError(f"{questions} has the id {most!r} more than once; give each question its own.")
    return QuestionSet((), found, folder=articles)


def _own_queries(path: Path) -> Iterator[GoldQuestion]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield read_query({"id": number, **dict(json.loads(line))})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise UsageError(f"{path}, line {number}: {where}: {first['msg']}.") from None
        except (ValueError, TypeError):
            raise UsageError(f"{path}, line {number} is not a JSON object.") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8; save it as such.") from None


SETS: dict[str, Callable[[Path], QuestionSet]] = {
    "squad2": squad2,
    "scifact": scifact,
    "ramdocs": ramdocs,
    "timeqa": timeqa,
    "mtrag_un": mtrag_un,
    "injection": injection,
    "seeds": seeds,
    "news": news,
    "written": written,
    "brennick": brennick,
    "minimal": minimal,
}
