"""The transformations on a Ray cluster. Knows nothing of the index: its one writer stays in this process.

Ray is imported in functions: it is an extra, and takes a second.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import socket
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pydantic import SecretStr

from ingest.executors.batches import Transformed
from ingest.formats import Readers
from ingest.formats.faults import in_words
from ingest.sandbox import Limits, Sandbox
from ingest.sandbox.process import can_send
from ingest.scan.source_file import Incoming
from qa_bot.errors import ModelUnavailable, QABotError, UsageError
from qa_bot.index import SCHEMA
from qa_bot.models import build_embedder
from qa_bot.settings import Settings

if TYPE_CHECKING:
    from ray import ObjectRef

    from ingest.transformations import Transformations

_RETRIES = 3  # of a batch whose worker died
_KNOCK_S = 10.0
_AHEAD = 2  # batches under way for each processor: the next is there when one is done


class Cluster:
    """Transforms batches wherever the cluster has a free processor; qa-bot is installed on each node."""

    def __init__(self, settings: Settings, readers: Readers) -> None:
        """Raises UsageError where Ray is not installed; nothing is connected before it is needed."""
        if find_spec("ray") is None:
            raise UsageError("ingest.ray needs: pip install 'qa-bot[ray]'.")
        self._settings, self._readers = settings, readers

    def transform(self, batches: Iterator[Sequence[Incoming]]) -> Generator[Transformed, None, None]:
        """No more batches are under way than keep the cluster busy; another gets that of a worker that dies.

        Raises ModelUnavailable also where the cluster fails.
        """
        under_way: deque[ObjectRef[Transformed]] = deque()
        for batch in batches:
            under_way.append(self._submit(batch))
            if len(under_way) >= _limit():
                yield _result(under_way.popleft())
        while under_way:
            yield _result(under_way.popleft())

    def connect(self) -> None:
        """Does ahead what the first batch would wait for. Raises ModelUnavailable."""
        _ = self._submit

    @cached_property
    def _submit(self) -> Callable[[Sequence[Incoming]], ObjectRef[Transformed]]:
        import ray

        if not ray.is_initialized():
            _connect(self._settings.ingest.ray)
        task = ray.remote(max_retries=_RETRIES)(_transform)
        index = self._settings.index.model_copy(update={"token": SecretStr("")})  # only the writer's
        settings = self._settings.model_copy(update={"index": index})
        # As bytes, which a worker can compare with those it has built its transformations from.
        given = ray.put(_pickled(settings, self._readers))
        return lambda batch: task.remote(batch, given, SCHEMA)


def _pickled(settings: Settings, readers: Readers) -> bytes:
    import ray

    try:
        pickled: bytes = ray.cloudpickle.dumps((settings, readers))
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise UsageError(
            f"A reader cannot be sent to the Ray cluster ({error}); make it an object of a class without "
            "open files."
        ) from None
    return pickled


def _connect(address: str) -> None:
    import ray
    from ray._private import worker

    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    worker._worker_logs_enabled = False  # or it prints on standard output which workers died
    try:
        _knock(address)
        with _own_signals():
            ray.init(address=address, log_to_driver=False, logging_level=logging.CRITICAL)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        raise ModelUnavailable(
            f"The Ray cluster {address!r} cannot be used ({reason}); start it (ray start --head), "
            "or correct ingest.ray."
        ) from None


def _knock(address: str) -> None:
    """Raises OSError where nothing listens: Ray tries for minutes, also where a cluster once was."""
    from ray._private.services import canonicalize_bootstrap_address

    host, _, port = (canonicalize_bootstrap_address(address.removeprefix("ray://")) or "").rpartition(":")
    if host:
        socket.create_connection((host, int(port)), timeout=_KNOCK_S).close()


@contextmanager
def _own_signals() -> Iterator[None]:
    """Ray would end the process on SIGTERM in the middle of a write."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


def _limit() -> int:
    import ray

    return max(1, int(_AHEAD * ray.cluster_resources().get("CPU", 0)))


def _result(task: ObjectRef[Transformed]) -> Transformed:
    import ray
    from ray.exceptions import RayError, RayTaskError

    try:
        return ray.get(task)
    except RayTaskError as error:
        if isinstance(error.cause, QABotError):
            raise error.cause from None
        raise QABotError(f"A node of the Ray cluster failed ({in_words(error.cause or error)}).") from None
    except RayError as error:
        raise ModelUnavailable(
            f"The Ray cluster lost a batch {_RETRIES + 1} times ({type(error).__name__}); look whether its "
            "nodes have the memory, lower ingest.batch_chunks, or ingest without ingest.ray."
        ) from None


def _transform(batch: Sequence[Incoming], given: bytes, schema: int) -> Transformed:
    """On a worker."""
    if schema != SCHEMA:
        raise UsageError("A node of the Ray cluster has another version of qa-bot; install one on all.")
    return _transformations(given).run(batch)


@lru_cache(1)  # a worker stays, and with it the embedder
def _transformations(given: bytes) -> Transformations:
    from ingest.transformations import Transformations

    try:
        settings, readers = pickle.loads(given)
    except (ImportError, AttributeError) as error:
        raise UsageError(
            f"A node of the Ray cluster cannot import a reader ({error}); install its module on all."
        ) from None
    sandbox = Sandbox(Limits.of(settings.ingest)) if can_send(readers) else None
    return Transformations(settings.ingest.chunk_words, build_embedder(settings), readers, sandbox)
