"""Data sets as they lie on disk, read into dataclasses; nothing here knows how they are scored.

<set>/documents.jsonl[.gz]   <set>/<part>/queries.jsonl   articles and questions on them
<set>/<part>/items.jsonl     <set>/<part>/html/*.html.gz  saved web pages with their known text or date
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from qa_bot.errors import UsageError
from qa_bot.types import Turn


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    title: str
    text: str
    date: str = ""
    url: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class GoldSide:
    """One of those who differ."""

    says: str
    who: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    id: str
    question: str
    answers: tuple[str, ...]
    relevant: frozenset[str]
    answerable: bool
    type: str = ""
    must_include: tuple[tuple[str, ...], ...] = ()  # a right answer has one of each group
    must_not_include: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    doc_ids: tuple[str, ...] = ()  # it is asked of these articles alone, if any are named
    first: str = ""  # a good first line
    quotes: tuple[str, ...] = ()  # the sentences that answer it
    polarity: Literal["yes", "no", ""] = ""  # with which a right answer begins
    sides: tuple[GoldSide, ...] = ()  # all of which a right answer shows, with who takes them
    older: tuple[str, ...] = ()  # what was right before, and may be told as history


class _QuestionLine(BaseModel):
    """A question as its line has it; what else stands there is ignored."""

    id: str | int
    question: Annotated[str, Field(min_length=1)]
    type: str = ""
    answers: tuple[str, ...] = ()
    must_include: tuple[tuple[str, ...], ...] = ()
    must_not_include: tuple[str, ...] = ()
    evidence_doc_ids: tuple[str, ...] = ()
    answerable: bool = True
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    doc_ids: tuple[str, ...] = ()
    first: str = ""
    gold_quotes: tuple[str, ...] = ()
    polarity: Literal["yes", "no", ""] = ""
    sides: tuple[GoldSide, ...] = ()
    older: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions on documents, or on a folder of articles as it is."""

    documents: tuple[Document, ...]
    queries: tuple[GoldQuestion, ...]
    folder: Path | None = None
    asked: int | None = None  # of the questions, where no limit is given

    def answerable(self, limit: int | None = None) -> list[GoldQuestion]:
        return list(islice((query for query in self.queries if query.answerable), limit))

    def unanswerable(self, limit: int | None = None) -> list[GoldQuestion]:
        return list(islice((query for query in self.queries if not query.answerable), limit))


@dataclass(frozen=True, slots=True)
class Page:
    """A saved web page; `text` and `date` are what people found in it."""

    id: str
    html: bytes
    text: str = ""
    date: str = ""


def squad2(bench: Path, part: str = "dev", size: int = 900) -> QuestionSet:
    """SQuAD 2.0: the part's paragraphs, filled up to `size` with others as distractors."""
    folder = bench / "squad2"
    pool = chain(
        read_documents(folder / part / "documents.jsonl"), read_documents(folder / "distractors.jsonl")
    )
    return QuestionSet(tuple(islice(pool, size)), tuple(read_queries(folder / part / "queries.jsonl")))


def scifact(bench: Path, part: str = "dev") -> QuestionSet:
    """SciFact: claims against a shared corpus of abstracts; answerable = labelled with evidence."""
    folder = bench / "scifact"
    return QuestionSet(
        tuple(read_documents(folder / "documents.jsonl.gz")),
        tuple(read_queries(folder / part / "queries.jsonl")),
    )


def multihop_wiki(bench: Path, part: str = "dev") -> QuestionSet:
    """Wikipedia paragraphs of three multi-hop sets with their distractors."""
    folder = bench / "multihop_wiki"
    documents = chain(
        read_documents(folder / part / "documents.jsonl.gz"), read_documents(folder / "distractors.jsonl.gz")
    )
    return QuestionSet(tuple(documents), tuple(read_queries(folder / part / "queries.jsonl")))


def pages(folder: Path, part: str = "dev") -> Iterator[Page]:
    """The pages of article_extraction or htmldate, in the order of their list."""
    for row in rows(folder / part / "items.jsonl"):
        html = gzip.decompress((folder / part / row["html"]).read_bytes())
        yield Page(row["id"], html, row.get("text", ""), row.get("date", ""))


def write_articles(documents: Iterable[Document], path: Path) -> None:
    """Writes the JSON lines `qa-ingest` reads, one article a line."""
    with path.open("w", encoding="utf-8") as lines:
        for document in documents:
            row = {
                "id": document.id,
                "title": document.title,
                "text": document.text,
                "date": document.date,
                "url": document.url,
                "outlet": document.outlet,
            }
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_pages(pages: Iterable[Page], folder: Path) -> None:
    """Writes each page as `<id>.html`, the bytes as they were saved."""
    folder.mkdir(parents=True)
    for page in pages:
        (folder / f"{page.id}.html").write_bytes(page.html)


def read_documents(path: Path) -> Iterator[Document]:
    for row in rows(path):
        yield Document(row["id"], row["title"], row["text"], row["date"], row["url"], row["source"])


def read_queries(path: Path) -> Iterator[GoldQuestion]:
    return map(read_query, rows(path))


def read_query(row: dict[str, Any]) -> GoldQuestion:
    """Raises pydantic's ValidationError for a line that is no question."""
    line = _QuestionLine.model_validate(row)
    return GoldQuestion(
        id=str(line.id),
        question=line.question,
        answers=line.answers,
        relevant=frozenset(line.evidence_doc_ids),
        answerable=line.answerable,
        type=line.type,
        must_include=line.must_include or ((line.answers,) if line.answers else ()),
        must_not_include=line.must_not_include,
        history=line.history,
        as_of=line.as_of,
        doc_ids=line.doc_ids,
        first=line.first,
        quotes=line.gold_quotes,
        polarity=line.polarity,
        sides=line.sides,
        older=line.older,
    )


def rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise UsageError(f"The bench data {str(path)!r} is missing; name its folder with --shared.")
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return map(json.loads, content.splitlines())
