"""Tantivy over the chunks' words: derived from Chroma and deletable at any time. Knows nothing of Chroma.

It may hold chunks that are not visible (yet or any more); the reader of the article records drops them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import log
from pathlib import Path

import tantivy
from filelock import FileLock
from tantivy import FieldType, Filter, Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from qa_bot import privacy
from qa_bot.errors import IndexUnavailable
from qa_bot.index.written import name_key, names_in, written_words
from qa_bot.text import fold
from qa_bot.types import Article, Chunk, Hit, Scope, as_number

TITLE_BOOST = 0.4  # best from 0.25 to 0.5 on paragraphs and abstracts; 1.0 costs two points of nDCG
HEADING_BOOST = 0.4
NAME_BOOST = 1.5  # a name found in another spelling counts about as much as a rather common word
_MAX_TERMS = 256  # of a question; beyond that a text was pasted, and its first words say what it is about
_FEW_CHUNKS = 1_000  # added to those of an index, whose words a text's are compared with
_HEAP = 32_000_000
_STAMP = "stamp.json"
_READ = ("title", "heading", "text")


@dataclass(frozen=True, slots=True)
class Entry:
    """A chunk with the words to find it by."""

    chunk: Chunk
    title: str
    text: str


class LexicalIndex:
    """One folder with a Tantivy index and a stamp: the revision it holds and the sizes of its files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder.with_name(f"{folder.name}.lock"), mode=privacy.FILE)
        self._index = self._opened()

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Opens the folder's index; a missing or damaged one begins anew at revision 0."""
        try:
            privacy.make_folder(folder.parent)
            return cls(folder)
        except (OSError, ValueError) as error:
            raise _unavailable(folder, error) from None

    @staticmethod
    def delete(folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_name(f"{folder.name}.lock").unlink(missing_ok=True)

    @property
    def revision(self) -> int:
        """The index revision it is up to date with, as the folder says now."""
        return _revision(self._folder)

    def versions(self, of: Container[str] | None = None) -> set[str]:
        """The `version_of` of every article version it holds chunks of, or of those `of` these articles."""
        searcher = self._index.searcher()
        terms = [term for term, _ in searcher.terms_with_prefix("version", "")]
        # A term outlives its last document until segments are merged.
        return {
            term
            for term in terms
            if (of is None or article_id_of(term) in of)
            and searcher.search(Query.term_query(_SCHEMA, "version", term), 1, count=False).hits
        }

    def update(
        self, *, since: int, revision: int, remove: Iterable[str] = (), add: Iterable[Entry] = ()
    ) -> None:
        """Removes versions, adds chunks and moves from revision `since` to `revision`, all or nothing.

        Does nothing where it is at another revision than `since`: another process brought it up to date,
        or it was deleted and the next to open it will.
        """
        try:
            with self._lock:
                if self.revision != since:
                    return
                writer = self._index.writer(_HEAP, 1)
                writer.garbage_collect_files()  # what a killed writer left has the names this one will use
                for version in remove:
                    writer.delete_documents_by_term("version", version)
                for entry in add:
                    writer.add_document(tantivy.Document.from_dict(_document(entry), _SCHEMA))
                writer.commit()
                writer.wait_merging_threads()  # or every update would leave one more segment to search
                _stamp(self._folder, revision)
        except (OSError, ValueError) as error:
            raise _unavailable(self._folder, error) from None
        self._index.reload()

    def search(self, query: str, limit: int, scope: Scope, names: Sequence[str] = ()) -> list[Hit]:
        """The best chunks by BM25 over title, heading and text, best first.

        `query` is words, not a query language. `names` are also found in other spellings: within one
        edit from five letters on, within two from nine.
        """
        wanted = list(_word_queries(query)) + [_name_query(name) for name in names if name_key(name)]
        if not wanted:
            return []
        clauses = [(Occur.Must, Query.boolean_query([(Occur.Should, one) for one in wanted]))]
        clauses += [(Occur.Must, Query.const_score_query(one, 0.0)) for one in _scope_queries(scope)]
        with self._searching() as searcher:
            found = searcher.search(Query.boolean_query(clauses), limit, count=False).hits
            return [Hit(_chunk(searcher.doc(address)), float(score)) for score, address in found]

    def rarity(self, text: str) -> dict[str, float]:
        """The words of a text as they are searched, stop words left out, each with its idf among the chunks.

        In an index of few articles all words are about as rare: it tells little of how rare they are.
        """
        with self._searching() as searcher:
            chunks = searcher.num_docs + _FEW_CHUNKS
            terms = dict.fromkeys(_TERMS.analyze(fold(text)))
            return {term: log(1 + chunks / max(1, searcher.doc_freq("text", term))) for term in terms}

    def has(self, word: str) -> bool:
        """Whether a chunk has the word, in whichever inflection."""
        terms = _TERMS_WITH_ALL.analyze(fold(word))
        with self._searching() as searcher:
            return any(searcher.doc_freq(field, term) for term in terms for field in _READ)

    def has_name(self, name: str) -> bool:
        """Whether a chunk has these words in a row, each with a capital."""
        with self._searching() as searcher:
            return bool(searcher.doc_freq("names", name_key(name)))

    def count(self, written: str) -> int:
        """How many chunks have the word exactly so: small, with a capital, in capitals."""
        with self._searching() as searcher:
            return searcher.doc_freq("words", written)

    def written(self, start: str) -> list[tuple[str, int]]:
        """All words that begin so, as they are written, and how many chunks have each."""
        with self._searching() as searcher:
            return searcher.terms_with_prefix("words", start)

    @contextmanager
    def _searching(self) -> Iterator[tantivy.Searcher]:
        """Raises IndexUnavailable for what Tantivy cannot read."""
        try:
            yield self._index.searcher()
        except ValueError as error:
            raise _unavailable(self._folder, error) from None

    def _opened(self) -> tantivy.Index:
        with self._lock:
            try:
                if not _whole(self._folder):
                    raise ValueError("a file is missing or of another size")
                index = tantivy.Index(_SCHEMA, path=str(self._folder))
            except ValueError:  # new, damaged, or of another version's schema
                shutil.rmtree(self._folder, ignore_errors=True)
                privacy.make_own_folder(self._folder)  # of whose files Tantivy makes most
                index = tantivy.Index(_SCHEMA, path=str(self._folder))
                _stamp(self._folder, 0)
        index.register_tokenizer("english", _english())
        index.config_reader("manual")  # or it would move on by itself, in the middle of a question
        return index


def version_of(item: Article | Chunk) -> str:
    """Names an article version in this index, as it does in the ids of its chunks."""
    doc_id = item.id if isinstance(item, Article) else item.doc_id
    return f"{doc_id}#{item.content_hash[:8]}"


def article_id_of(version: str) -> str:
    """The id in a `version_of`, which may have a "#" itself."""
    return version.rpartition("#")[0]


def _english(*, without_stop_words: bool = False) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (Filter.remove_long(40), Filter.lowercase(), Filter.ascii_fold()):
        builder = builder.filter(step)
    if without_stop_words:
        builder = builder.filter(Filter.stopword("english"))
    return builder.filter(Filter.stemmer("english")).build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in _READ:
        builder.add_text_field(field, tokenizer_name="english", index_option="freq")
    for field in ("doc_id", "version", "names", "words"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("published", indexed=True, fast=True)
    builder.add_bytes_field("chunk", stored=True)
    return builder.build()


_SCHEMA = _schema()
_TERMS = _english(without_stop_words=True)
_TERMS_WITH_ALL = _english()


def _document(entry: Entry) -> dict[str, object]:
    chunk, text = entry.chunk, fold(entry.text)
    return {
        "title": fold(entry.title),
        "heading": fold(chunk.heading),
        "text": text,
        "names": sorted(names_in(text)),
        "words": sorted(written_words(text)),
        "doc_id": chunk.doc_id,
        "version": version_of(chunk),
        "published": chunk.published,
        "chunk": chunk.encoded().encode(),
    }


def _chunk(document: tantivy.Document) -> Chunk:
    return Chunk.decoded(document.get_first("chunk") or b"")


def _word_queries(text: str) -> Iterator[Query]:
    terms = list(dict.fromkeys(_TERMS.analyze(fold(text))))[:_MAX_TERMS]
    for term in terms:
        for field, boost in (("title", TITLE_BOOST), ("heading", HEADING_BOOST), ("text", 1.0)):
            yield Query.boost_query(Query.term_query(_SCHEMA, field, term, "freq"), boost)


def _name_query(name: str) -> Query:
    key = name_key(name)
    edits = 2 if len(key) >= 9 else 1 if len(key) >= 5 else 0
    return Query.const_score_query(Query.fuzzy_term_query(_SCHEMA, "names", key, edits), NAME_BOOST)


def _scope_queries(scope: Scope) -> Iterator[Query]:
    if scope.as_of:
        latest = as_number(scope.as_of)  # an unknown date is 0 and so always in
        yield Query.range_query(_SCHEMA, "published", FieldType.Unsigned, upper_bound=latest)
    if scope.since:
        earliest = as_number(scope.since)
        yield Query.range_query(_SCHEMA, "published", FieldType.Unsigned, lower_bound=earliest)
    if scope.doc_ids:
        yield Query.term_set_query(_SCHEMA, "doc_id", scope.doc_ids)


def _stamp(folder: Path, revision: int) -> None:
    files = {path.name: path.stat().st_size for path in folder.glob("[!.]*") if path.name != _STAMP}
    privacy.write(folder / _STAMP, json.dumps({"revision": revision, "files": files}).encode())


def _revision(folder: Path) -> int:
    try:
        return int(json.loads((folder / _STAMP).read_text())["revision"])
    except (OSError, ValueError, LookupError):
        return 0


def _whole(folder: Path) -> bool:
    """Whether every file is as the stamp says: Tantivy would stop the process over a truncated one."""
    try:
        files = json.loads((folder / _STAMP).read_text())["files"]
        return all((folder / name).stat().st_size == size for name, size in files.items())
    except (OSError, ValueError, LookupError):
        return False


def _unavailable(folder: Path, error: Exception) -> IndexUnavailable:
    return IndexUnavailable(
        f"The lexical index in {folder} cannot be used ({error}); free disk space if it is full, "
        "or delete that folder: it is rebuilt at the next start."
    )
