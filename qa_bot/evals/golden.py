"""Whether the bot still answers as it did: `make golden` compares each answer with the one accepted before.

Answers over articles of our own are kept as they are printed (golden_forms); those of the shared sets, whose
words are not ours, as the hash of their JSON without ids and times. The words of the last of these lie under
--work, so that a difference can be shown. The clock stands still, for answers tell how old they are.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from difflib import unified_diff
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click

import qa_bot
from qa_bot.cli.console import run
from qa_bot.evals import asking, catalog, golden_forms, sets
from qa_bot.evals.evaluation import sample
from qa_bot.evals.product import Product
from qa_bot.evals.workspace import BenchFolder
from qa_bot.rendering.json import answer_object
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Question, Turn

TODAY = date(2026, 3, 1)  # later than all articles, and the same in every run
PER_SET = 150
SETS = ("timeqa", "mtrag_un", "squad2", "ramdocs", "seeds")
FORMS = "forms"
CONVERSATIONS = {"conversations-seeds": "seeds", "conversations-demo": "demo"}
_DEMO = Path(qa_bot.__file__).parent / "cli" / "demo" / "articles"
_SHOWN = 5  # differences a set, with their words

Answers = dict[str, str]  # id of a question -> the JSON of its answer


@click.command()
@click.argument("names", metavar="[SET]...", nargs=-1, type=click.Choice((FORMS, *SETS, *CONVERSATIONS)))
@click.option("--accept", is_flag=True, help="Take the answers of this run as the right ones.")
@click.option("--held-out", is_flag=True, help="Show what differs in the questions held out, too.")
@click.option("--shared", type=click.Path(path_type=Path), default=Path("../shared"), show_default=True)
@click.option("--work", type=click.Path(path_type=Path), default=Path(".bench/golden"), show_default=True)
@click.option("--kept", type=click.Path(path_type=Path), default=Path("tests/data/golden"), show_default=True)
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Sets asked at a time.")
def golden(
    names: tuple[str, ...], accept: bool, held_out: bool, shared: Path, work: Path, kept: Path, jobs: int
) -> None:
    """Ask the questions of the SETs named, or of all, and compare the answers with those accepted before.

    \b
    Example: python -m qa_bot.evals.golden forms seeds
    """
    ask = partial(_asked, shared=shared.resolve(), work=work.resolve(), kept=kept.resolve())
    different = 0
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        chosen = names or (FORMS, *SETS, *CONVERSATIONS)
        for name, answers in zip(chosen, pool.map(ask, chosen), strict=True):
            if name == FORMS:
                different += _compare_forms(answers, kept, held_out, accept)
                continue
            accepted, last = kept / f"{name}.txt", work / f"{name}.json"
            different += _compare(name, answers, accepted, last)
            if accept:
                _accept(answers, accepted, last)
    sys.exit(1 if different and not accept else 0)


def _asked(name: str, shared: Path, work: Path, kept: Path) -> Answers:
    """The answers of one set, from an index made anew."""
    folder = BenchFolder(shared, work).fresh(name)
    if name == FORMS:
        corpora = {"demo": _DEMO, "stories": kept / "articles"}
        asked = golden_forms.questions(kept / FORMS)
        return golden_forms.ask(asked, lambda corpus: _responder(folder / corpus, corpora[corpus]))
    if articles := CONVERSATIONS.get(name):
        responder = _responder(folder, shared / "seeds" if articles == "seeds" else _DEMO)
        rows = [row for row in sets.rows(kept / "conversations.jsonl") if row["articles"] == articles]
        return {id: answer for row in rows for id, answer in _conversation(responder, row)}
    data = catalog.SETS[name](shared)
    if data.folder is None:
        sets.write_articles(data.documents, folder / "articles.jsonl")
    responder = _responder(folder, data.folder or folder / "articles.jsonl")
    queries = sample(data.queries, PER_SET)
    return {query.id: _json(responder.ask(asking.question(query))) for query in queries}


def _responder(folder: Path, articles: Path) -> Responder:
    Product(folder / "index").ingest(articles)
    settings = Settings.load(
        index={"path": folder / "index", "url": ""}, models={"answerer": "extractive"}, receipts={"keep": 0}
    )
    responder = Responder.open(settings)
    responder.today = lambda: TODAY
    return responder


def _conversation(responder: Responder, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each turn is asked with what was said before it, the bot's own answers included."""
    said: tuple[Turn, ...] = ()
    for n, text in enumerate(row["turns"], start=1):
        id = f"{row['id']}-{n}"
        answer = responder.ask(Question(text, id, said))
        said = (*said, Turn("user", text), Turn("assistant", answer.text))
        yield id, _json(answer)


def _json(answer: Answer) -> str:
    """The answer as `qa-bot ask --json` gives it, without what differs in every run."""
    row = answer_object(answer)
    kept = {name: value for name, value in row.items() if name not in {"id", "timings_ms"}}
    kept["about"] = bool(row["about"])  # the id of an answer is another in every run
    kept["index"] = {name: value for name, value in row["index"].items() if name != "ingested_at"}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, indent=1)


def _compare_forms(answers: Answers, kept: Path, held_out: bool, accept: bool) -> int:
    """Shows what differs, of the questions held out only if told so; returns how many differ."""
    asked, accepted = golden_forms.questions(kept / FORMS), golden_forms.read(kept / FORMS)
    different = 0
    for held, title in ((False, FORMS), (True, f"{FORMS}, held out")):
        members = [one for one in asked if one.held_out == held]
        changed = list(golden_forms.differences(members, answers, accepted))
        shown = changed if held_out or not held else []
        click.echo("\n\n".join([f"{title}: {len(members)} answers, {len(changed)} differ", *shown]))
        different += len(changed)
    if accept:
        golden_forms.write(kept / FORMS, asked, answers)
    return different


def _compare(name: str, answers: Answers, accepted: Path, last: Path) -> int:
    """Says which answers differ, with the words where they are known; returns how many."""
    known = _hashes(accepted)
    before = json.loads(last.read_text(encoding="utf-8")) if last.exists() else {}
    changed = [id for id, answer in answers.items() if known.get(id) != _hash(answer)]
    gone = known.keys() - answers.keys()
    click.echo(f"{name}: {len(answers)} answers, {len(changed)} differ, {len(gone)} gone")
    for id in changed[:_SHOWN]:
        old = before.get(id, "")
        old = old if _hash(old) == known.get(id) else ""
        click.echo(
            "\n".join(unified_diff(old.splitlines(), answers[id].splitlines(), id, id, lineterm="", n=1))
        )
    return len(changed) + len(gone)


def _hashes(accepted: Path) -> dict[str, str]:
    lines = accepted.read_text(encoding="utf-8").splitlines() if accepted.exists() else []
    return {id: hashed for hashed, _, id in (line.partition(" ") for line in lines)}


def _accept(answers: Answers, accepted: Path, last: Path) -> None:
    lines = [f"{_hash(answer)} {id}\n" for id, answer in answers.items()]
    accepted.write_text("".join(lines), encoding="utf-8")
    last.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")


def _hash(answer: str) -> str:
    return hashlib.sha256(answer.encode()).hexdigest()[:16]


if __name__ == "__main__":
    run(golden)
