"""What was said before: follow-ups made standalone, small talk answered, vague questions asked back.

By rules, without a model and without a search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from textwrap import shorten

from qa_bot.ellipsis import completed, slots, without_brackets
from qa_bot.question import Kind, parts_of
from qa_bot.sentences import sentence_spans
from qa_bot.types import Article, IndexState, Question, Turn
from qa_bot.words import content_stems, names, stem, words

_MOST_PHRASES = 8  # of the last question, in brackets behind a follow-up
_MOST_NAMES = 3  # of the last answer
_MOST_TITLES = 5
_LONGEST_TITLE = 80
_OWN_SUBJECT = 3  # words of meaning that can name another subject than the last
_VAGUE = 2  # words of meaning that cannot make up for a pronoun without a referent

_PRONOUN = re.compile(
    r"\b(?:he|him|his|she|hers?|it|its|they|them|theirs?|this|these|those|the same|the others?|the former"
    r"|the latter|another(?=\W*$)|such|that(?=\W*$|\s+(?:one|is|was|were|did|happen)))\b",
    re.IGNORECASE,
)
_ANTECEDENT = re.compile(r"\b(?:an?|the|my|our|your)\s+\w+", re.IGNORECASE)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )\bthere\b"
    r"(?!\s+(?:is|are|was|were|be|been|has|have|will)\b)",
    re.IGNORECASE,
)
# "the group", "the miners": known from before, unless more words say which ("the head of …").
_KNOWN_ONE = re.compile(
    r"\bthe\s+(?!(?:most|first|last|next|\w+est)\b)\w+\b"
    r"(?!\s+(?:of|that|who|which|in|on|at|for|to|from|with|between|\w+ing)\b)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:and|but|so|or|then)\b|(?:what|how) about\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did)\b", re.IGNORECASE
)
_LOCATIVE = frozenset("in at near around".split())
_EMPTY = frozenset(
    map(
        stem,
        """tell know happen happened going thing things something anything info information news new latest
        update yes no""".split(),
    )
)
_MARKER = re.compile(r"\s*\[\d+\]")

_FINE = (
    r"(?:ok(?:ay)?|great|good|perfect|nice|fine|got it|i see|understood|that(?: i|’|')s (?:all|fine|great))"
)
_PRAISE = (
    r"(?:that|this|it)(?:[’']s| is| was)(?: (?:very|really|so|quite))?"
    r" (?:helpful|useful|great|good|perfect|interesting|all|enough)"
)
_OURS = r"(?:articles?|documents?|sources|stories|files)"
_CAPABILITIES = (
    "I answer questions about the {articles} I have read, with a citation for every sentence. "
    "What the articles do not say, I do not say either."
)
# Replies by what the whole message is; the first match wins.
_SMALL_TALK = tuple(
    (re.compile(pattern, re.IGNORECASE), reply)
    for pattern, reply in (
        (
            r"(?:hi|hello|hey|greetings|good (?:morning|afternoon|evening|day))(?: there| all| everyone)?"
            r"(?: how are you(?: doing)?(?: today)?)?|how are you(?: doing)?(?: today)?",
            "Hello. Ask me about the {articles} I have read.",
        ),
        (
            rf"(?:{_FINE} )?(?:many thanks|thanks|thank you|thx|cheers)(?: (?:so|very) much| a lot| again)?"
            rf"(?: for (?:the|your|this|that|all)\b.*)?(?: {_FINE}| {_PRAISE})?",
            "You are welcome.",
        ),
        (rf"{_FINE}(?: {_FINE})*", "Good. Ask on whenever you like."),
        (r"(?:good)?bye(?: bye)?|see you(?: later| soon)?|good night", "Goodbye."),
        (
            r"help(?: me)?|(?:so )?(?:who|what) are you|how do you work"
            r"|what (?:can|do) (?:you|i) (?:do|ask|know)(?: about| you)?(?: for me)?|can you help me",
            _CAPABILITIES,
        ),
        (
            rf"(?:(?:which|what|how many) )?{_OURS} (?:do you (?:have|know|use)|have you (?:got|read)"
            r"|(?:are|is) (?:there|available|(?:in )?(?:the|your) (?:index|database|archive|collection)))"
            rf"|(?:list|show)(?: me)? (?:all |the |your |all the |all your ){_OURS}",
            "I have read {articles}.{newest} `qa-bot articles` lists them all.",
        ),
    )
)


def standalone(question: Question) -> Question:
    """The question with a text that stands alone; the same object where it does so already."""
    text = _resolved(question.text, _last_exchange(question.history))
    return question if text == question.text else replace(question, text=text)


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A question of the conversation, already standalone, and what was answered."""

    question: str
    answer: str = ""


def _last_exchange(history: Sequence[Turn]) -> _Exchange | None:
    last: _Exchange | None = None
    for turn in history:
        if turn.role != "user":
            last = last and replace(last, answer=_MARKER.sub("", turn.content))
        elif _reply(turn.content) is None:
            last = _Exchange(_resolved(turn.content, last))
    return last


