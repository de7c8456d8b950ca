"""What an ingest cannot avoid, and nothing else: parse JSON lines, embed, upsert the vectors alone.

python tests/baselines/bare_chroma.py ARTICLES.jsonl FOLDER    seconds of each part, as JSON
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import chromadb
from chromadb.config import Settings as ChromaSettings

from qa_bot.models import WordLlamaEmbedder

CHUNK_WORDS = 150
BATCH = 1000


def chunks(line: str) -> Iterator[str]:
    article = json.loads(line)
    words = article["text"].split()
    for at in range(0, len(words), CHUNK_WORDS):
        yield f"{article['title']}\n{' '.join(words[at : at + CHUNK_WORDS])}"


def main(articles: Path, folder: Path) -> None:
    embedder = WordLlamaEmbedder()
    client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
    collection = client.create_collection("bare", embedding_function=None)

    started, cpu_before = time.perf_counter(), time.process_time()
    texts = [chunk for line in articles.read_text(encoding="utf-8").splitlines() for chunk in chunks(line)]
    parsed = time.perf_counter()
    vectors = [embedder.embed(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
    embedded = time.perf_counter()
    for number, batch in enumerate(vectors):
        collection.upsert([f"{number * BATCH + row}" for row in range(len(batch))], batch)
    written = time.perf_counter()

    times = {"parse_s": parsed - started, "embed_s": embedded - parsed, "write_s": written - embedded}
    json.dump({"chunks": len(texts), **times, "cpu_s": time.process_time() - cpu_before}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
