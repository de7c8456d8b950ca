"""True sentences made false, and true ones said otherwise: what a check of support must tell apart."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from qa_bot.retrieval.reranking import Sentence, sentences_of
from qa_bot.text import any_of, names
from qa_bot.types import Article, Chunk, Passage

_FIGURE = re.compile(r"(?<![\w.,-])\d+(?![\w-]|[.,]\d)|(?<=\d,)\d{3}\b")
_NOT = re.compile(r" (?:not|never)\b|(?<=\w)n[’']t\b|\bno (?=[a-z])")
_AUXILIARY = re.compile(
    rf"\b(?:{any_of('auxiliaries.asking.be', 'auxiliaries.asking.have')}"
    rf"|{any_of('auxiliaries.asking.request')}|should)\b(?! not|[’']| no\b)"
)
# Lists of its own: those of what it measures would hide what they lack.
_SPEAKER_FIRST = re.compile(
    r"^[^,“”\"]{3,80}? (?:said|says|claimed|argued|alleged|insisted|warned|denied|reported|suggested)"
    r" (?:that )?(?=[a-zA-Z])"
)
_SPEAKER_LAST = re.compile(
    r",[”\"]? (?:[\w.’' -]{2,60} (?:said|says)|(?:said|says|according to) [\w.,’' -]{2,80})\.$"
)
_ASIDE = re.compile(r" \([^()]{4,60}\)|, (?:who|which|where)\b[^,]{8,80},")
_TAIL = re.compile(r", (?:and|but|while|with|as|after|when|including|which|where)\b [^,“”\"]{10,160}\.$")
_FRONT = re.compile(r"^((?:In|On|At|During|After|Since|By) [^,“”\"]{3,40}), ([a-zA-Z].*)\.$")
_PERCENT = re.compile(r"(\d)%")
_DIGITS = re.compile(r"(?<=[a-z] )(?:2|3|4|5|6|7|8|9|10|11|12) (?=[a-z]+s\b)")
_SPELLED = "two three four five six seven eight nine ten eleven twelve".split()
_LEAST_WORDS, _MOST_WORDS = 8, 45


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A sentence and where it comes from; `cited` is what it claims to rest on."""

    kind: str
    text: str
    original: Sentence
    cited: Passage


def passages(article: Article) -> list[Passage]:
    """One for each paragraph, so that no splitter is needed."""
    spans = [match.span() for match in re.finditer(r"[^\n]+", article.text)]
    return [
        Passage(article, Chunk(article.id, article.content_hash, n, start, end), 1.0)
        for n, (start, end) in enumerate(spans)
    ]


def sentences(articles: Iterable[Article]) -> list[Sentence]:
    """Those a model might be asked to write: of a usual length, ended by a full stop."""
    found = (s for article in articles for passage in passages(article) for s in sentences_of(passage))
    return [
        s
        for s in found
        if _LEAST_WORDS <= len(s.text.split()) <= _MOST_WORDS and s.text[-1] == "." and s.text[0].isupper()
    ]


def false(originals: Sequence[Sentence], size: int) -> list[Rewritten]:
    """`size` sentences their citations do not prove, of all kinds in turn."""
    draw = random.Random(0)
    others = [name for s in originals for name in names(s.text)]
    changes: dict[str, Callable[[str], str | None]] = {
        "number": lambda text: _with_another_number(text, draw),
        "name": lambda text: _with_another_name(text, others, draw),
        "negation dropped": lambda text: _NOT.sub("", text, count=1),
        "negation added": lambda text: _AUXILIARY.sub(lambda match: f"{match.group()} not", text, count=1),
        "speaker dropped": _without_speaker,
        "clause invented": lambda text: _with_more(text, originals, draw),
    }
    made = [list(_changed(kind, change, originals, draw)) for kind, change in changes.items()]
    made.append(list(_miscited(originals, draw)))
    return _in_turn(made, size)


def sound(originals: Sequence[Sentence], size: int) -> list[Rewritten]:
    """`size` sentences their citations do prove, of all kinds in turn."""
    draw = random.Random(1)
    changes: dict[str, Callable[[str], str | None]] = {
        "verbatim": lambda text: text,
        "shortened": _shortened,
        "reordered": lambda text: _FRONT.sub(_to_the_end, text),
        "respelled": _respelled,
    }
    made = [list(_changed(kind, change, originals, draw)) for kind, change in changes.items()]
    return _in_turn(made, size)


def _changed(
    kind: str, change: Callable[[str], str | None], originals: Sequence[Sentence], draw: random.Random
) -> Iterator[Rewritten]:
    for s in draw.sample(originals, len(originals)):
        text = change(s.text)
        if text and (text != s.text or kind == "verbatim"):
            yield Rewritten(kind, text, s, s.passage)


def _miscited(originals: Sequence[Sentence], draw: random.Random) -> Iterator[Rewritten]:
    """Cited is a passage a little further on: often the same subject."""
    for at in draw.sample(range(len(originals)), len(originals)):
        one, other = originals[at], originals[(at + draw.randint(1, 9)) % len(originals)].passage
        if one.text not in other.text:
            yield Rewritten("citation", one.text, one, other)


def _with_more(text: str, originals: Sequence[Sentence], draw: random.Random) -> str:
    """The words after another sentence's last comma, or its last ones, joined on."""
    end = draw.choice(originals).text.rsplit(", ", 1)[-1].rstrip(".").split()[-8:]
    return f"{text[:-1]}, {' '.join(end)}."


def _in_turn(made: Sequence[Sequence[Rewritten]], size: int) -> list[Rewritten]:
    """As many of each kind as there are, up to `size` in all."""
    kinds = [iter(of_kind) for of_kind in made]
    turns = (next(kind, None) for kind in islice(cycle(kinds), size * len(kinds)))
    return list(islice((one for one in turns if one), size))


def _with_another_number(text: str, draw: random.Random) -> str | None:
    found = list(_FIGURE.finditer(text))
    if not found:
        return None
    match = draw.choice(found)
    value = int(match.group())
    other = draw.choice([value + 1, value * 2 or 1, max(0, value - draw.randint(1, 9))])
    if other == value or str(other).zfill(len(match.group())) in text:
        return None
    return text[: match.start()] + str(other).zfill(len(match.group())) + text[match.end() :]


def _with_another_name(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """A name from another article, or in half the cases another one of this sentence."""
    here = names(text)
    if not here:
        return None
    name = draw.choice(here)
    own = [other for other in here if other not in name and name not in other]
    other = draw.choice(own if own and draw.random() < 0.5 else others)
    return (
        None
        if other in name or name in other
        else re.sub(rf"\b{re.escape(name)}(?!\w)", lambda _: other, text, count=1)
    )


def _without_speaker(text: str) -> str | None:
    whole = text.strip('“" ')
    bare = _SPEAKER_LAST.sub(".", _SPEAKER_FIRST.sub("", whole)).strip('“" ')
    return bare[0].upper() + bare[1:] if bare != whole and len(bare.split()) >= _LEAST_WORDS else None


def _shortened(text: str) -> str:
    return _TAIL.sub(".", _ASIDE.sub("", text))


def _to_the_end(match: re.Match[str]) -> str:
    front, rest = match.groups()
    return f"{rest[0].upper()}{rest[1:]} {front[0].lower()}{front[1:]}."


def _respelled(text: str) -> str:
    text = _PERCENT.sub(r"\1 percent", text)
    return _DIGITS.sub(lambda match: f"{_SPELLED[int(match.group()) - 2]} ", text)
