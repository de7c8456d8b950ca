"""Everything a question needs, checked one by one; each finding says what to do."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_bot.errors import IndexUnavailable, ModelUnavailable, QABotError, UsageError
from qa_bot.models import (
    Excerpt,
    answerer_name,
    build_chat_model,
    build_encoder,
    build_judge,
    build_question_embedder,
    build_reader,
    build_verifier_model,
)
from qa_bot.privacy import is_open_to_others, without_credentials
from qa_bot.rendering import clean
from qa_bot.settings import DEFAULTS, Settings, own_file

if TYPE_CHECKING:
    from qa_bot.models.chat import Facts, OpenAIChat, Probe

_OLDEST_PYTHON = (3, 11)
_LEAST_FREE_MB = 200  # an index of some 10,000 articles


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked part; an exit code other than 0 means it is broken."""

    part: str
    says: str
    exit_code: int = 0


def examine(load_settings: Callable[[], Settings]) -> Iterator[Finding]:
    """Checks in the order in which one part needs the other."""
    yield _finding("python", _python)
    try:
        settings = load_settings()
    except QABotError as error:
        yield Finding("settings", str(error), error.exit_code)
        return  # nothing else can be checked without them
    changed = f", changed by {own}" if (own := own_file()) else ""
    yield Finding("settings", f"defaults of {DEFAULTS}{changed}")
    yield _finding("disk", lambda: _disk(settings))
    if settings.index.path.is_dir():
        yield _finding("rights", lambda: _rights(settings.index.path))
    yield _finding("embedder", lambda: _embedder(settings))
    yield _finding("reranker", lambda: _reranker(settings))
    yield _finding("reader", lambda: _reader(settings))
    yield _finding("judge", lambda: _judge(settings))
    yield _finding("server" if settings.index.url else "index", lambda: _index(settings))
    yield _finding("answerer", lambda: _answerer(settings))
    if _has_own_verifier(settings):
        yield _finding("verifier", lambda: _verifier(settings))


def _finding(part: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(part, check())
    except QABotError as error:
        return Finding(part, str(error), error.exit_code)


def _python() -> str:
    if sys.version_info < _OLDEST_PYTHON:
        raise UsageError("Python 3.11 or later is needed; install one and set the environment up again.")
    return f"{platform.python_version()} on {platform.system()} {platform.machine()}"


def _disk(settings: Settings) -> str:
    folder = next(path for path in settings.index.path.absolute().parents if path.exists())
    free_mb = shutil.disk_usage(folder).free // 2**20
    if free_mb < _LEAST_FREE_MB:
        raise QABotError(f"Only {free_mb} MB are free under {folder}; make room before the next ingest.")
    return f"{free_mb:,} MB free under {folder}"


def _rights(folder: Path) -> str:
    """Not broken: whoever made the folder may mean it."""
    if is_open_to_others(folder):
        return (
            f"Others on this machine may look into {folder}; run `chmod 700 {folder}` to keep it to yourself."
        )
    return f"only you may look into {folder}"


def _embedder(settings: Settings) -> str:
    embedder = build_question_embedder(settings)
    return f"{embedder.name}, {embedder.embed(['ready']).shape[1]} dimensions"


def _reranker(settings: Settings) -> str:
    encoder = build_encoder(settings)
    if encoder is None:
        return "none"
    encoder.encode(["ready"])
    return f"{settings.models.reranker}, sha256 as expected"


def _reader(settings: Settings) -> str:
    reader = build_reader(settings)
    if reader is None:
        return "none"
    reader.read("Is it ready?", [Excerpt("", "It is ready.")])
    return f"{settings.models.reader}, sha256 as expected"


def _judge(settings: Settings) -> str:
    judge = build_judge(settings)
    if judge is None:
        return "none"
    judge.judge(Excerpt("", "It is ready."), "It is ready.")
    return f"{settings.models.judge}, sha256 as expected"


def _index(settings: Settings) -> str:
    from qa_bot.index import Index

    state = Index.open(settings).state()
    where = without_credentials(settings.index.url) or settings.index.path
    if not state.articles:
        raise IndexUnavailable(f"The index in {where} has no articles yet; run `qa-ingest PATH`.")
    return f"{state.articles} articles in {where}, newest {state.newest or 'undated'}"


def _answerer(settings: Settings) -> str:
    """Asks the model as a question would: that tries its address, the key, its name and its context."""
    name = answerer_name(settings)
    if name != "openai":
        return name
    return _asked(build_chat_model(settings), settings)


def _has_own_verifier(settings: Settings) -> bool:
    """Whether another model verifies than the one that answers."""
    if settings.generative.verifier in ("same", "none"):
        return False
    try:
        return answerer_name(settings) == "openai"
    except UsageError:  # the answerer's finding says so
        return False


def _verifier(settings: Settings) -> str:
    return _asked(build_verifier_model(settings), settings)


def _asked(chat: OpenAIChat, settings: Settings) -> str:
    probe = chat.probe(settings.generative.timeout_s)
    if probe.is_cut:
        raise ModelUnavailable(_cut(probe))
    where = without_credentials(settings.generative.base_url) or "OpenAI"
    said = f"{chat.name} at {where} answered in {probe.seconds:.1f} s"
    return "; ".join((said, *_tokens(probe), *_told(probe.facts)))


def _cut(probe: Probe) -> str:
    read = probe.usage.prompt if probe.usage else 0
    return (
        f"The model server read {read:,} tokens of about {probe.asked:,} and left the rest out; "
        "give the model more context (OLLAMA_CONTEXT_LENGTH for Ollama), or set generative.passages lower."
    )


def _tokens(probe: Probe) -> Iterator[str]:
    if usage := probe.usage:
        about = "about " if usage.estimated else ""
        yield f"{about}{usage.prompt:,} tokens read and {usage.completion:,} written"


def _told(facts: Facts) -> Iterator[str]:
    if facts.context:
        yield f"context of {facts.context:,} tokens"
    if facts.shutdown:
        yield f"the model is shut down on {facts.shutdown}, so set generative.model to another before"


def finding_text(finding: Finding) -> str:
    mark = click.style("fail", fg="red") if finding.exit_code else click.style("ok", fg="green") + "  "
    return f"{mark}  {finding.part:<10}{clean(finding.says)}"
