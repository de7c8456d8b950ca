"""Articles in an index of a test's own, and a real Chroma server to keep it on."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import httpx

from ingest.facts import find_facts
from qa_bot.index import Indexed, IndexWriter
from qa_bot.models.wordllama import WordLlamaEmbedder
from qa_bot.settings import Settings
from qa_bot.types import Article, Chunk, as_number

EMBEDDER = WordLlamaEmbedder()


def indexed(id: str, *paragraphs: str, title: str = "Untitled", published: date | None = None) -> Indexed:
    """An article of one chunk a paragraph, with its real vectors and facts."""
    text = "\n\n".join(paragraphs)
    hashed = hashlib.sha256(f"{title}\n{text}\n{published}".encode()).hexdigest()
    article = Article(id, text, title, published, content_hash=hashed, source_hash=hashed, source="/news")
    starts = [len("\n\n".join([*paragraphs[:n], ""])) for n in range(len(paragraphs))]
    chunks = tuple(
        Chunk(id, hashed, n, start, start + len(paragraph), published=as_number(published))
        for n, (start, paragraph) in enumerate(zip(starts, paragraphs, strict=True))
    )
    facts = find_facts(article).encoded()
    return Indexed(article, chunks, EMBEDDER.embed(paragraphs), EMBEDDER.embed([title])[0], facts)


def write(settings: Settings, *batch: Indexed) -> None:
    with IndexWriter.open(settings) as writer:
        writer.commit(batch)


def without_models(settings: Settings) -> Settings:
    """Settings without reranker and reader, with which a bot starts and answers at once."""
    models = settings.models.model_copy(update={"reranker": "none", "reader": "none"})
    return settings.model_copy(update={"models": models})


def run_chroma(folder: Path, port: int = 0) -> tuple[subprocess.Popen[bytes], str]:
    """A Chroma server over the folder, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = port or free.getsockname()[1]
    command = [Path(sys.executable).with_name("chroma"), "run", "--path", folder, "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    url = f"http://127.0.0.1:{port}"
    _wait_for(url)
    return server, url


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            httpx.get(f"{url}/api/v2/heartbeat").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)
