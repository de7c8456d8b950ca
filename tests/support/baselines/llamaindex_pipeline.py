"""LlamaIndex's ingestion pipeline into Chroma, with our embedder; run again, it embeds what is new.

python tests/support/baselines/llamaindex_pipeline.py ARTICLES.jsonl FOLDER    chunks in the index, as JSON
"""

import json
import sys
from pathlib import Path

import chromadb
from chromadb.config import Settings as ChromaSettings
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.ingestion import DocstoreStrategy, IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import Document
from llama_index.core.storage.docstore import SimpleDocumentStore
from llama_index.vector_stores.chroma import ChromaVectorStore
from pydantic import PrivateAttr

from qa_bot.models.wordllama import WordLlamaEmbedder

CHUNK_WORDS = 150
BATCH = 1000


class Embedding(BaseEmbedding):
    _embedder: WordLlamaEmbedder = PrivateAttr(default_factory=WordLlamaEmbedder)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed(texts).tolist()

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    _get_query_embedding = _get_text_embedding

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def document(line: str) -> Document:
    article = json.loads(line)
    return Document(text=article["text"], id_=str(article["id"]), metadata={"title": article["title"]})


def main(articles: Path, folder: Path) -> None:
    client = chromadb.PersistentClient(str(folder / "chroma"), ChromaSettings(anonymized_telemetry=False))
    collection = client.get_or_create_collection("llamaindex", embedding_function=None)
    splitter = SentenceSplitter(chunk_size=CHUNK_WORDS, chunk_overlap=0, tokenizer=str.split)
    pipeline = IngestionPipeline(
        transformations=[splitter, Embedding(embed_batch_size=BATCH)],
        vector_store=ChromaVectorStore(chroma_collection=collection),
        docstore=SimpleDocumentStore(),
        docstore_strategy=DocstoreStrategy.UPSERTS,
        disable_cache=True,
    )
    storage = folder / "storage"
    if storage.exists():
        pipeline.load(str(storage))
    documents = [document(line) for line in articles.read_text(encoding="utf-8").splitlines()]
    for at in range(0, len(documents), BATCH):  # its store hands Chroma more at once than that takes
        pipeline.run(documents=documents[at : at + BATCH])
    pipeline.persist(str(storage))
    json.dump({"chunks": collection.count()}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
