"""Show evidence: each sentence with its verdict and its quote, in the paragraph it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block, RichTextBlock, RichTextElement, RichTextQuoteElement
from slack_sdk.models.views import View

from qa_bot.receipts import Judged, ReadPassage, Receipt, is_same, paragraph
from qa_bot.rendering import (
    day_text,
    markers,
    own_lines,
    provenance_text,
    unjudged,
    verdict_text,
)
from qa_bot.slack.blocks.lines import body
from qa_bot.slack.blocks.rich import Part, fitting, quotation, rich, said, section, small, stacked, words
from qa_bot.slack.blocks.sources import cited, disagreement
from qa_bot.slack.text import clean, is_item, lines, shortened, split
from qa_bot.text import running_text
from qa_bot.types import Article, Citation, Status

_AROUND = 400  # characters of the paragraph before a quote and after it
_LONGEST_SENTENCE = 1500
_LONGEST_TITLE = 100
_LONGEST_VERDICT = 300


def view(receipt: Receipt, articles: Mapping[str, Article]) -> View:
    """`articles` are those of the receipt's citations as they are now; one that is missing is gone."""
    blocks = list(_blocks(receipt, articles))
    left_out = f"There is more; `qa-bot why {receipt.id}` shows all of it."
    return View(type="modal", title="Evidence", close="Close", blocks=fitting(blocks, left_out))


def missing(answer_id: str) -> View:
    """In place of the view of a receipt that is no longer kept."""
    return saying(
        f"The evidence of answer {answer_id} is not kept here: the answer is too old, was forgotten, or came "
        "from a host that keeps its receipts elsewhere. Ask again to see evidence; whoever runs me finds the "
        f"older one with `qa-bot why {answer_id}` there."
    )


def saying(sentence: str) -> View:
    """In place of the evidence until it is there, or where it cannot be had."""
    return View(type="modal", title="Evidence", close="Close", blocks=[rich(section(said(sentence)))])


def _blocks(receipt: Receipt, articles: Mapping[str, Article]) -> Iterator[Block]:
    answer = receipt.answer
    yield rich(*(section(part) for part in _asked(receipt)))
    if own := own_lines(receipt):
        yield from body(replace(answer, lines=tuple(own), text=running_text(own)))
    elif answer.status is Status.ABSTAINED:
        yield rich(section(said(answer.text)))
    for judged in receipt.judged:
        proofs = [citation for citation in answer.citations if citation.n in judged.citations]
        yield _sentence(judged, proofs, articles)
    for citation in unjudged(receipt):
        yield rich(*_proof(citation, articles.get(citation.doc)))
    for each in answer.disagreements:
        yield from disagreement(each, answer.citations)
    yield from _also_read(receipt)
    yield small(provenance_text(receipt))


def _asked(receipt: Receipt) -> Iterator[Part]:
    yield said(receipt.answer.question, bold=True)
    if receipt.standalone not in ("", receipt.answer.question):
        yield said(f"Searched as: {receipt.standalone}")
    if receipt.answer.as_of:
        yield words(f"Nothing published after {receipt.answer.as_of}")


def _sentence(judged: Judged, proofs: Sequence[Citation], articles: Mapping[str, Article]) -> RichTextBlock:
    """The sentence only where it is not the quote itself."""
    sentence = said(judged.text, _LONGEST_SENTENCE)
    verdict = words(f" — {shortened(verdict_text(judged), _LONGEST_VERDICT)}", italic=True)
    if not proofs:
        return rich(section(sentence, verdict))
    first, *others = proofs
    elements = _proof(first, articles.get(first.doc), verdict)
    for proof in others:
        elements += _proof(proof, articles.get(proof.doc))
    return rich(*elements) if clean(judged.text) == clean(first.quote) else rich(section(sentence), *elements)


def _proof(proof: Citation, now: Article | None, *verdict: Part) -> list[RichTextElement]:
    """The quote, and where it stands."""
    source = section(words(f"{markers([proof.n])} "), *cited(proof), *_changed(proof, now), *verdict)
    return [_quoted(proof, now), source]


def _changed(proof: Citation, now: Article | None) -> list[Part]:
    if now is None:
        return [words(" · no longer among the articles", bold=True)]
    return [] if is_same(proof, now) else [words(" · has changed since; this is what it said", bold=True)]


def _quoted(proof: Citation, now: Article | None) -> RichTextQuoteElement:
    """The quote in its paragraph; alone if the article is not the one it was taken from."""
    quote = words(lines(proof.quote, _LONGEST_SENTENCE), bold=True)
    if now is None or not is_same(proof, now):
        return quotation(quote)
    first, last = paragraph(now, proof.start, proof.end)
    before, after = _end_of(now.text[first : proof.start]), lines(now.text[proof.end : last], _AROUND)
    return quotation(
        *([words(before + _between(proof.quote))] if before else []),
        quote,
        *([words(_between(after) + after)] if after else []),
    )


def _between(following: str) -> str:
    return "\n" if is_item(following) else " "


def _end_of(text: str) -> str:
    """What stands right before, from a sentence or word on if it is long."""
    if len(text) <= _AROUND:
        return lines(text, _AROUND)
    return f"… {split(text[-2 * _AROUND :], _AROUND)[-1]}"


def _also_read(receipt: Receipt) -> Iterator[RichTextBlock]:
    """The articles that were read and are not quoted."""
    quoted = {citation.doc for citation in receipt.answer.citations}
    others = {passage.doc: passage for passage in receipt.read if passage.doc not in quoted}
    if others:
        lines = [section(words(_passage(passage))) for passage in others.values()]
        yield from stacked([section(words("Also read", bold=True)), *lines])


def _passage(passage: ReadPassage) -> str:
    return f"{shortened(passage.title, _LONGEST_TITLE)} · {day_text(passage.date, passage.date_source)}"
