"""What is said of an answer when it is to be shorter, proven, explained or gone on from: its receipt tells.

Nothing is searched. What is shown was read when the question was asked, and is compared with the articles as
they are now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qa_bot.answering import Statement, cited, lines_of
from qa_bot.query import Act
from qa_bot.receipts.receipt import Judged, ReadSentence, Receipt
from qa_bot.receipts.surroundings import is_same, paragraph
from qa_bot.retrieval import Sentence
from qa_bot.text import content_stems, marked, plain
from qa_bot.types import Answer, Article, Chunk, Citation, Form, Line, Passage, Question

_AROUND = 300  # characters of the paragraph before a quote and after it
_SHORTEST = 4  # words of meaning; less says nothing by itself
_ENDS = tuple(".?!”\"'’)")  # of a sentence: not of a heading or byline
_VERBATIM = "verbatim"
_MARKER = re.compile(r"\s*\[\d+\]")
_GONE = "“{}” (the article was changed or removed since)"
_NOTHING_MORE = "There is nothing more: nothing else that was read for it comes close to the question."


@dataclass(frozen=True, slots=True)
class Last:
    """The last answer, and what telling more of it takes."""

    receipt: Receipt
    articles: Mapping[str, Article]  # those it read that may be shown, as they are now
    said: Sequence[str] = ()  # what the bot said in the conversation
    most: int = 3  # sentences that are shown more

    @property
    def answer(self) -> Answer:
        return self.receipt.answer

    @property
    def proven(self) -> Iterator[tuple[Judged, Citation]]:
        """Its sentences with their quotes."""
        quotes = {citation.n: citation for citation in self.answer.citations}
        return (
            (judged, quotes[judged.citation]) for judged in self.receipt.judged if judged.citation in quotes
        )


def acted(act: Act, last: Last, question: Question, *, noted: str = "") -> Answer:
    """What the act makes of the last answer.

    Args:
        act: What is asked of it.
        last: The answer, with what it rested on.
        question: How that was said.
        noted: What became of the opinion that it is wrong.

    Returns:
        An answer without an id of its own, `about` the last one; its citations keep their numbers, except
        those of sentences that were not shown before.

    Raises:
        QABotError: A quote is no longer its article's text.
    """
    answer = replace(
        last.answer, question=question.text, form=Form.TALK, lines=(), about=last.receipt.id, timings_ms={}
    )
    agreed = replace(answer, disagreements=())
    if act is Act.SHORTER:
        return _shorter(last, answer)
    if not answer.citations:
        return _told(answer, filter(None, [noted, _read(last)]))
    match act:
        case Act.MORE:
            return _more(last, agreed)
        case Act.SOURCES:
            return _told(agreed, _sources(answer))
        case Act.EVIDENCE:
            return _told(agreed, _evidence(last))
        case Act.WHY:
            return _told(answer, _why(last))
    return _told(answer, [noted, *_evidence(last)])


def _told(answer: Answer, parts: Iterable[str | Line]) -> Answer:
    lines = tuple(Line(part, ()) if isinstance(part, str) else part for part in parts)
    return replace(answer, lines=lines, text="\n".join(map(marked, lines)))


def _shorter(last: Last, answer: Answer) -> Answer:
    """Its first line; that there are other sides is not left out with the rest."""
    first = next(iter(last.answer.lines), None) or next(
        (Line(judged.text, (citation.n,)) for judged, citation in last.proven), None
    )
    if first is None:
        return replace(answer, form=last.answer.form)
    left_out = "The articles disagree about it; “sources” names them." if answer.disagreements else ""
    cited_there = tuple(one for one in answer.citations if one.n in first.citations)
    short = replace(answer, citations=cited_there, disagreements=(), notice=left_out or answer.notice)
    return replace(_told(short, [first]), form=last.answer.form)


def _sources(answer: Answer) -> Iterator[Line]:
    numbers: dict[str, list[int]] = {}
    for citation in answer.citations:
        numbers.setdefault(citation.doc, []).append(citation.n)
    count = "one article" if len(numbers) == 1 else f"{len(numbers)} articles"
    yield Line(f"The answer rests on {count}.", tuple(n for each in numbers.values() for n in each))


def _evidence(last: Last) -> Iterator[Line]:
    """The quotes in their paragraphs; alone where the article is another now."""
    together: dict[tuple[str, int, int], list[Citation]] = {}
    for citation in sorted(last.answer.citations, key=lambda one: one.start):
        article = last.articles.get(citation.doc)
        is_there = article and is_same(citation, article)
        span = paragraph(article, citation.start, citation.end) if article and is_there else (-1, citation.n)
        together.setdefault((citation.doc, *span), []).append(citation)
    for (doc, first, end), quoted in sorted(together.items(), key=lambda one: one[1][0].n):
        numbers = tuple(sorted(citation.n for citation in quoted))
        text = _GONE.format(_one_line(quoted[0].quote)) if first < 0 else ""
        yield Line(text or _quoted(last.articles[doc].text, first, end, quoted), numbers)


def _quoted(text: str, first: int, end: int, quotes: Sequence[Citation]) -> str:
    """The paragraph with its quotes in quotation marks."""
    parts = [_end_of(_one_line(text[first : quotes[0].start]))]
    ends = [citation.start for citation in quotes[1:]]
    for citation, following in zip(quotes, [*ends, end], strict=True):
        between = _one_line(text[citation.end : following])
        parts += [f"“{_one_line(citation.quote)}”", between if following in ends else _start_of(between)]
    return " ".join(filter(None, parts))


def _why(last: Last) -> Iterator[Line]:
    """How each sentence is proven, and how sure it is; then what was written and proven by nothing."""
    for judged, citation in last.proven:
        quote = f"“{_one_line(citation.quote)}”"
        is_quoted = _one_line(judged.text) == _one_line(citation.quote)
        sentence = quote if is_quoted else f"{_one_line(judged.text)} It is proven by {quote}"
        found = "word for word" if judged.verdict == _VERBATIM else judged.verdict
        sure = "" if judged.confidence is None else f", {judged.confidence:.0%} sure that it answers"
        yield Line(f"{sentence} ({found}{sure})", (citation.n,), citation.quote)
    for judged in last.receipt.judged:
        if judged.citation is None:
            yield Line(f"Left out, for no article states it: {_one_line(judged.text)}", ())
    yield Line(_read(last), ())


def _read(last: Last) -> str:
    """What was read and does not prove anything."""
    quoted = {citation.doc for citation in last.answer.citations}
    others = len({passage.doc for passage in last.receipt.read} - quoted)
    read = "one article" if others == 1 else f"{others or 'no'} articles"
    if not quoted:
        return f"The last answer cites nothing: {read} read for it, and none states it."
    return f"Read for it and not cited: {read}."


def _more(last: Last, answer: Answer) -> Answer:
    """What else was read, in the articles' own sentences; not what says again what was said."""
    known = [citation.quote for citation in answer.citations]
    told = _one_line(_MARKER.sub("", " ".join(last.said)))
    statements: list[Statement] = []
    for sentence in _next_best(last):
        adds = all(_adds(sentence.reading, other) for other in known)
        if adds and _one_line(sentence.text) not in told and len(statements) < last.most:
            known.append(sentence.reading)
            statements.append(Statement(sentence.text, sentence))
    if not statements:
        return _told(replace(answer, citations=(), notice=""), [_NOTHING_MORE])
    text, citations = cited(statements)
    return replace(answer, text=text, lines=lines_of(statements), citations=citations, notice="")


