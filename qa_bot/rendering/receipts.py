"""Receipts and replays, as text for a person and as objects for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from qa_bot.rendering.json import Object, answer_object
from qa_bot.rendering.layout import INDENT, clean, day_text, heading, joined, wrapped
from qa_bot.rendering.lines import lines_text, repeats
from qa_bot.rendering.sources import disagreement_text, source_text, sources_text
from qa_bot.types import Answer, Citation, Line, Status

if TYPE_CHECKING:
    from qa_bot.receipts import (
        ArticleChange,
        Feedback,
        Judged,
        ReadPassage,
        Receipt,
        Replay,
        StaleAnswer,
        StaleCitation,
    )

_HAPPENED = {
    "added": "came in since, new or in a new version",
    "changed": "was changed since",
    "removed": "was removed since",
}


def receipts_text(receipts: Iterable[Receipt]) -> str:
    """One line an answer."""
    return "\n".join(
        joined(each.id, _when(each), each.answer.status.value, each.answer.question) for each in receipts
    )


def receipt_text(receipt: Receipt, width: int | None = None) -> str:
    """What was asked and answered, each sentence with its proof, what else was read, and the times."""
    answer = receipt.answer
    parts = ["\n".join(_head(receipt, width)), *_answer(receipt, width)]
    if others := unjudged(receipt):
        parts.append(sources_text(others, width))
    parts += [disagreement_text(each, answer.citations, width) for each in answer.disagreements]
    if read := list(_others(receipt.read, width)):
        parts.append("\n".join([heading("Also read"), *read]))
    return "\n\n".join([*parts, _times(receipt.answer)])


def feedback_text(feedback: Iterable[Feedback]) -> str:
    """What people thought of the answer, a line each."""
    lines = [joined("helpful" if each.helpful else "not helpful", each.why, each.user) for each in feedback]
    return "\n".join([heading("Feedback"), *lines])


def replay_text(replay: Replay, width: int | None = None) -> str:
    """What the answer says otherwise now, and which articles made the difference."""
    if replay.same:
        return "Asked again, the answer is the same."
    parts = [_difference(replay.receipt.answer.status, replay.answer.status)]
    for title, citations in (("No longer cited", replay.gone), ("Cited now", replay.new)):
        if citations:
            quoted = [line for each in citations for line in (_source(each), _quote(each, width))]
            parts.append("\n".join([heading(title), *quoted]))
    return "\n\n".join([*parts, "\n".join([heading("Why"), *_reasons(replay.changes)])])


def stale_text(answers: Iterable[StaleAnswer]) -> str:
    """Each answer with what became of the articles it cites."""
    return "\n".join(line for each in answers for line in _stale_lines(each))


def stale_object(stale: StaleAnswer) -> Object:
    receipt = stale.receipt
    return {
        "id": receipt.id,
        "asked_at": receipt.asked_at.isoformat(),
        "question": receipt.answer.question,
        "citations": [
            {
                "n": each.citation.n,
                "doc": each.citation.doc,
                "title": each.citation.title,
                "quote": each.citation.quote,
                "content_hash": each.citation.content_hash,
                "fate": each.fate.value,
                "replaced_at": each.replaced_at or None,
                "still_says_so": each.still_says_so,
            }
            for each in stale.citations
        ],
    }


def receipt_object(receipt: Receipt) -> Object:
    """The answer's own object in `answer`, and beside it what the answer rested on."""
    answer = answer_object(receipt.answer)
    return {
        "id": receipt.id,
        "asked_at": receipt.asked_at.isoformat(),
        "question": receipt.answer.question,
        "standalone": receipt.standalone,
        "as_of": answer["as_of"],
        "doc_ids": list(receipt.doc_ids),
        "index": answer["index"],
        "answerer": receipt.answer.answerer,
        "model": receipt.model,
        "prompt_hash": receipt.prompt_hash,
        "sentences": [asdict(judged) for judged in receipt.judged],
        "read": [_passage_object(passage) for passage in receipt.read],
        "timings_ms": answer["timings_ms"],
        "answer": answer,
    }


def replay_object(replay: Replay) -> Object:
    then, now = answer_object(replay.receipt.answer), answer_object(replay.answer)
    new = {citation.n for citation in replay.new}
    gone = {citation.n for citation in replay.gone}
    return {
        "id": replay.receipt.id,
        "same": replay.same,
        "then": then,
        "now": now,
        "gone": [citation for citation in then["citations"] if citation["n"] in gone],
        "new": [citation for citation in now["citations"] if citation["n"] in new],
        "changes": [asdict(change) for change in replay.changes],
    }


def provenance_text(receipt: Receipt) -> str:
    """When, under which id, over which index and by whom it was answered."""
    answer = receipt.answer
    revision = f"index revision {answer.index.revision}"
    prompt = f"prompt {receipt.prompt_hash}" if receipt.prompt_hash else None
    return joined(_when(receipt), receipt.id, revision, answer.answerer, receipt.model, prompt, taken(answer))


