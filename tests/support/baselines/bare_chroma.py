"""What an ingest cannot avoid, and nothing else: parse JSON lines, embed, upsert.

The vectors are upserted with words and metadata, as they must be to answer from them, and once more alone.

python tests/support/baselines/bare_chroma.py ARTICLES.jsonl FOLDER    seconds of each part, as JSON
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import chromadb
from chromadb.config import Settings as ChromaSettings

from qa_bot.models.wordllama import WordLlamaEmbedder

CHUNK_WORDS = 150
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Chunk:
    doc_id: str
    title: str
    n: int
    text: str


def chunks(line: str) -> Iterator[Chunk]:
    article = json.loads(line)
    words = article["text"].split()
    for n, at in enumerate(range(0, len(words), CHUNK_WORDS)):
        text = f"{article['title']}\n{' '.join(words[at : at + CHUNK_WORDS])}"
        yield Chunk(article["id"], article["title"], n, text)


def main(articles: Path, folder: Path) -> None:
    embedder = WordLlamaEmbedder()
    client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
    whole, vectors = (
        client.create_collection(name, embedding_function=None) for name in ("whole", "vectors")
    )

    started, cpu_before = time.perf_counter(), time.process_time()
    lines = articles.read_text(encoding="utf-8").splitlines()
    batches = list(batched([chunk for line in lines for chunk in chunks(line)]))
    parsed = time.perf_counter()
    embedded = [embedder.embed([chunk.text for chunk in batch]) for batch in batches]
    done = time.perf_counter()
    for batch, rows in zip(batches, embedded, strict=True):
        whole.upsert(
            [f"{chunk.doc_id}#{chunk.n}" for chunk in batch],
            rows,
            [{"doc_id": chunk.doc_id, "title": chunk.title, "n": chunk.n} for chunk in batch],
            [chunk.text for chunk in batch],
        )
    written, cpu = time.perf_counter(), time.process_time() - cpu_before
    for batch, rows in zip(batches, embedded, strict=True):
        vectors.upsert([f"{chunk.doc_id}#{chunk.n}" for chunk in batch], rows)
    times = {
        "parse_s": parsed - started,
        "embed_s": done - parsed,
        "write_s": written - done,
        "vectors_s": time.perf_counter() - written,
    }
    json.dump({"chunks": sum(map(len, batches)), **times, "cpu_s": cpu}, sys.stdout)


def batched(every: Sequence[Chunk]) -> Iterator[Sequence[Chunk]]:
    return (every[at : at + BATCH] for at in range(0, len(every), BATCH))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
