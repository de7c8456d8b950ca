"""Questions -> what the bot replied, each kept at once so that an interrupted run goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

import qa_bot
from qa_bot.answering.verification.support import Support
from qa_bot.evals.citing import Proof, proof
from qa_bot.evals.sets import GoldQuestion
from qa_bot.models.registry import build_encoder
from qa_bot.receipts.store import Receipts
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Form, Line, Question, Side, Status

_CODE = {".py", ".json", ".toml"}
_MEASURING = {"evals", "training"}  # make no answer
_DEEPEST = 30  # passages, of which several may be of one document


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """What came back for one question; `key` names the question, the settings, the index and the code."""

    key: str
    answered: bool
    text: str
    answerer: str
    cited: tuple[str, ...]  # documents
    found: tuple[str, ...]  # documents of the search, best first, each once
    proof: Proof | None
    confidence: float | None  # of the best sentence
    disagreements: int
    total_ms: float
    form: Form
    lines: tuple[Line, ...]
    quotes: tuple[str, ...]  # of the citations
    sides: tuple[Side, ...]  # of all disagreements


class Kept:
    """The replies of earlier runs, one a line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._replies = {reply.key: reply for reply in _read(path)}

    def find(self, key: str) -> RecordedAnswer | None:
        return self._replies.get(key)

    def add(self, reply: RecordedAnswer) -> None:
        with self._path.open("ab") as lines:
            # On a line of its own: a killed run may have left half of one.
            lines.write(b"\n" + TypeAdapter(RecordedAnswer).dump_json(reply))


def _read(path: Path) -> Iterator[RecordedAnswer]:
    adapter = TypeAdapter(RecordedAnswer)
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            yield adapter.validate_json(line)
        except ValidationError:  # half a line, or one of an earlier version
            continue


class Interview:
    """Asks one index; questions whose reply is kept are not asked again."""

    def __init__(self, settings: Settings, kept: Kept) -> None:
        self._responder = Responder.open(settings)
        self._support = Support(build_encoder(settings))
        self._receipts = Receipts.of(settings)
        self._kept = kept
        self._setup = f"{settings.model_dump_json()}\n{self.revision}\n{_code()}"

    @property
    def revision(self) -> int:
        return self._responder.index.state().revision

    def replies(self, queries: Iterable[GoldQuestion]) -> Iterator[RecordedAnswer]:
        for query in queries:
            key = self._key(query)
            reply = self._kept.find(key)
            if reply is None:
                reply = self._reply(query, key)
                self._kept.add(reply)
            yield reply

    def _key(self, query: GoldQuestion) -> str:
        words = json.dumps(asdict(question(query)), default=str)
        return hashlib.sha256(f"{self._setup}\n{words}".encode()).hexdigest()

    def _reply(self, query: GoldQuestion, key: str) -> RecordedAnswer:
        asked = question(query)
        passages = self._responder.search(replace(asked, top=_DEEPEST))
        answer = self._responder.ask(asked)
        articles = self._responder.index.articles(citation.doc for citation in answer.citations)
        return RecordedAnswer(
            key=key,
            answered=answer.status is Status.ANSWERED,
            text=answer.text,
            answerer=answer.answerer,
            cited=tuple(dict.fromkeys(citation.doc for citation in answer.citations)),
            found=tuple(dict.fromkeys(passage.article.id for passage in passages)),
            proof=proof(answer, articles, self._support),
            confidence=self._confidence(answer.id) if answer.citations else None,
            disagreements=len(answer.disagreements),
            total_ms=answer.timings_ms.get("total", 0.0),
            form=answer.form,
            lines=answer.lines,
            quotes=tuple(citation.quote for citation in answer.citations),
            sides=tuple(side for disagreement in answer.disagreements for side in disagreement.sides),
        )

    def _confidence(self, answer_id: str) -> float | None:
        receipt = self._receipts.find(answer_id)
        rated = (judged.confidence for judged in receipt.judged) if receipt else ()
        return max((one for one in rated if one is not None), default=None)


def question(query: GoldQuestion) -> Question:
    """What is asked of the bot, without the right answers."""
    return Question(query.question, query.id, query.history, query.as_of, query.doc_ids)


@cache
def _code() -> str:
    """Names the version of all that makes an answer: replies of other code are another bot's."""
    package = Path(qa_bot.__file__).parent
    files = sorted(
        path
        for path in package.rglob("*")
        if path.suffix in _CODE and path.relative_to(package).parts[0] not in _MEASURING
    )
    hashed = hashlib.sha256()
    for path in files:
        hashed.update(path.read_bytes())
    return hashed.hexdigest()
