"""How close a sentence is to a question."""

import numpy as np

from qa_bot.retrieval.reranking import Asked, Sentence, compared
from qa_bot.types import Article, Chunk, Passage

TEXT = "Ida Orrin is a pilot. She led the port."
NAME, LED, PILOT, SPECIAL = np.eye(4, dtype=np.float32)


def test_what_an_article_is_about_counts_for_its_sentences_that_only_say_she() -> None:
    article = Article("orrin.txt", TEXT, "Ida Orrin")
    passage = Passage(article, Chunk(article.id, "", 0, 0, len(TEXT)), 1.0)
    candidates = (Sentence(passage, 0, 21, 0), Sentence(passage, 22, len(TEXT), 1))
    asked = np.stack([SPECIAL, NAME, LED, SPECIAL])
    read = [np.stack([SPECIAL, NAME, PILOT, SPECIAL]), np.stack([SPECIAL, LED, LED, SPECIAL])]
    title = np.stack([SPECIAL, NAME, SPECIAL])
    named, told = (one.closeness[0] for one in compared(candidates, [Asked(asked)], read))
    assert told.distinctive == named.distinctive
    named, told = (one.closeness[0] for one in compared(candidates, [Asked(asked)], read, [title, title]))
    assert told.distinctive > named.distinctive


def test_what_a_question_may_be_about_counts_where_it_stands_in_the_chunk() -> None:
    article = Article("orrin.txt", TEXT, "The port")
    passage = Passage(article, Chunk(article.id, "", 0, 0, len(TEXT)), 1.0)
    candidates = (Sentence(passage, 0, 21, 0), Sentence(passage, 22, len(TEXT), 1))
    asked = np.stack([SPECIAL, LED, NAME, SPECIAL])
    read = [np.stack([SPECIAL, NAME, PILOT, SPECIAL]), np.stack([SPECIAL, LED, PILOT, SPECIAL])]
    named, told = (one.closeness[0] for one in compared(candidates, [Asked(asked, own=1)], read))
    assert told.distinctive > named.distinctive
