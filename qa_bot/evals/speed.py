"""Seconds and memory: an ingest against its bare parts, questions in a cold and in a warm process."""

from __future__ import annotations

import compileall
import json
import sys
import sysconfig
import time
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from statistics import median

import qa_bot
from qa_bot.evals import metrics, sets
from qa_bot.evals.product import FinishedProcess, Ingested, Product, run_process
from qa_bot.evals.report import Measurement, Target, single
from qa_bot.evals.sets import Document
from qa_bot.evals.workspace import BenchFolder
from qa_bot.receipts import Receipts
from qa_bot.settings import Settings

_ARTICLES = 10_000
_COLD_RUNS = 5
_RECEIPTS = 30
_WARM_UP = 5  # the first questions of a process load the models
BASELINES = Path(qa_bot.__file__).parents[1] / "tests" / "support" / "baselines"


@dataclass(frozen=True, slots=True)
class Corpus:
    """The large corpus as a file and as an index, with what building it took."""

    source: Path
    documents: tuple[Document, ...]
    product: Product
    built: Ingested

    def write(self, added: str = "") -> None:
        """Writes the source anew, with a sentence added to the first article."""
        first, *others = self.documents
        sets.write_articles([replace(first, text=f"{first.text} {added}".strip()), *others], self.source)


@dataclass(frozen=True, slots=True)
class Repeated:
    """The large corpus ingested again."""

    unchanged: Ingested
    changed: Ingested
    watched_s: float  # one changed while the ingest watches


@dataclass(frozen=True, slots=True)
class Bare:
    """Seconds of an ingest's unavoidable parts."""

    chunks: int
    parse_s: float
    embed_s: float
    write_s: float  # of vectors, words and metadata
    vectors_s: float  # of the vectors alone, and in no sum
    cpu_s: float  # of parse, embed and write, on all cores

    @property
    def seconds(self) -> float:
        return self.parse_s + self.embed_s + self.write_s


def ingest(work: BenchFolder) -> list[Measurement]:
    """Chunks a second against the bare parts; nothing changed; one changed; memory."""
    corpus = large_corpus(work)
    bare, repeated = _bare(work, corpus), repeatedly(work)
    unchanged, changed = repeated.unchanged, repeated.changed
    chunks, run = corpus.built.chunks, corpus.built.run
    ratio = (run.seconds / chunks) / (bare.seconds / bare.chunks)
    cpu_ratio = (run.cpu_s / chunks) / (bare.cpu_s / bare.chunks)
    return [
        single("ingest, chunks/s (whole process)", chunks / run.seconds, n=chunks),
        single("bare parse + embed + upserts, chunks/s", bare.chunks / bare.seconds, n=bare.chunks),
        single("bare embedder, chunks/s", bare.chunks / bare.embed_s, n=bare.chunks),
        single("bare Chroma upserts, chunks/s", bare.chunks / bare.write_s, n=bare.chunks),
        single("bare Chroma upserts of vectors alone, chunks/s", bare.chunks / bare.vectors_s, n=bare.chunks),
        single("ingest / bare, seconds a chunk", ratio, Target(1.3, at_least=False), n=chunks),
        single("ingest / bare, CPU seconds a chunk", cpu_ratio, n=chunks),
        single("nothing changed, s", unchanged.run.seconds, Target(3, at_least=False), n=unchanged.unchanged),
        single("chunks embedded, nothing changed", unchanged.chunks, Target(0, at_least=False)),
        single("one changed, s", changed.run.seconds, Target(2, at_least=False), n=changed.changed),
        single("chunks embedded, one changed", changed.chunks),
        single("one changed while watching, s", repeated.watched_s, Target(1, at_least=False)),
        single("ingest, peak MB of the larger process", run.peak_mb, Target(900, at_least=False)),
    ]


@cache
def large_corpus(work: BenchFolder) -> Corpus:
    """Built once a run: `ingest` measures it, `questions` asks it."""
    size = work.sample(_ARTICLES)
    parts = (sets.multihop_wiki(work.bench), sets.squad2(work.bench), sets.scifact(work.bench))
    documents = tuple(chain.from_iterable(part.documents for part in parts))[:size]
    folder = work.fresh("large")
    corpus = folder / "articles.jsonl"
    sets.write_articles(documents, corpus)
    product = Product(folder / "index")
    work.say(f"ingest: {len(documents)} articles (multihop_wiki, filled up from squad2 and scifact)")
    return Corpus(corpus, documents, product, product.ingest(corpus))


