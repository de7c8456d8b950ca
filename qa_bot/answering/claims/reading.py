"""Words of a reply -> claims: each line is read for what it is, each sentence leaves once the next has begun.

The text is read word by word, however it was cut, so that a stream and the whole reply give the same. Only
the open sentence is ever read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qa_bot.answering.claims.blocks import (
    Block,
    Kind,
    block,
    ends_sentence,
    may_be_text,
    without_emphasis,
    without_label,
    without_quote_mark,
)
from qa_bot.answering.claims.characters import clean, words
from qa_bot.answering.claims.joining import Claim, Joiner
from qa_bot.answering.claims.markers import (
    Unmarked,
    has_brackets,
    is_unfinished,
    unmarked,
    without_cut,
)
from qa_bot.answering.claims.sentences import Sentence, cited_sentences, claim_of, ids
from qa_bot.answering.claims.tables import Table
from qa_bot.answering.claims.thoughts import heard
from qa_bot.errors import ModelUnavailable
from qa_bot.text import is_row

_WRAPPED = 60  # characters: a longer line that ends within a sentence goes on in the next one
_LONGEST = 800  # characters of an open sentence that are read again for its end
_ENDS = tuple(".!?…。！？\"”’'»)]】>⁰¹²³⁴⁵⁶⁷⁸⁹*_`")
_TAIL = 400  # characters of a line that tell how it ends
_SPACES = re.compile(r"\s+")


def claims(pieces: Iterable[str], known: int = 999) -> Iterator[Claim]:
    """Yields each sentence once the next one has begun, the last one at the end of the reply.

    `known` is the highest id that may be cited. Others come back too, for the caller to judge; but four
    digits above it ("[2024]") and a number in round brackets above it stay text. A sentence without ids comes
    with none. Where a stream shows only later that it was a thought so far, what has left has left.
    """
    reading = _Reading(known)
    rest = ""
    try:
        for part in heard(pieces):
            if part.is_anew:
                reading, rest = _Reading(known), ""
            *whole, rest = words(rest, part.text)
            for word in whole:
                yield from reading.take(clean(word))
    except ModelUnavailable:
        yield from reading.take(clean(rest))  # the word it broke off at begins another sentence
        raise
    yield from reading.finish(clean(rest))


class _Reading:
    def __init__(self, known: int) -> None:
        self._known = known
        self._joiner = Joiner()
        self._line = ""
        self._is_within = False  # sentences of the open line have left, or it goes on from the last one
        self._kept = ""  # the last sentence of the last line, which may go on in this one
        self._is_wrapped = False
        self._is_first = True  # the next sentence begins a paragraph
        self._has_round = True
        self._is_list_of_sources = False
        self._table = Table()
        self._likely_sources: list[Claim] = []  # an answer does not go on behind them

    def take(self, word: str) -> Iterator[Claim]:
        """The next word with the white space behind it."""
        if not self._line.strip():
            yield from self._begin(word)
        elif self._may_end(word):
            self._line += word
            yield from self._leave()
        else:
            self._line += word
        if self._joiner.may_leave and self._is_sentence_begun():
            yield from self._joiner.release()
        if word.endswith("\n"):
            yield from self._close()

    def finish(self, word: str) -> Iterator[Claim]:
        if word:
            yield from self.take(word)
        self._line = without_cut(self._line.rstrip())
        yield from self._close()
        yield from self._keep_no_more()
        yield from self._rows(self._table.close())
        if not self._joiner.is_begun:
            yield from self._likely_sources
        yield from self._joiner.flush()

    def _begin(self, word: str) -> Iterator[Claim]:
        """The first word of a line tells whether the last line goes on."""
        word = without_quote_mark(word)
        self._line += word
        if not word.strip():
            return
        is_text = may_be_text(self._line)
        goes_on = self._is_wrapped or word[0].islower()
        if 0 < len(self._kept) < _LONGEST and is_text and goes_on:
            self._line, self._kept, self._is_within = f"{self._kept} {word}", "", True
            return
        yield from self._keep_no_more()
        if not is_row(self._line):
            yield from self._rows(self._table.close())

    def _is_sentence_begun(self) -> bool:
        """Whether the open line is known to be neither a citation of the last sentence nor an underline."""
        if self._is_within:
            return True
        opened = block(self._line)
        return opened.kind in (Kind.TEXT, Kind.ITEM) and without_emphasis(opened.text)[:1].isalnum()

    def _may_end(self, word: str) -> bool:
        return (
            len(self._line) < _LONGEST
            and not word[:1].islower()
            and self._line.rstrip().endswith(_ENDS)
            and not is_unfinished(self._line + word)
        )

    def _leave(self) -> Iterator[Claim]:
        """Lets the whole sentences of the open line go."""
        if not self._is_within:
            opened = block(self._line)
            if opened.kind not in (Kind.TEXT, Kind.ITEM) or self._skips(opened):
                return
            self._is_first = self._is_first or opened.kind is Kind.ITEM
        text = self._text()
        sentences = self._sentences(text)
        if len(sentences) < 2:
            return
        self._is_within = True
        self._line = f"{text[sentences[-2].end :].lstrip()} "
        for sentence in sentences[:-1]:
            yield from self._say(sentence.claim)
            yield from self._joiner.release()

    def _text(self) -> str:
        """Of the open line, on one line and without marks."""
        opened = Block(Kind.TEXT, self._line) if self._is_within else block(self._line)
        text = opened.text
        if opened.kind is Kind.TEXT and not (self._is_within or self._joiner.is_begun):
            text = without_label(text)
        return _SPACES.sub(" ", without_emphasis(text)).strip()

    def _close(self) -> Iterator[Claim]:
        closed = Block(Kind.TEXT, self._line) if self._is_within else block(self._line)
        text = self._text()
        self._line, is_within, self._is_within = "", self._is_within, False
        if self._skips(closed):
            return
        match closed.kind:
            case Kind.TEXT | Kind.ITEM:
                self._is_first = self._is_first or closed.kind is Kind.ITEM
                self._paragraph(text, Kind.TEXT if is_within else closed.kind, is_new=not is_within)
            case Kind.ROW:
                yield from self._keep_no_more()
                yield from self._rows(self._table.take(closed.text))
            case Kind.SOURCES:
                yield from self._sources(text)
            case Kind.HEADING:
                self._is_list_of_sources = False
                if unmarked(text, self._known, has_round=False).places:
                    self._paragraph(text, Kind.HEADING, is_new=True)
                self._is_first = True
            case Kind.RULE:
                if not self._is_first:
                    self._joiner.drop_title()
            case Kind.BLANK | Kind.MARKUP:
                yield from self._keep_no_more()
                yield from self._rows(self._table.close())
                self._is_first = True

    def _skips(self, line: Block) -> bool:
        """Whether it is one of the sources that are listed behind the answer."""
        if not self._is_list_of_sources or line.kind in (Kind.HEADING, Kind.BLANK):
            return False
        marks = unmarked(line.text, self._known, has_round=False).places
        leads = bool(marks) and marks[0].at == 0
        return line.kind is not Kind.TEXT or leads or not ends_sentence(line.text)

    def _sources(self, text: str) -> Iterator[Claim]:
        yield from self._keep_no_more()
        found = unmarked(text, self._known, has_round=True)
        if found.places and not found.text.strip(" ,;."):
            self._joiner.cite_uncited(ids(found.places))
        self._is_list_of_sources = True

    def _paragraph(self, text: str, kind: Kind, *, is_new: bool) -> None:
        """The text of a line is kept: it may go on in the next one."""
        found = unmarked(text[-_TAIL:], self._known, self._has_round)
        if is_new and not any(map(str.isalnum, found.text)):
            self._joiner.cite(ids(found.places))
            return
        if is_new and kind is Kind.TEXT and _is_like_a_source(found) and len(text) <= _TAIL:
            self._likely_sources.append(claim_of(found.text, found.places))
            return
        ends_cited = bool(found.places) and found.places[-1].behind == len(found.text)
        self._is_wrapped = len(text) >= _WRAPPED and not ends_cited and not text.endswith(":")
        self._kept = text

    def _keep_no_more(self) -> Iterator[Claim]:
        text, self._kept = self._kept, ""
        for sentence in self._sentences(text):
            if sentence.claim.markers or not sentence.claim.text.endswith(":"):
                yield from self._say(sentence.claim)

    def _say(self, claim: Claim) -> Iterator[Claim]:
        likely, self._likely_sources = self._likely_sources, []
        for each in [*likely, claim]:
            yield from self._joiner.push(each, is_first=self._is_first)
            self._is_first = False

    def _sentences(self, text: str) -> list[Sentence]:
        sentences = cited_sentences(text, self._known, has_round=self._has_round)
        self._has_round = self._has_round and not has_brackets(text)
        return sentences

    def _rows(self, rows: Iterable[str]) -> Iterator[Claim]:
        """Each row is a claim, whatever stops it has."""
        for row in rows:
            found = unmarked(_SPACES.sub(" ", without_emphasis(row)), self._known, self._has_round)
            said = "; ".join(cell for cell in found.text.rstrip(" ;").split("; ") if not cell.endswith(":"))
            if not said:
                self._joiner.cite(ids(found.places))
                continue
            self._is_first = True
            yield from self._say(claim_of(said, found.places))


def _is_like_a_source(line: Unmarked) -> bool:
    """ "[12] Title of an article": its only citation before it, no stop behind it."""
    return [place.at for place in line.places] == [0] and not ends_sentence(line.text)
