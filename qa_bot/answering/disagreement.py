"""Whether the articles disagree about what was asked.

A claim and its denial, answers that exclude each other, an answer for each of several bearers of a name.

Copies of one story are one voice; retrieval has folded them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from qa_bot.answering.attribution import is_in_speech, reports
from qa_bot.answering.confidence import Rated
from qa_bot.answering.evidence import meets_kind
from qa_bot.answering.namesakes import Introduction, introduction
from qa_bot.answering.polarity import negated
from qa_bot.answering.values import FIGURES, NAMES, Values, share_asked, values_of
from qa_bot.parties import Parties
from qa_bot.question import Kind, Part
from qa_bot.reranking import Sentence
from qa_bot.types import as_number
from qa_bot.vocabulary import vocabulary
from qa_bot.words import content_stems, names

_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|reject(?:s|ed|ing|ion)|dismiss(?:es|ed|ing|al)|refut(?:es?|ed|ing)"
    r"|rebut(?:s|ted)?|disput(?:ed|ing)|fabricat(?:ed|ions?)|false(?:ly)?|untrue|not true|baseless"
    r"|unfounded|groundless|no such|no truth|hoax)\b",
    re.IGNORECASE,
)
_SUPERSEDES = re.compile(r"\b(?:no longer|revised|corrected|updated|ha(?:s|ve) since)\b", re.IGNORECASE)

_DENIAL_ALIGNED = 0.75  # of the best alignment; a denial shares fewer words with the question
_DENIAL_SHARED = 0.4  # of the question's words without its names and years
_DENIAL_SHARED_AFAR = 0.75  # the same for a sentence that aligns less
_SIDE_SHARED = 0.5  # of the question's words
_NAMES_SHARED = 0.7  # the same where names answer: most sentences have some
_SIDE_CONFIDENCE = 0.2  # share of the best one's confidence
_INTRODUCED_CONFIDENCE = 0.02  # the same in an article that introduces what is asked about
_BEARER_CONFIDENCE = 0.05  # the same for a sentence about another bearer of the name
_MOST_SIDES = 5
_ACCOUNTS = 2  # sentences of another article about the parties of a denial


class Label(StrEnum):
    """What sets the sides apart, where that can be known."""

    DENIED = "denied"
    SUPERSEDED = "later superseded"
    FIGURES = "different figures"
    SCOPE = "different scope"


@dataclass(frozen=True, slots=True)
class Dispute:
    about: str
    sides: tuple[Rated, ...]  # a sentence each
    label: Label | None


@dataclass(frozen=True, slots=True)
class _Voice:
    """What an article says, and the share of the question's words in it."""

    said: Rated
    share: float


def dispute(part: Part, rated: Sequence[Rated], chosen: Sequence[Rated]) -> Dispute | None:
    """What the sentences rated for a part, best first, say against each other; `chosen` answer it."""
    return _denial(part, rated, chosen) or _exclusion(part, rated)


def _denial(part: Part, rated: Sequence[Rated], chosen: Sequence[Rated]) -> Dispute | None:
    about = [one for one in _above(_SIDE_CONFIDENCE, rated) if _is_about(part, one, rated[0])]
    claim = next((one for one in (*chosen, *about) if not _denies(part, one.sentence)), None)
    if not claim or _DENIES.search(part.text):
        return None
    denials = [one for one in rated if _denies(part, one.sentence) and _is_about(part, one, claim)]
    if not denials:
        return None
    denial = next((one for one in denials if _names_speaker(one.sentence)), denials[0])
    return Dispute(part.text, (claim, denial, *_accounts(part, rated, claim, denial)), Label.DENIED)


def _accounts(part: Part, rated: Sequence[Rated], claim: Rated, denial: Rated) -> list[Rated]:
    """What other articles tell of the same parties, where one article alone reports claim and denial."""
    voice, other = (one.sentence.passage.article.id for one in (claim, denial))
    parties = Parties.of(part, (one.sentence.passage.article for one in rated))
    told = [one for one in rated if parties.all_in(one.sentence) and _is_on_the_subject(part, one.sentence)]
    by_article: dict[str, list[Rated]] = {}
    for one in sorted(
        told, key=lambda one: len(one.sentence.reading)
    ):  # the shorter, the more of it is theirs
        by_article.setdefault(one.sentence.passage.article.id, []).append(one)
    others = [one for id, ones in by_article.items() if id != voice for one in ones[:_ACCOUNTS]]
    return others[: _MOST_SIDES - 2] if voice == other else []


def _is_on_the_subject(part: Part, sentence: Sentence) -> bool:
    """Whether it stands among the words of the question, and denies nothing."""
    around = vocabulary(sentence.window, sentence.passage.article.kept)
    return around.share(_core(part)) >= _DENIAL_SHARED and not _denies(part, sentence)


