"""The answers to several questions of one message as one answer, each under its label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qa_bot.query import Numbered
from qa_bot.receipts.receipt import Judged, Receipt
from qa_bot.types import Answer, Status

_MARKER = re.compile(r"\[(\d+)\]")


def joined(asked: Numbered, receipts: Sequence[Receipt]) -> Receipt:
    """One receipt, and in it one answer, of those given to the questions, in their order."""
    moved: list[Receipt] = []
    for receipt in receipts:
        moved.append(_moved(receipt, sum(len(one.answer.citations) for one in moved)))
    answers = [one.answer for one in moved]
    labels = [label for label, _ in asked.answered]
    first = next((one for one in moved if one.answer.citations), moved[0])
    searched = _under(labels, [one.standalone or one.answer.question for one in moved])
    is_answered = any(answer.status is Status.ANSWERED for answer in answers)
    limits = {answer.as_of for answer in answers}
    answer = Answer(
        id=first.id,
        question=asked.asked.text,
        status=Status.ANSWERED if is_answered else Status.ABSTAINED,
        text=_under(labels, [answer.text for answer in answers]),
        answerer=first.answer.answerer,
        index=answers[-1].index,
        lines=tuple(line for answer in answers for line in answer.lines),
        citations=tuple(citation for answer in answers for citation in answer.citations),
        disagreements=tuple(each for answer in answers for each in answer.disagreements),
        nearest=tuple({near.doc: near for answer in answers for near in answer.nearest}.values()),
        as_of=limits.pop() if len(limits) == 1 else asked.asked.as_of,
        standalone=searched,
        notice=f"{_notice(labels, answers)} {asked.notice}".strip(),
        timings_ms=_total(answer.timings_ms for answer in answers),
    )
    return replace(
        first,
        asked_at=receipts[0].asked_at,
        standalone=searched,
        answer=answer,
        read=tuple(passage for one in moved for passage in one.read),
        judged=tuple(judged for one in moved for judged in one.judged),
    )


def _under(labels: Sequence[str], texts: Sequence[str]) -> str:
    return "\n".join(f"{label} {text}" for label, text in zip(labels, texts, strict=True))


def _moved(receipt: Receipt, by: int) -> Receipt:
    """With its citations numbered on from so many."""
    answer = receipt.answer
    known = {one.n for one in answer.citations}

    def all_of(numbers: Iterable[int]) -> tuple[int, ...]:
        return tuple(n + by for n in numbers)

    def text(said: str) -> str:
        """A number in brackets that cites nothing is the article's own."""
        return _MARKER.sub(lambda m: f"[{int(m[1]) + by}]" if int(m[1]) in known else m[0], said)

    return replace(
        receipt,
        answer=replace(
            answer,
            text=text(answer.text),
            notice=text(answer.notice),
            citations=tuple(replace(one, n=one.n + by) for one in answer.citations),
            lines=tuple(replace(one, citations=all_of(one.citations)) for one in answer.lines),
            disagreements=tuple(
                replace(
                    one,
                    sides=tuple(replace(side, citations=all_of(side.citations)) for side in one.sides),
                )
                for one in answer.disagreements
            ),
        ),
        read=tuple(
            replace(
                passage,
                sentences=tuple(
                    replace(one, citation=one.citation and one.citation + by) for one in passage.sentences
                ),
            )
            for passage in receipt.read
        ),
        judged=tuple(_renumbered(one, by) for one in receipt.judged),
    )


def _renumbered(judged: Judged, by: int) -> Judged:
    others = tuple(n + by for n in judged.others)
    return replace(judged, citation=judged.citation and judged.citation + by, others=others)


def _notice(labels: Sequence[str], answers: Sequence[Answer]) -> str:
    """Each after its label; once and without one where all have the same."""
    notices = [answer.notice for answer in answers]
    if len(set(notices)) == 1:
        return notices[0]
    return " ".join(f"{label} {said}" for label, said in zip(labels, notices, strict=True) if said)


def _total(times: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for one in times:
        for step, ms in one.items():
            total[step] = round(total.get(step, 0.0) + ms, 1)
    return total
