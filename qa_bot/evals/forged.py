"""Whether an altered copy of an article is shown beside it: python -m qa_bot.evals.forged

Articles of training/news with a question for a figure that stands once in the text. A copy of each, from
another outlet on the same day, has another figure there. Asked of both, the answer must show two sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from qa_bot.cli.options import example
from qa_bot.evals import metrics, sets
from qa_bot.evals.product import Product
from qa_bot.evals.sets import Document
from qa_bot.evals.stories import Article, articles
from qa_bot.evals.workspace import BenchFolder
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question

_KINDS = frozenset({"how_many", "how_much"})
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_SHIFT = 4  # added to the first digit


@dataclass(frozen=True, slots=True)
class Forgery:
    """A question with an article that answers it and the text of the altered copy."""

    question: str
    article: Article
    copy: str

    def documents(self, n: int) -> Iterator[Document]:
        day = self.article.published.isoformat()
        for id, text, outlet in (
            (f"true-{n}", self.article.text, "First Wire"),
            (f"forged-{n}", self.copy, "Second Post"),
        ):
            yield Document(id, self.article.title, text, day, outlet=outlet)


def forgeries(found: list[Article]) -> Iterator[Forgery]:
    """At most one of each article."""
    for article in found:
        asked = (one for one in article.questions if _asks_for_a_figure(one))
        for question in asked:
            figure = _FIGURE.search(question["spans"][0])
            if figure and article.text.count(figure.group()) == 1:
                copy = article.text.replace(figure.group(), _other(figure.group()))
                yield Forgery(question["question"], article, copy)
                break


def _asks_for_a_figure(question: dict[str, Any]) -> bool:
    kind = question["kind"].replace("-", "_")
    return bool(question["answerable"]) and kind in _KINDS and len(question.get("spans") or ()) == 1


def _other(figure: str) -> str:
    """With another first digit that is not 0."""
    return str((int(figure[0]) + _SHIFT - 1) % 9 + 1) + figure[1:]


@click.command(help=__doc__, epilog=example("python -m qa_bot.evals.forged --limit 20"))
@click.option("--shared", type=click.Path(exists=True, path_type=Path), default=Path("../shared"))
@click.option("--limit", type=click.IntRange(1), default=40, show_default=True, help="Articles.")
@click.option("--work", type=click.Path(path_type=Path), default=Path(".bench/forged"), show_default=True)
def main(shared: Path, limit: int, work: Path) -> None:
    kept = [one for one in articles((shared / "train" / "news", Path("training/news"))) if one.kept]
    chosen = list(forgeries(kept))[:limit]
    folder = BenchFolder(shared, work).fresh("articles")
    documents = [one for n, forgery in enumerate(chosen) for one in forgery.documents(n)]
    sets.write_articles(documents, folder / "articles.jsonl")
    Product(folder / "index").ingest(folder / "articles.jsonl")
    responder = Responder.open(Settings.load(index={"path": folder / "index", "url": ""}))
    shown: list[bool] = []
    for n, one in enumerate(chosen):
        answer = responder.ask(Question(one.question, doc_ids=(f"true-{n}", f"forged-{n}")))
        shown.append(bool(answer.disagreements))
        if not shown[-1]:
            click.echo(f"- {one.question} {answer.text}")
    rate = metrics.rate(shown)
    click.echo(f"shown as two sides: {sum(shown)} of {rate.n} [{rate.low:.2f}, {rate.high:.2f}]")


if __name__ == "__main__":
    main()