def _denies(part: Part, sentence: Sentence) -> bool:
    """Whether somebody denies in it; a plain "not" counts where it is said of what is asked."""
    text = sentence.reading
    if _DENIES.search(text):
        return True
    return bool(negated(text) & _core(part)) and (reports(text) or _is_spoken(sentence))


def _is_about(part: Part, one: Rated, best: Rated) -> bool:
    """Whether it is about what is asked, in its own words; names may stand elsewhere in the article."""
    article = one.sentence.passage.article
    shared = vocabulary(one.sentence.reading, article.kept).share(_core(part))
    near = _alignment(one) >= _DENIAL_ALIGNED * _alignment(best)
    named = all(map(vocabulary(article.kept, article.kept).has_name, part.names))
    loosely = near and part.kind is Kind.YES_NO  # other questions take for granted what a denial would deny
    return named and shared >= (_DENIAL_SHARED if loosely else _DENIAL_SHARED_AFAR)


def _core(part: Part) -> set[str]:
    """The question's words without its names and years."""
    named = {stem for name in part.names for stem in content_stems(name)}
    return set(part.stems) - named - set(map(str, part.years))


def _alignment(one: Rated) -> float:
    return max(close.alignment for close in one.sentence.closeness)


def _names_speaker(sentence: Sentence) -> bool:
    return reports(sentence.reading) and bool(names(sentence.reading))


def _is_spoken(sentence: Sentence) -> bool:
    return is_in_speech(sentence.text, sentence.passage.article.text[: sentence.start])


def _exclusion(part: Part, rated: Sequence[Rated]) -> Dispute | None:
    """Answers of the kind asked for that cannot all be right, and those for other bearers of the name."""
    sides: list[tuple[Rated, Values]] = []
    for one in _of_each_article(part, rated):
        values = values_of(part, one.sentence)
        if not sides or all(values.excludes(known) for _, known in sides):
            sides.append((one, values))
    return _between(part, _with_namesakes(part, rated, [one for one, _ in sides]))


def _of_each_article(part: Part, rated: Sequence[Rated]) -> list[Rated]:
    """Of each article the sentence that has most of what is asked, and an answer of the kind."""
    enough = _NAMES_SHARED if part.kind in NAMES else _SIDE_SHARED
    voices: dict[str, _Voice] = {}
    for one in rated:
        introduced = _introduced(part, one)
        least = _INTRODUCED_CONFIDENCE if introduced else _SIDE_CONFIDENCE
        share = share_asked(part, one.sentence, is_introduced=bool(introduced))
        known = voices.get(one.sentence.passage.article.id)
        if (
            one.confidence >= least * rated[0].confidence
            and share >= enough
            and (known is None or share > known.share)
            and values_of(part, one.sentence)
        ):
            voices[one.sentence.passage.article.id] = _Voice(one, share)
    return [voice.said for voice in voices.values()]


def _above(share: float, rated: Sequence[Rated]) -> list[Rated]:
    return [one for one in rated if one.confidence >= share * rated[0].confidence]


def _with_namesakes(part: Part, rated: Sequence[Rated], sides: Sequence[Rated]) -> list[Rated]:
    """The sides, and the likeliest sentence about each further bearer of the name."""
    found = list(sides)
    bearers = [said for one in sides if (said := _introduced(part, one))]
    for one in _above(_BEARER_CONFIDENCE, rated):
        said = _introduced(part, one)
        fits = meets_kind(part, one.sentence.reading) is not False
        if said and fits and all(map(said.is_of_another, bearers)):
            bearers.append(said)
            found.append(one)
    return found


def _introduced(part: Part, one: Rated) -> Introduction | None:
    return introduction(part, one.sentence.passage.article)


def _between(part: Part, sides: Sequence[Rated]) -> Dispute | None:
    """The dispute of several sides, the newest first."""
    if len(sides) < 2:
        return None
    ordered = sorted(sides[:_MOST_SIDES], key=lambda one: -_published(one))
    return Dispute(part.text, tuple(ordered), _label(part, ordered))


def _published(one: Rated) -> int:
    return as_number(one.sentence.passage.article.published)


def _label(part: Part, sides: Sequence[Rated]) -> Label | None:
    introduced = [said for one in sides if (said := _introduced(part, one))]
    if any(one.is_of_another(other) for one, other in combinations(introduced, 2)):
        return Label.SCOPE
    if _SUPERSEDES.search(sides[0].sentence.reading) and _published(sides[0]) > _published(sides[1]) > 0:
        return Label.SUPERSEDED
    return Label.FIGURES if part.kind in FIGURES else None
