"""A question and its reply -> scores; scores of many -> measurements with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from qa_bot.evals import form_scores, metrics
from qa_bot.evals.asking import RecordedAnswer
from qa_bot.evals.metrics import Estimate
from qa_bot.evals.report import Measurement, single
from qa_bot.evals.sets import GoldQuestion


class Metric(StrEnum):
    HIT_1 = "hit@1"
    HIT_4 = "hit@4"
    HIT_10 = "hit@10"
    MRR = "MRR"
    NDCG_10 = "nDCG@10"
    CORRECT = "correct"  # one of each group of gold answers, and nothing it must not say
    TOKEN_F1 = "token F1"
    REPEATS = "says what it must not"
    DOCUMENT = "right document cited"
    VERBATIM = "quotes verbatim"
    CITATION_RECALL = "citation recall"
    CITATION_PRECISION = "citation precision"
    ABSTAINS_RIGHTLY = "abstains when it should"
    ABSTAINS_WRONGLY = "abstains when it should not"
    WRONG = "wrong when answered"
    DISAGREEMENT = "shows a disagreement"
    FIRST_LINE = "first line answers"
    FIRST_LINE_SHARE = "gold in the first line"
    OUTDATED_FIRST = "first line is outdated"
    ITEMS = "items found"
    ALL_ITEMS = "all items found"
    ALL_SIDES = "all sides, with who says it"
    IN_ORDER = "rows in order of time"
    NEEDLESS = "needless sentences"
    TELLS_NOT_STATED = "says so when not stated"
    ANSWERS_NOT_STATED = "answers though not stated"
    REFUSES_WRONGLY = "refuses what is stated"
    WORDS = "words an answer"
    WORDS_OF_FACT = "words of a fact"
    MS = "ms a question"


LOWER_IS_BETTER = frozenset(
    {
        Metric.REPEATS,
        Metric.ABSTAINS_WRONGLY,
        Metric.WRONG,
        Metric.OUTDATED_FIRST,
        Metric.NEEDLESS,
        Metric.ANSWERS_NOT_STATED,
        Metric.REFUSES_WRONGLY,
        Metric.WORDS,
        Metric.WORDS_OF_FACT,
        Metric.MS,
    }
)
_FORM: Mapping[Metric, Callable[[GoldQuestion, RecordedAnswer], form_scores.Score]] = {
    Metric.FIRST_LINE: form_scores.first_line_answers,
    Metric.FIRST_LINE_SHARE: form_scores.first_line_share,
    Metric.OUTDATED_FIRST: form_scores.outdated_first,
    Metric.ITEMS: form_scores.items_found,
    Metric.ALL_ITEMS: form_scores.all_items_found,
    Metric.ALL_SIDES: form_scores.all_sides,
    Metric.IN_ORDER: form_scores.in_order_of_time,
    Metric.NEEDLESS: form_scores.needless,
    Metric.TELLS_NOT_STATED: form_scores.tells_not_stated,
    Metric.ANSWERS_NOT_STATED: form_scores.answers_not_stated,
    Metric.REFUSES_WRONGLY: form_scores.refuses_wrongly,
    Metric.WORDS_OF_FACT: form_scores.words_of_fact,
}


@dataclass(frozen=True, slots=True)
class Item:
    """A question of a run, the reply and its scores; a metric that does not apply is absent."""

    id: str
    type: str
    question: str
    answerable: bool
    reply: RecordedAnswer
    scores: Mapping[Metric, float]

    @property
    def passed(self) -> bool:
        """Answered and not wrong, or rightly not answered, be it in words that say so."""
        if not self.answerable:
            return bool(self.scores[Metric.TELLS_NOT_STATED])
        return self.reply.answered and not self.scores[Metric.WRONG]


def item(query: GoldQuestion, reply: RecordedAnswer) -> Item:
    scores = {
        metric: float(score)
        for of in (_retrieval, _answer, _citations, _abstention, _form, _cost)
        for metric, score in of(query, reply)
    }
    return Item(query.id, query.type or "all", query.question, query.answerable, reply, scores)


def _retrieval(query: GoldQuestion, reply: RecordedAnswer) -> Iterator[tuple[Metric, float]]:
    """Not where the articles to ask are given with the question."""
    if not (query.answerable and query.relevant) or query.doc_ids:
        return
    yield Metric.HIT_1, metrics.hit_at(1, reply.found, query.relevant)
    yield Metric.HIT_4, metrics.hit_at(4, reply.found, query.relevant)
    yield Metric.HIT_10, metrics.hit_at(10, reply.found, query.relevant)
    yield Metric.MRR, metrics.reciprocal_rank(reply.found, query.relevant)
    yield Metric.NDCG_10, metrics.ndcg_at(10, reply.found, query.relevant)


def _answer(query: GoldQuestion, reply: RecordedAnswer) -> Iterator[tuple[Metric, float]]:
    if query.answerable and query.must_include:
        yield Metric.CORRECT, reply.answered and _is_correct(query, reply)
    if query.answerable and query.answers:
        yield Metric.TOKEN_F1, metrics.token_f1(reply.text, query.answers) if reply.answered else 0
    if query.must_not_include:
        yield Metric.REPEATS, metrics.span_in(reply.text, query.must_not_include)


def _is_correct(query: GoldQuestion, reply: RecordedAnswer) -> bool:
    complete = all(metrics.span_in(reply.text, group) for group in query.must_include)
    return complete and not metrics.span_in(reply.text, query.must_not_include)


def _citations(query: GoldQuestion, reply: RecordedAnswer) -> Iterator[tuple[Metric, float]]:
    if reply.proof is None:
        return
    if query.answerable and query.relevant:
        yield Metric.DOCUMENT, _cites_relevant(query, reply)
    yield Metric.VERBATIM, reply.proof.verbatim
    yield Metric.CITATION_RECALL, reply.proof.recall
    yield Metric.CITATION_PRECISION, reply.proof.precision


def _cites_relevant(query: GoldQuestion, reply: RecordedAnswer) -> bool:
    return not query.relevant.isdisjoint(reply.cited)


def _abstention(query: GoldQuestion, reply: RecordedAnswer) -> Iterator[tuple[Metric, float]]:
    metric = Metric.ABSTAINS_WRONGLY if query.answerable else Metric.ABSTAINS_RIGHTLY
    yield metric, not reply.answered
    if reply.answered:
        yield Metric.WRONG, not _is_right(query, reply)


def _is_right(query: GoldQuestion, reply: RecordedAnswer) -> bool:
    """By the gold answers; without any by the document; without either by having answered."""
    if not query.answerable:
        return form_scores.says_not_stated(reply)
    if query.must_include:
        return _is_correct(query, reply)
    return not query.relevant or _cites_relevant(query, reply)


def _form(query: GoldQuestion, reply: RecordedAnswer) -> Iterator[tuple[Metric, float]]:
    for metric, score in _FORM.items():
        if (value := score(query, reply)) is not None:
            yield metric, value


def _cost(query: GoldQuestion, reply: RecordedAnswer) -> Iterator[tuple[Metric, float]]:
    if reply.answered:
        yield Metric.DISAGREEMENT, reply.disagreements > 0
        yield Metric.WORDS, metrics.word_count(reply.text)
    if reply.total_ms:  # what needs no evidence is not timed
        yield Metric.MS, reply.total_ms


def measurements(items: Sequence[Item]) -> list[Measurement]:
    """Each metric that applies to one of the items."""
    scored = {metric: [one.scores[metric] for one in items if metric in one.scores] for metric in Metric}
    rows = [Measurement(metric, estimate(values)) for metric, values in scored.items() if values]
    times = scored[Metric.MS]
    return [*rows, single("ms, p95", metrics.percentile(times, 0.95), n=len(times))] if times else rows


def estimate(values: Sequence[float]) -> Estimate:
    """Shares by Wilson, other means by bootstrap."""
    if set(values) <= {0.0, 1.0}:
        return metrics.share(sum(values), len(values))
    return metrics.mean(values)


@dataclass(frozen=True, slots=True)
class Group:
    """Items with something in common: their type, or the form of the answer."""

    name: str
    items: tuple[Item, ...]

    def share(self, metric: Metric) -> Estimate:
        return estimate([one.scores[metric] for one in self.items if metric in one.scores])

    @property
    def passed(self) -> Estimate:
        return metrics.rate([one.passed for one in self.items])


def by_type(items: Sequence[Item]) -> list[Group]:
    """By the type that the question set names; most frequent first."""
    return _grouped(items, lambda one: one.type)


def by_form(items: Sequence[Item]) -> list[Group]:
    """By the form in which the bot answered; most frequent first."""
    return _grouped(items, lambda one: one.reply.form.value)


GROUPINGS: Mapping[str, Callable[[Sequence[Item]], list[Group]]] = {"type": by_type, "form": by_form}


def _grouped(items: Sequence[Item], name_of: Callable[[Item], str]) -> list[Group]:
    groups = dict[str, list[Item]]()
    for one in items:
        groups.setdefault(name_of(one), []).append(one)
    found = (Group(name, tuple(members)) for name, members in groups.items())
    return sorted(found, key=lambda group: -len(group.items))


@dataclass(frozen=True, slots=True)
class RiskAtCoverage:
    """The share of wrong answers if only this share of all questions, the surest ones, were answered."""

    coverage: float
    risk: float


def risk_coverage(items: Sequence[Item]) -> list[RiskAtCoverage]:
    """Ends at the coverage the bot has; answers nobody rated are left out (El-Yaniv and Wiener, 2010)."""
    rated = [one for one in items if one.reply.answered and one.reply.confidence is not None]
    rated.sort(key=lambda one: -(one.reply.confidence or 0.0))
    wrong = [one.scores[Metric.WRONG] for one in rated]
    return [RiskAtCoverage(n / len(items), fmean(wrong[:n])) for n in range(1, len(wrong) + 1)]