def taken(answer: Answer) -> str | None:
    """What the model servers took for it; None where none was asked."""
    if not answer.usage:
        return None
    tokens = f"{sum(one.prompt + one.completion for one in answer.usage):,} tokens"
    return f"{tokens} ({answer.cost.amount:.5f} {answer.cost.currency})" if answer.cost else tokens


def verdict_text(judged: Judged) -> str:
    confidence = None if judged.confidence is None else f"confidence {judged.confidence:.2f}"
    left_out = "left out" if judged.citation is None else None
    return joined(left_out, judged.verdict, confidence)


def own_lines(receipt: Receipt) -> list[Line]:
    """Of the answer, those that are no sentence someone judged: a verdict, a count, a row made of one."""
    judged = [Line(each.text, ()) for each in receipt.judged]
    return [line for line in receipt.answer.lines if not repeats(line.text, judged)]


def unjudged(receipt: Receipt) -> list[Citation]:
    """What is quoted beside the judged sentences."""
    judged = {n for each in receipt.judged for n in each.citations}
    return [each for each in receipt.answer.citations if each.n not in judged]


def _passage_object(passage: ReadPassage) -> Object:
    return {**asdict(passage), "date": passage.date.isoformat() if passage.date else None}


def _head(receipt: Receipt, width: int | None) -> Iterator[str]:
    answer = receipt.answer
    yield heading(wrapped(clean(answer.question), width))
    if receipt.standalone not in ("", answer.question):
        yield wrapped(f"Searched as: {clean(receipt.standalone)}", width)
    if answer.as_of:
        yield f"Nothing published after {answer.as_of}"
    if receipt.doc_ids:
        yield wrapped(f"Only from {clean(', '.join(receipt.doc_ids))}", width)
    yield provenance_text(receipt)


def _answer(receipt: Receipt, width: int | None) -> Iterator[str]:
    """Each sentence with its verdict, its source, and the words that prove it where they are others."""
    if own := own_lines(receipt):
        yield lines_text(own, receipt.answer.form, width)
    elif receipt.answer.status is Status.ABSTAINED:
        yield wrapped(clean(receipt.answer.text), width)
    for judged in receipt.judged:
        proofs = [citation for citation in receipt.answer.citations if citation.n in judged.citations]
        lines = [wrapped(clean(judged.text), width), f"{INDENT}{verdict_text(judged)}"]
        if judged.instead:
            lines.append(wrapped(f"in place of the model's: {clean(judged.instead)}", width, INDENT))
        for proof in proofs:
            lines += [f"{INDENT}{_source(proof)}"]
            lines += [_quote(proof, width)] if clean(proof.quote) != clean(judged.text) else []
        yield "\n".join(lines)


def _source(citation: Citation) -> str:
    return f"[{citation.n}] {source_text(citation)}"


def _quote(citation: Citation, width: int | None) -> str:
    return wrapped(f"“{clean(citation.quote)}”", width, INDENT)


def _others(read: Iterable[ReadPassage], width: int | None) -> Iterator[str]:
    """The sentences that were compared and not chosen."""
    from qa_bot.text import plain  # not above: `--help` shows nothing of articles, and need not wait for it

    for passage in read:
        unused = [sentence for sentence in passage.sentences if sentence.citation is None]
        if unused:
            yield joined(passage.title, day_text(passage.date, passage.date_source), passage.id)
        for sentence in unused:
            yield wrapped(f"{sentence.score:.2f}  {clean(plain(sentence.text))}", width, INDENT)


def _times(answer: Answer) -> str:
    spent = [f"{step} {milliseconds:.0f} ms" for step, milliseconds in answer.timings_ms.items()]
    return click.style(joined(*spent), dim=True)


def _difference(then: Status, now: Status) -> str:
    if then is now:
        return "Asked again, the answer is another."
    if now is Status.ABSTAINED:
        return "Asked again, there is no answer any more."
    return "Asked again, there is an answer now."


def _reasons(changes: Sequence[ArticleChange]) -> Iterator[str]:
    """The articles that were cited, or failing those the ones that were read."""
    causes = [change for change in changes if change.cited] or changes
    for change in causes:
        yield f"- {joined(change.title, change.doc)} {_HAPPENED[change.change]}"
    if not causes:
        yield "No article behind it has changed: the settings, the models or the date of the question have."


def _when(receipt: Receipt) -> str:
    return f"{receipt.asked_at:%Y-%m-%d %H:%M:%S} UTC"


def _stale_lines(stale: StaleAnswer) -> Iterator[str]:
    receipt = stale.receipt
    yield joined(receipt.id, _when(receipt), receipt.answer.question)
    for each in stale.citations:
        yield f"{INDENT}[{each.citation.n}] {joined(each.citation.title, each.citation.doc)}: {_fate(each)}"


def _fate(stale: StaleCitation) -> str:
    when = f" at {stale.replaced_at}" if stale.replaced_at else ""
    stands = "; the quoted words still stand" if stale.still_says_so else ""
    return f"{stale.fate.value}{when}{stands}"