def _bare(work: BenchFolder, corpus: Corpus) -> Bare:
    work.say("ingest: the bare parts")
    folder = work.fresh("bare")
    run = run_process([sys.executable, str(BASELINES / "bare_chroma.py"), str(corpus.source), str(folder)])
    return Bare(**json.loads(run.stdout))


@cache
def repeatedly(work: BenchFolder) -> Repeated:
    """Once a run: `ingest` shows it, and `peers` compares others with it."""
    corpus = large_corpus(work)
    work.say("ingest: nothing changed")
    unchanged = corpus.product.ingest(corpus.source)
    work.say("ingest: one article changed")
    corpus.write("This sentence is new.")
    changed = corpus.product.ingest(corpus.source)
    work.say("ingest: one article changed while watching")
    with corpus.product.watching(corpus.source) as runs:
        next(runs)
        corpus.write("This sentence is newer.")
        return Repeated(unchanged, changed, next(runs))


def questions(work: BenchFolder) -> list[Measurement]:
    """One question in a cold process on the seeds; many in a warm one over the large corpus."""
    return [*_cold(work), *_warm(work), *_kept_receipts(work)]


def _cold(work: BenchFolder) -> list[Measurement]:
    product, question = work.ingested_seeds(), _first_question(work)
    work.say(f"questions: {_COLD_RUNS} cold processes, byte code compiled")
    _compile_byte_code()
    pairs = [(product.ask_cold(question), _import_chromadb()) for _ in range(_COLD_RUNS)]
    asked = median(run.seconds for run, _ in pairs)
    imported = median(run.seconds for _, run in pairs)
    peak = max(run.peak_mb for run, _ in pairs)
    return [
        single("cold question, s", asked, Target(1.5, at_least=False), n=_COLD_RUNS),
        single("import chromadb, s", imported, n=_COLD_RUNS),
        single(
            "cold question / import chromadb", asked / imported, Target(1.6, at_least=False), n=_COLD_RUNS
        ),
        single("cold question, peak MB", peak, Target(350, at_least=False), n=_COLD_RUNS),
    ]


def _first_question(work: BenchFolder) -> str:
    with (work.shared / "questions" / "dev.jsonl").open(encoding="utf-8") as lines:
        return str(json.loads(next(lines))["question"])


def _compile_byte_code() -> None:
    """As `make` and the image do; a user's second question never compiles anything."""
    for folder in (sysconfig.get_path("purelib"), str(Path(qa_bot.__file__).parent)):
        compileall.compile_dir(folder, quiet=2, workers=0)


def _import_chromadb() -> FinishedProcess:
    return run_process([sys.executable, "-c", "import chromadb"])


def _warm(work: BenchFolder) -> list[Measurement]:
    product = large_corpus(work).product
    queries = sets.multihop_wiki(work.bench).queries[: work.sample(250)]
    work.say(f"questions: {len(queries)} in a warm process")
    answers = product.ask(queries)[_WARM_UP:]
    times = [answer.total_ms for answer in answers]
    return [
        single(
            "warm question, p50 ms",
            metrics.percentile(times, 0.5),
            Target(150, at_least=False),
            n=len(times),
        ),
        single(
            "warm question, p95 ms",
            metrics.percentile(times, 0.95),
            Target(300, at_least=False),
            n=len(times),
        ),
    ]


def _kept_receipts(work: BenchFolder) -> list[Measurement]:
    """Those of the warm questions, kept once more: the time of an answer ends before its receipt is kept."""
    receipts = Receipts.of(Settings.load(index={"path": large_corpus(work).product.index}))
    times = []
    for receipt in receipts.latest(_RECEIPTS):
        started = time.perf_counter()
        receipts.keep(receipt)
        times.append((time.perf_counter() - started) * 1000)
    return [
        single(
            "a receipt kept, p50 ms", metrics.percentile(times, 0.5), Target(5, at_least=False), n=len(times)
        )
    ]