def _next_best(last: Last) -> Iterator[Sentence]:
    """Those not chosen, by their passages: first of the quoted articles, in which the story goes on.

    Of the others only what fits the question's words as well as the best sentence of the answer.
    """
    read = last.receipt.read
    quoted = {citation.doc for citation in last.answer.citations}
    chosen = (one.score for passage in read for one in passage.sentences if one.citation is not None)
    enough = max(chosen, default=0.0)
    for passage in sorted(read, key=lambda passage: passage.doc not in quoted):
        article = last.articles.get(passage.doc)
        if article is None or article.content_hash != passage.content_hash:
            continue
        for one in passage.sentences:
            is_close = passage.doc in quoted or one.score >= enough
            if one.citation is None and is_close and _says_something(one):
                yield _sentence(one, article)


def _sentence(read: ReadSentence, article: Article) -> Sentence:
    chunk = Chunk(article.id, article.content_hash, 0, read.start, read.end)
    return Sentence(Passage(article, chunk, read.score), read.start, read.end, 0)


def _says_something(read: ReadSentence) -> bool:
    text = plain(read.text).rstrip()
    return text.endswith(_ENDS) and len(set(content_stems(text))) >= _SHORTEST


def _adds(text: str, other: str) -> bool:
    """Whether more than a third of it is new: not in a copy of what was said."""
    stems = set(content_stems(text))
    return len(stems - set(content_stems(other))) > len(stems) / 3


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _end_of(text: str) -> str:
    return text if len(text) <= _AROUND else f"… {text[-_AROUND:].partition(' ')[2]}"


def _start_of(text: str) -> str:
    return text if len(text) <= _AROUND else f"{text[:_AROUND].rpartition(' ')[0]} …"
