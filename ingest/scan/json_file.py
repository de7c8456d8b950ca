"""A JSON file as sources: one article, or the records of the array that holds them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from ingest.formats.record import Record
from ingest.scan.jsonl import named, parsed
from ingest.scan.parts import Parts, problem
from ingest.scan.source_file import Problem, SourceFile
from qa_bot.errors import ArticleError

_DEEPEST = 3  # objects around the array
_NONE = "has no article in it: no object with a text, and no array of such objects"


def articles(file: SourceFile) -> Iterator[SourceFile | Problem]:
    """The file itself where it is one article; else the article of each record, or why there is none."""
    try:
        found = _records(parsed(file.read()))
    except ArticleError as error:
        yield problem(file, str(error))
        return
    if found is None:
        yield file
    else:
        yield from Parts(file, "record").sources((json.dumps(each).encode() for each in found), named)


def _records(loaded: object) -> Sequence[object] | None:
    """The array given or found inside; None where the whole is one article.

    Raises ArticleError where there is no article.
    """
    if isinstance(loaded, list):
        return loaded
    if not isinstance(loaded, dict):
        raise ArticleError(_NONE)
    whole = Record.of(loaded)
    arrays = [] if whole.text else list(_arrays(loaded))
    if found := next((each for each in arrays if any(map(_is_article, each))), None):
        return found
    if whole.text or whole.summary:
        return None
    if [] in arrays:  # a search that found nothing
        return []
    raise ArticleError(_NONE)


def _arrays(loaded: object) -> Iterator[list[object]]:
    """The arrays inside an object, the outermost first."""
    layer = [loaded]
    for _ in range(_DEEPEST):
        layer = [value for each in layer if isinstance(each, dict) for value in each.values()]
        yield from (each for each in layer if isinstance(each, list))


def _is_article(loaded: object) -> bool:
    return isinstance(loaded, dict) and bool((record := Record.of(loaded)).text or record.summary)
