"""Folders and files -> the sources of articles. Follows no symbolic link, parses no article."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.formats import READERS
from ingest.scan import jsonl
from ingest.scan.source_file import MB, NOT_A_FILE, Problem, SourceFile, as_text
from ingest.scan.splitting import parts_of
from ingest.scan.web.address import is_list
from qa_bot.errors import UsageError

_SUFFIXES = frozenset(READERS)
_LOCK = "~$"  # Word lays a file named so beside a document that it has open


PartsOf = Callable[[SourceFile], Iterator[SourceFile | Problem]]  # what finds the articles in a file


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which files are articles: of a kind that a reader knows, up to a size."""

    suffixes: Collection[str]
    max_bytes: int
    index: Path | None  # a folder that may lie among them
    unread: Callable[[Path], None]  # told of files of other kinds
    parts: PartsOf


def find(
    paths: Sequence[Path],
    max_file_mb: float,
    suffixes: Collection[str] = _SUFFIXES,
    index: Path | None = None,
    unread: Callable[[Path], None] = lambda path: None,
    parts: PartsOf = parts_of,
) -> Iterator[SourceFile | Problem]:
    """Yields what lies under `paths`, sorted, each file once, without those hidden, locks or unsupported.

    The folder of the `index` is no article; `unread` is told of each file of a kind that is not read.

    Raises UsageError before anything is yielded if a path does not exist.
    """
    return _walk_all(_outermost(paths), _Wanted(suffixes, int(max_file_mb * MB), index, unread, parts))


def find_at(
    changed: Iterable[Path],
    paths: Sequence[Path],
    max_file_mb: float,
    suffixes: Collection[str] = _SUFFIXES,
    index: Path | None = None,
    parts: PartsOf = parts_of,
) -> Iterator[SourceFile | Problem]:
    """What `find` would yield of `paths` at or below those `changed`; nothing where one is gone."""
    wanted = _Wanted(suffixes, int(max_file_mb * MB), index, lambda path: None, parts)
    for root in _outermost(paths):
        for path in sorted(each for each in changed if each == root or root in each.parents):
            yield from _at(path, root, wanted)


def count(paths: Sequence[Path], suffixes: Collection[str] = _SUFFIXES) -> int:
    """How many sources `find` will yield, about: for the length of a progress bar."""
    return sum(_size(path) for root in _outermost(paths) for path in files_below(root, suffixes))


def files_below(root: Path, suffixes: Collection[str] = _SUFFIXES) -> Iterator[Path]:
    """The files that `find` would look at, in no order; the root itself if it is a file."""
    if root.is_file():
        yield root
    for name, folders, files in os.walk(root):
        folders[:] = (each for each in folders if not each.startswith("."))
        yield from (Path(name, each) for each in files if _is_article(each, suffixes))


def named_root(path: Path) -> Path:
    """The absolute path of a folder or file given; a link named by the user is meant.

    Raises UsageError if it does not exist.
    """
    try:
        if path.is_dir():
            return path.resolve()
        if path.exists():
            return path.parent.resolve() / path.name
    except OSError as error:
        raise UsageError(f"{str(path)!r} cannot be opened: {error.strerror}.") from None
    raise UsageError(f"There is no file or folder {str(path)!r}; check the path, or mount it.")


def is_hidden(path: Path, root: Path) -> bool:
    """Whether its name, or that of a folder between it and the root, begins with a dot; Word's locks too."""
    return path.name.startswith(_LOCK) or any(part.startswith(".") for part in path.relative_to(root).parts)


def _outermost(paths: Sequence[Path]) -> list[Path]:
    roots = [named_root(path) for path in paths]
    return sorted({root for root in roots if not any(other in root.parents for other in roots)})


def _walk_all(roots: Sequence[Path], wanted: _Wanted) -> Iterator[SourceFile | Problem]:
    for root in roots:
        if root.is_dir():
            yield from _folder(root, root, wanted)
        elif root.name.startswith(_LOCK):  # a shell's *.docx names it too
            continue
        elif reason := _why_not(root, wanted):
            yield Problem(as_text(root.parent), as_text(root.name), reason)
        else:
            yield from _file(root, root.parent, wanted)


def _why_not(root: Path, wanted: _Wanted) -> str:
    """Why a path named outright is no article; "" where it is one."""
    if root.suffix.lower() in wanted.suffixes:
        return ""
    if not root.is_file():
        return NOT_A_FILE
    return f"is of no kind that can be read ({' '.join(sorted(wanted.suffixes))})"


def _at(path: Path, root: Path, wanted: _Wanted) -> Iterator[SourceFile | Problem]:
    if path == root:
        yield from _walk_all([root], wanted)
    elif is_hidden(path, root) or path.parent.resolve() != path.parent:
        return
    elif path.is_dir() and not path.is_symlink():
        yield from _folder(path, root, wanted)
    elif path.suffix.lower() in wanted.suffixes and os.path.lexists(path):
        yield from _entry(path, root, wanted)


def _folder(top: Path, root: Path, wanted: _Wanted) -> Iterator[SourceFile | Problem]:
    unreadable: list[OSError] = []
    for name, folders, files in os.walk(top, onerror=unreadable.append):
        folder = Path(name)
        folders[:] = sorted(
            each for each in folders if not each.startswith(".") and folder / each != wanted.index
        )
        for each in folders:
            if (folder / each).is_symlink():
                yield _link(folder / each, root)
        for each in sorted(files):
            if _is_article(each, wanted.suffixes):
                yield from _entry(folder / each, root, wanted)
            elif not is_hidden(folder / each, root) and not is_list(folder / each):
                wanted.unread(folder / each)
    for error in unreadable:
        path = Path(error.filename)
        yield Problem(
            as_text(root), _doc(path, root), f"is a folder without access: {error.strerror}", hides=True
        )


def _entry(path: Path, root: Path, wanted: _Wanted) -> Iterator[SourceFile | Problem]:
    if path.is_symlink():
        yield _link(path, root)
    else:
        yield from _file(path, root, wanted)


def _file(path: Path, root: Path, wanted: _Wanted) -> Iterator[SourceFile | Problem]:
    kind = path.suffix.lower()
    yield from wanted.parts(SourceFile(path, as_text(root), _doc(path, root), kind, wanted.max_bytes))


def _size(path: Path) -> int:
    return jsonl.count(path) if path.suffix.lower() in jsonl.SUFFIXES else 1


def _is_article(name: str, suffixes: Collection[str]) -> bool:
    return not name.startswith((".", _LOCK)) and Path(name).suffix.lower() in suffixes


def _link(path: Path, root: Path) -> Problem:
    return Problem(
        as_text(root), _doc(path, root), f"is a symbolic link {_leads(path, root)} and is not followed"
    )


def _leads(path: Path, root: Path) -> str:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "to nothing or to itself"
    if target in path.parents:
        return "in a circle"
    return "to another article" if target.is_relative_to(root) else "out of the folder"


def _doc(path: Path, root: Path) -> str:
    return as_text(path.relative_to(root).as_posix())
