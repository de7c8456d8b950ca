"""Front matter of a text file: YAML between `---`, TOML between `+++`, or a JSON object."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from ingest.cleaning.dating import to_date
from ingest.formats.content import Content
from qa_bot.privacy import with_blanked_credentials
from qa_bot.types import DateSource, Skipped

_LONGEST = 20_000  # characters
_BLANK = re.compile(r"(?:[ \t]*\n)*")
_YAML = re.compile(r"---[ \t]*\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.{0,20000}?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"^(\w[\w-]{0,40})(?::[ \t]+|[ \t]*=[ \t]*)(?!\*\w+$)(\S.*)$", re.MULTILINE)  # no alias
_SEPARATORS = re.compile(r"[\s_-]")
_DEEPEST = 20  # of the collections in a front matter
_ALIASES = 10  # each stands for a collection, and merged into others those multiply: 9 in 9 rows are 9⁹
_MOST_NAMES = 10  # other names of one note
_LONGEST_NAME = 100  # characters
_TITLE = ("title", "headline")
_DATE = ("date", "published", "pubdate", "publicationdate", "publishdate", "datepublished", "publishedat")
_OUTLET = ("outlet", "publisher", "publication", "sitename", "site", "source")
_URL = ("url", "link", "sourceurl", "permalink", "canonicalurl", "source")
_NAMES = ("aliases", "alias")

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Block:
    fields: Fields
    end: int


def with_front_matter(text: str) -> Content:
    """The text with what its front matter says of it; the front matter is marked, not taken away.

    Credentials in its addresses are blanked: what is skipped is kept all the same.
    """
    block = _block(text)
    if not block:
        return Content(text)
    fields = block.fields
    published = to_date(_first(fields, _DATE))
    url = next((value for key in _URL if (value := _word(fields, key)).startswith("http")), None)
    outlet = next((v for key in _OUTLET if (v := _word(fields, key)) and not v.startswith("http")), None)
    return Content(
        with_blanked_credentials(text[: block.end]) + text[block.end :],
        title=_title(fields),
        published=published,
        date_source=DateSource.FRONT_MATTER if published else DateSource.UNKNOWN,
        outlet=outlet,
        url=url,
        aliases=_names(fields),
        skipped=(Skipped(0, block.end, "front matter"),),
    )


def _block(text: str) -> _Block | None:
    start = _BLANK.match(text).end()  # type: ignore[union-attr]  # matches anywhere
    if text.startswith("{", start):
        return _json_block(text, start)
    for fence, loaded in ((_YAML, _yaml), (_TOML, tomllib.loads)):
        if found := fence.match(text, start):
            fields = _fields(found[1], loaded)
            # What stands between two rules at the top of a text has no fields, and is text.
            return _Block(fields, found.end()) if fields or not found[1].strip() else None
    return None


def _json_block(text: str, start: int) -> _Block | None:
    try:
        loaded, end = json.JSONDecoder().raw_decode(text[: start + _LONGEST], start)
    except (ValueError, RecursionError):
        return None
    line_end = _LINE_END.match(text, end)
    return _Block(_named(loaded), line_end.end()) if line_end and text[end:].strip() else None


def _fields(block: str, loaded: Callable[[str], object]) -> Fields:
    """The front matter's fields; keys without case, spaces, "-" and "_"."""
    try:
        return _named(loaded(block))
    except Exception:  # noqa: BLE001 — a tag such as !!int raises whatever its word leads to
        # A broken block still has its plain lines.
        return _named({key: value.strip(" \t\"'") for key, value in _FIELD.findall(block)})


def _yaml(block: str) -> object:
    """Raises ValueError for YAML that is more than it looks; it is short, what it stands for need not be."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = aliases = 0
    for event in yaml.parse(block, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > _DEEPEST or aliases > _ALIASES:
            raise ValueError(f"it nests deeper than {_DEEPEST} or has more than {_ALIASES} aliases")
    return yaml.load(block, Loader=loader)


def _named(loaded: object) -> Fields:
    if not isinstance(loaded, dict):
        return {}
    return {_SEPARATORS.sub("", str(key)).lower(): value for key, value in loaded.items()}


def _first(fields: Fields, keys: tuple[str, ...]) -> object:
    return next((fields[key] for key in keys if fields.get(key)), None)


def _title(fields: Fields) -> str:
    title = _first(fields, _TITLE)
    # A list of lists can be short in YAML and spell out to gigabytes.
    if isinstance(title, str | int | float | date):
        with suppress(ValueError):  # a number of thousands of digits
            return str(title)
    return ""


def _word(fields: Fields, key: str) -> str:
    value = fields.get(key)
    return value.strip() if isinstance(value, str) else ""


def _names(fields: Fields) -> tuple[str, ...]:
    """The other names of the note: a list, or one text with commas."""
    given = _first(fields, _NAMES)
    listed = given.split(",") if isinstance(given, str) else given if isinstance(given, list) else ()
    names = (" ".join(name.split()) for name in listed[:_MOST_NAMES] if isinstance(name, str))
    return tuple(name for name in names if 0 < len(name) <= _LONGEST_NAME)
