"""Ingests again and again until it is stopped: what changes as it changes, everything now and then.

The index is free between two runs. Nothing ends it but `stop`: what fails is told once and tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic

from ingest.formats import READERS, Readers
from ingest.formats.faults import in_words, is_fault
from ingest.pipeline import Ingester, Options
from ingest.run import Failure, IngestReport
from ingest.scan.changes import Changes
from ingest.scan.extent import Extent, Named
from ingest.scan.folders import is_hidden
from ingest.scan.web.address import Address, is_list, listed
from qa_bot.errors import QABotError
from qa_bot.settings import Settings

_STEP_MS = 50  # events closer together than this are taken together,
_DEBOUNCE_MS = 500  # up to this long
_TICK_MS = 100
_FIRST_RETRY_S = 1.0


@dataclass(frozen=True, slots=True)
class Rhythm:
    every_s: float  # between two looks at everything
    follow: bool  # and at what changes, as it changes


@dataclass(frozen=True, slots=True)
class Listener:
    say: Callable[[IngestReport], None]  # what a run did, if it did or found anything new
    warn: Callable[[str], None]  # a sentence for each trouble


def watch(
    named: Sequence[Named],
    settings: Settings,
    options: Options,
    rhythm: Rhythm,
    listener: Listener,
    stop: Event,
    readers: Readers = READERS,
) -> None:
    """Runs until `stop` is set; raises UsageError at once for a path that does not exist.

    The web is asked in a thread of its own, so that a slow host keeps no file waiting.
    """
    web = [each for each in named if isinstance(each, Address) or is_list(each)]
    disk = [each for each in named if each not in web]
    first, *others = (
        Watch(group, settings, options, rhythm, listener, stop, readers) for group in (disk, web) if group
    )
    with ThreadPoolExecutor() as threads:
        running = [threads.submit(each.run) for each in others]
        for future in running:
            future.add_done_callback(lambda _: stop.set())  # a defect there must not go unseen
        try:
            first.run()
        finally:
            stop.set()
    for future in running:
        future.result()


class Watch:
    def __init__(
        self,
        named: Sequence[Named],
        settings: Settings,
        options: Options,
        rhythm: Rhythm,
        listener: Listener,
        stop: Event,
        readers: Readers,
    ) -> None:
        Extent.of(named)  # a path that does not exist is a mistake now, and later a disk that may come back
        for each in filter(is_list, (path for path in named if isinstance(path, Path))):
            listed(each)
        self._named = [each.absolute() if isinstance(each, Path) else each for each in named]
        self._settings, self._rhythm, self._listener, self._stop = settings, rhythm, listener, stop
        self._suffixes = frozenset(readers)
        self._ingester = Ingester(settings, options, stop, readers)
        self._due = 0.0  # when everything is looked at next
        self._retry_s = _FIRST_RETRY_S
        self._trouble = ""
        self._absent: list[Named] = []
        self._told: set[Failure | str] | None = None  # failures and notes the listener knows

    def run(self) -> None:
        while not self._stop.is_set():
            self._due = monotonic() + self._rhythm.every_s
            try:
                self._follow(self._present())
            except BaseException as error:  # noqa: BLE001 — nobody may be there to start it again
                self._fail(error)
                self._stop.wait(max(0.0, self._due - monotonic()))

    def _follow(self, present: Sequence[Named]) -> None:
        """Looks at everything, then at what changes, until everything is due or a folder comes or goes."""
        files = [each for each in present if isinstance(each, Path) and each.is_file()]
        followed = files if self._rhythm.follow else ()
        changes = Changes(self._settings.watch.settle_s, followed, self._suffixes)
        looked = False
        for paths in self._events(present):
            changes.note(paths)
            if not looked:  # only now, for what changes meanwhile is among the events already
                self._ingest(present)
                looked = True
            elif monotonic() >= self._due or self._present() != present:
                return
            elif settled := changes.settled():
                if any(map(is_list, settled)):
                    return
                self._ingest(present, settled)

    def _events(self, present: Sequence[Named]) -> Iterator[Collection[Path]]:
        """The paths that changed, every tenth of a second or so."""
        folders = [each for each in present if isinstance(each, Path) and each.is_dir()]
        if self._rhythm.follow and folders:
            yield from self._watched(folders)
        while not self._stop.wait(_TICK_MS / 1000):
            yield ()

    def _watched(self, folders: Sequence[Path]) -> Iterator[Collection[Path]]:
        """Ends where the system refuses to watch."""
        from watchfiles import watch as events_of
        from watchfiles._rust_notify import WatchfilesRustInternalError

        folders = [folder.resolve() for folder in folders]
        own = self._settings.index.path.resolve()  # what a run writes must not start the next
        try:
            for events in events_of(
                *folders,
                watch_filter=None,
                step=_STEP_MS,
                debounce=_DEBOUNCE_MS,
                rust_timeout=_TICK_MS,
                yield_on_timeout=True,
                stop_event=self._stop,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                paths = {Path(name) for _, name in events}
                yield {path for path in paths if not (path.is_relative_to(own) or _is_hidden(path, folders))}
        except (OSError, WatchfilesRustInternalError) as error:
            every = f"{self._rhythm.every_s:g} s"
            self._warn(f"The folders cannot be watched ({error}); they are compared every {every}.")

    def _ingest(self, present: Sequence[Named], changed: Sequence[Path] | None = None) -> None:
        if not present:
            return
        try:
            report = self._ingester.run(present, changed)
            if self._rhythm.follow:
                self._ingester.warm()
        except BaseException as error:  # noqa: BLE001 — nobody may be there to start it again
            self._fail(error)
            return
        self._trouble, self._retry_s = "", _FIRST_RETRY_S
        if self._is_news(report, of_all=changed is None):
            self._listener.say(report)

    def _fail(self, error: BaseException) -> None:
        """Says what is the matter; everything is looked at again soon, and later each time."""
        if not is_fault(error):
            raise error
        meant = isinstance(error, QABotError | OSError)
        what = str(error) if meant else f"Something went wrong inside ({in_words(error)})."
        self._warn(f"{what} Trying again until it works.")
        self._due = monotonic() + self._retry_s
        self._retry_s = min(2 * self._retry_s, self._settings.watch.retry_s)

    def _is_news(self, report: IngestReport, *, of_all: bool) -> bool:
        found: set[Failure | str] = {*report.failed, *report.notes}
        told = self._told
        self._told = found if of_all or told is None else told | found
        return told is None or bool(report.added or report.changed or report.removed or found - told)

    def _warn(self, sentence: str) -> None:
        """Once, until it went well again or something else is the matter."""
        if sentence != self._trouble:
            self._trouble = sentence
            self._listener.warn(sentence)

    def _present(self) -> list[Named]:
        """What is there: an empty folder may be a disk that is not mounted."""
        absent = [each for each in self._named if isinstance(each, Path) and not _is_there(each)]
        for path in absent:
            if path not in self._absent:
                self._listener.warn(f"{path} is empty or not there; its articles stay until it is back.")
        self._absent = list(absent)
        return [each for each in self._named if each not in absent]


def _is_hidden(path: Path, folders: Sequence[Path]) -> bool:
    return all(is_hidden(path, folder) for folder in folders if path.is_relative_to(folder))


def _is_there(path: Path) -> bool:
    try:
        return path.is_file() or next(path.iterdir(), None) is not None
    except OSError:
        return False