def _resolved(text: str, last: _Exchange | None) -> str:
    if last is None:
        return text
    if whole := completed(text, last.question):
        return whole
    placed = _with_place(text, last)
    if placed != text and not _PRONOUN.search(placed):
        return placed
    leans = leans_on_the_last(text) and not _opens_a_subject(text, last)
    return _with_context(placed, last) if leans else text


def _opens_a_subject(text: str, last: _Exchange) -> bool:
    """Whether it has enough words of its own, and none that was said before."""
    said = set(content_stems(f"{last.question} {last.answer}"))
    own = set(content_stems(text))
    refers = _open_pronoun(text) or _THERE.search(text) or _LEAD.match(text)
    return not refers and len(own) >= _OWN_SUBJECT and said.isdisjoint(own)


def leans_on_the_last(text: str) -> bool:
    """Whether the question cannot be understood without what was said before it."""
    return bool(_open_pronoun(text) or _THERE.search(text)) or not (names(text) or _says_enough(text))


def _open_pronoun(text: str) -> str | None:
    """A pronoun that stands before all it could mean in the question itself."""
    pronoun = _PRONOUN.search(text)
    before = text[: pronoun.start()] if pronoun else ""
    return (
        pronoun.group() if pronoun and not names(f"… {before}") and not _ANTECEDENT.search(before) else None
    )


def _says_enough(text: str) -> bool:
    if _KNOWN_ONE.search(text) or _LEAD.match(text):
        return False
    return len(set(content_stems(text))) >= (2 if _ASKS.search(text) else 4)


def _with_place(text: str, last: _Exchange) -> str:
    """ "there" as the place that the last question, or the answer to "where", has after "in" or the like."""
    there = _THERE.search(text)
    asked = without_brackets(last.question)
    place = _place(asked) or (_place(last.answer) if parts_of(asked)[0].kind is Kind.PLACE else None)
    return f"{text[: there.start()]}{place}{text[there.end() :]}" if there and place else text


def _place(text: str) -> str | None:
    return next((text[slot.start : slot.end] for slot in slots(text) if slot.preposition in _LOCATIVE), None)


def _with_context(text: str, last: _Exchange) -> str:
    """With what the last question was about, and whom its answer named, in brackets at its end."""
    said = dict.fromkeys([*_phrases(last.question), *_names_in(last.answer)])
    stems = {phrase: set(content_stems(phrase)) for phrase in said}
    known = set(content_stems(text)) | _EMPTY
    new = [
        phrase
        for phrase, own in stems.items()
        if not own <= known and not any(own < other for other in stems.values())
    ]
    if not new:
        return text
    body = text.rstrip(" ?.!…")
    return f"{body} ({', '.join(new)}){text[len(body) :].strip() or '?'}"


def _phrases(text: str) -> list[str]:
    """Runs of words that carry meaning, and names."""
    named = names(f"… {text}")
    for name in named:
        text = text.replace(name, ";")
    runs: list[str] = []
    end = -1
    for word in words(text):
        if word.is_function:
            continue
        if runs and text[end : word.start] == " ":
            runs[-1] += f" {word.text}"
        else:
            runs.append(word.text)
        end = word.end
    return [*runs, *map(_bare, named)][:_MOST_PHRASES]


def _bare(name: str) -> str:
    return re.sub(r"[’']s$", "", name)


def _names_in(answer: str) -> list[str]:
    first = next((answer[a:b] for a, b in sentence_spans(answer)), "")
    return [_bare(name) for name in names(f"… {first}") if stem(name) not in _EMPTY][:_MOST_NAMES]


def small_talk(question: Question, index: IndexState, listed: Callable[[], Sequence[Article]]) -> str | None:
    """A reply that needs no evidence, if the whole message is a greeting, thanks, or about the bot itself.

    `listed` gives all articles, where the reply names some.
    """
    reply = _reply(question.text)
    if reply is None:
        return None
    articles = f"{index.articles:,} article{'' if index.articles == 1 else 's'}"
    return reply.format(articles=articles, newest=_newest(listed()) if "{newest}" in reply else "")


def _newest(articles: Sequence[Article]) -> str:
    """Titles with their dates, the newest first; undated articles come last."""
    latest = sorted(articles, key=lambda article: article.published or date.min, reverse=True)[:_MOST_TITLES]
    titles = (f"“{shorten(one.title, _LONGEST_TITLE)}” ({one.published or 'undated'})" for one in latest)
    return f" The newest: {'; '.join(titles)}." if latest else ""


def _reply(text: str) -> str | None:
    plain = " ".join(re.sub(r"[^\w’'\s]", " ", text).split())
    return next((reply for pattern, reply in _SMALL_TALK if pattern.fullmatch(plain)), None)


def asks_back(question: Question) -> str | None:
    """What to ask when neither the question nor what was said before it tells what it is about."""
    if question.doc_ids or _last_exchange(question.history):
        return None
    asked = set(content_stems(question.text)) - _EMPTY
    if not asked:
        return "What would you like to know? Name the person, place or event you mean."
    pronoun = _open_pronoun(question.text)
    if pronoun and len(asked) <= _VAGUE and not names(question.text):
        return f"What do you mean by “{pronoun}”? Name the person, place or event you ask about."
    return None
