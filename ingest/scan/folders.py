"""Folders and files -> the sources of articles. Follows no symbolic link, parses no article."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ingest.scan import jsonl
from ingest.scan.source_file import LINES, MB, Problem, SourceFile, as_text
from qa_bot.errors import UsageError

SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".docx", LINES})


def find(paths: Sequence[Path], max_file_mb: float) -> Iterator[SourceFile | Problem]:
    """Yields what lies under `paths`, sorted, each file once; hidden and unsupported names are left out.

    Raises UsageError before anything is yielded if a path does not exist.
    """
    return _walk_all(_outermost(paths), int(max_file_mb * MB))


def find_at(
    changed: Iterable[Path], paths: Sequence[Path], max_file_mb: float
) -> Iterator[SourceFile | Problem]:
    """What `find` would yield of `paths` at or below those `changed`; nothing where one is gone."""
    max_bytes = int(max_file_mb * MB)
    for root in _outermost(paths):
        for path in sorted(each for each in changed if each == root or root in each.parents):
            yield from _at(path, root, max_bytes)


def count(paths: Sequence[Path]) -> int:
    """How many sources `find` will yield, about: for the length of a progress bar."""
    return sum(_size(path) for root in _outermost(paths) for path in files_below(root))


def files_below(root: Path) -> Iterator[Path]:
    """The files that `find` would look at, in no order; the root itself if it is a file."""
    if root.is_file():
        yield root
    for name, folders, files in os.walk(root):
        folders[:] = (each for each in folders if not each.startswith("."))
        yield from (Path(name, each) for each in files if _is_article(each))


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
    """Whether its name, or that of a folder between it and the root, begins with a dot."""
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _outermost(paths: Sequence[Path]) -> list[Path]:
    roots = [named_root(path) for path in paths]
    return sorted({root for root in roots if not any(other in root.parents for other in roots)})


def _walk_all(roots: Sequence[Path], max_bytes: int) -> Iterator[SourceFile | Problem]:
    for root in roots:
        if root.is_dir():
            yield from _folder(root, root, max_bytes)
        elif root.suffix.lower() in SUFFIXES:
            yield from _file(root, root.parent, max_bytes)
        else:
            known = " ".join(sorted(SUFFIXES))
            yield Problem(
                as_text(root.parent), as_text(root.name), f"is of no kind that can be read ({known})"
            )


def _at(path: Path, root: Path, max_bytes: int) -> Iterator[SourceFile | Problem]:
    if path == root:
        yield from _walk_all([root], max_bytes)
    elif is_hidden(path, root) or path.parent.resolve() != path.parent:
        return
    elif path.is_dir() and not path.is_symlink():
        yield from _folder(path, root, max_bytes)
    elif path.suffix.lower() in SUFFIXES and os.path.lexists(path):
        yield from _entry(path, root, max_bytes)


def _folder(top: Path, root: Path, max_bytes: int) -> Iterator[SourceFile | Problem]:
    unreadable: list[OSError] = []
    for name, folders, files in os.walk(top, onerror=unreadable.append):
        folder = Path(name)
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for each in folders:
            if (folder / each).is_symlink():
                yield _link(folder / each, root)
        for each in sorted(files):
            if _is_article(each):
                yield from _entry(folder / each, root, max_bytes)
    for error in unreadable:
        path = Path(error.filename)
        yield Problem(
            as_text(root), _doc(path, root), f"is a folder without access: {error.strerror}", hides=True
        )


def _entry(path: Path, root: Path, max_bytes: int) -> Iterator[SourceFile | Problem]:
    if path.is_symlink():
        yield _link(path, root)
    else:
        yield from _file(path, root, max_bytes)


def _file(path: Path, root: Path, max_bytes: int) -> Iterator[SourceFile | Problem]:
    kind = path.suffix.lower()
    if kind == LINES:
        yield from jsonl.lines(path, max_bytes)
    else:
        yield SourceFile(path, as_text(root), _doc(path, root), kind, max_bytes)


def _size(path: Path) -> int:
    return jsonl.count(path) if path.suffix.lower() == LINES else 1


def _is_article(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES


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
