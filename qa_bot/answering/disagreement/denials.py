"""What is claimed, who denies it, and what other articles tell of both sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qa_bot.answering.disagreement.reports import is_in_speech, reported, reports
from qa_bot.answering.selection.confidence import Rated
from qa_bot.query import AnswerType, Part
from qa_bot.retrieval import EntityPairs, Sentence
from qa_bot.text import any_of, content_stems, names, negated, vocabulary

_DENIES = re.compile(rf"\b{any_of('denials')}\b", re.IGNORECASE)

SIDE_CONFIDENCE = 0.4  # share of the best one's confidence
MOST_SIDES = 5
_ALIGNED = 0.75  # of the best alignment; a denial shares fewer words with the question
_SHARED = 0.4  # of the question's words without its names and years
_SUBJECT = 0.5  # the same: no more of them may be just what the articles are about
_SHARED_AFAR = 0.75  # the same for a sentence that aligns less
_ACCOUNTS = 2  # sentences of another article about both sides


Speaker = Callable[[Sentence], str]


def denied_sides(
    part: Part, rated: Sequence[Rated], chosen: Sequence[Rated], speaker: Speaker
) -> tuple[Rated, ...]:
    """A claim, who denies it, and what others tell of both; empty where nothing is denied.

    Nobody denies what they say themselves. A plain "not" denies nothing of an open question.
    """
    about = [one for one in likely(rated, SIDE_CONFIDENCE) if _is_about(part, one, rated[0])]
    claims = [one for one in (*chosen, *about) if not denies(part, one.sentence)]
    if not claims or _DENIES.search(part.text):
        return ()
    denials = [
        one
        for one in rated
        if _may_deny(part, one.sentence)
        and _is_about(part, one, claims[0])
        and _tells_what_is_denied(part, one)
    ]
    for denial in sorted(denials, key=lambda one: not _names_speaker(one.sentence)):
        denied = (
            one
            for one in claims
            if _is_denied(part, one.sentence, denial.sentence)
            and not _is_of_one_voice(one.sentence, denial.sentence, speaker)
        )
        if claim := next(denied, None):
            return (claim, denial, *_accounts(part, rated, claim, denial))
    return ()


def _may_deny(part: Part, sentence: Sentence) -> bool:
    outright = part.kind is not AnswerType.OPEN or _DENIES.search(sentence.reading)
    return bool(outright) and denies(part, sentence)


def _is_of_one_voice(claim: Sentence, denial: Sentence, speaker: Speaker) -> bool:
    """Whether the same person says both, or the same article; it only reports what "denied" is said of."""
    who, other = speaker(claim), speaker(denial)
    if who or other:
        return who == other
    return claim.passage.article.id == denial.passage.article.id and not reports(denial.reading)


def _is_denied(part: Part, claim: Sentence, denial: Sentence) -> bool:
    """Whether the denial may be of what is claimed: a plain "not" is, of a word in it."""
    plainly = _denied_words(part, denial.reading).intersection(content_stems(claim.reading))
    return bool(plainly) or bool(_DENIES.search(denial.reading))


def _accounts(part: Part, rated: Sequence[Rated], claim: Rated, denial: Rated) -> list[Rated]:
    """What other articles tell of the same two, where one article alone reports claim and denial."""
    voice, other = (one.sentence.passage.article.id for one in (claim, denial))
    pairs = EntityPairs.of(part, (one.sentence.passage.article for one in rated))
    told = [one for one in rated if pairs.relates(one.sentence) and _is_on_the_subject(part, one.sentence)]
    by_article: dict[str, list[Rated]] = {}
    for one in sorted(told, key=lambda one: len(one.sentence.reading)):  # of a short one most is theirs
        by_article.setdefault(one.sentence.passage.article.id, []).append(one)
    others = [one for id, ones in by_article.items() if id != voice for one in ones[:_ACCOUNTS]]
    return others[: MOST_SIDES - 2] if voice == other else []


def _is_on_the_subject(part: Part, sentence: Sentence) -> bool:
    """Whether it stands among the words of the question, and denies nothing."""
    around = vocabulary(sentence.window, sentence.passage.article.kept)
    return around.share(core_words(part)) >= _SHARED and not denies(part, sentence)


def denies(part: Part, sentence: Sentence) -> bool:
    """Whether somebody denies in it; a plain "not" counts where it is said of what is asked."""
    text = sentence.reading
    if _DENIES.search(text):
        return True
    return bool(_denied_words(part, text)) and (reports(text) or _is_spoken(sentence))


def _is_about(part: Part, one: Rated, best: Rated) -> bool:
    """Whether it is about what is asked, in its own words; names may stand elsewhere in the article.

    Where a name is all that is asked about, it stands in the sentence.
    """
    article = one.sentence.passage.article
    said = vocabulary(_telling(part, one.sentence), article.kept)
    shared = said.share(core_words(part) or part.stems)
    near = _alignment(one) >= _ALIGNED * _alignment(best)
    named = all(map(vocabulary(article.kept, article.kept).has_name, part.names))
    # Other questions take for granted what a denial would deny.
    loosely = near and part.kind is AnswerType.YES_NO
    return named and shared >= (_SHARED if loosely else _SHARED_AFAR)


def _tells_what_is_denied(part: Part, one: Rated) -> bool:
    """Whether the question's words are in what is denied: of one party much is denied, between two little.

    Of whoever is asked about, the words that introduce the speaker deny nothing.
    """
    text, article = _telling(part, one.sentence), one.sentence.passage.article
    if part.kind is AnswerType.PERSON:
        text = reported(text)
    elif len(part.names) > 1:
        return True
    return vocabulary(text, article.kept).share(core_words(part) or part.stems) > _SUBJECT


def core_words(part: Part) -> set[str]:
    """The question's words without its names and years."""
    named = {stem for name in part.names for stem in content_stems(name)}
    return set(part.stems) - named - set(map(str, part.years))


def _denied_words(part: Part, text: str) -> set[str]:
    """The question's words that a plain "not" of the text is of."""
    return core_words(part) & negated(text)


def _telling(part: Part, sentence: Sentence) -> str:
    """The sentence, or its chunk where it says "not" of what is asked and of everybody named there."""
    said = vocabulary(sentence.reading, sentence.passage.article.kept)
    outright = _denied_words(part, sentence.reading) and all(map(said.has_name, part.names))
    return sentence.window if outright else sentence.reading


def _alignment(one: Rated) -> float:
    return max((close.alignment for close in one.sentence.closeness), default=one.confidence)


def _names_speaker(sentence: Sentence) -> bool:
    return reports(sentence.reading) and bool(names(sentence.reading))


def _is_spoken(sentence: Sentence) -> bool:
    return is_in_speech(sentence.text, sentence.passage.article.text[: sentence.start])


def likely(rated: Sequence[Rated], share: float) -> list[Rated]:
    """Those with at least this share of the best one's confidence."""
    return [one for one in rated if one.confidence >= share * rated[0].confidence]
