"""LangChain's index() into Chroma, with our embedder; run again, it embeds what is new.

python tests/support/baselines/langchain_index.py ARTICLES.jsonl FOLDER    chunks in the index, as JSON
"""

import json
import sys
from pathlib import Path

from langchain_chroma import Chroma
from langchain_classic.indexes import SQLRecordManager
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.indexing import index
from langchain_text_splitters import RecursiveCharacterTextSplitter

from qa_bot.models.wordllama import WordLlamaEmbedder

CHUNK_CHARACTERS = 900  # about 150 words
BATCH = 1000


class Embedding(Embeddings):
    def __init__(self) -> None:
        self._embedder = WordLlamaEmbedder()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def document(line: str) -> Document:
    article = json.loads(line)
    metadata = {"title": article["title"], "source": str(article["id"])}
    return Document(page_content=article["text"], metadata=metadata)


def main(articles: Path, folder: Path) -> None:
    documents = [document(line) for line in articles.read_text(encoding="utf-8").splitlines()]
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=0)
    records = SQLRecordManager("langchain", db_url=f"sqlite:///{folder / 'records.db'}")
    records.create_schema()
    store = Chroma("langchain", Embedding(), persist_directory=str(folder / "chroma"))
    index(
        splitter.split_documents(documents),
        records,
        store,
        batch_size=BATCH,
        cleanup="incremental",
        source_id_key="source",
        key_encoder="sha256",
    )
    json.dump({"chunks": len(store.get(include=[])["ids"])}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
