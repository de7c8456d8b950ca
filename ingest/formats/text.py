"""Plain text and Markdown: the decoded file itself, with the front matter marked and read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from ingest.cleaning.dating import to_date
from ingest.formats.content import Content
from ingest.formats.encoding import encoding_of
from qa_bot.errors import ArticleError
from qa_bot.types import DateSource, Skipped

_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MULTI_BYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FIELD = re.compile(r"^(\w[\w-]{0,40}):[ \t]+(?!\*\w+$)(\S.*)$", re.MULTILINE)  # an alias is no word
_SEPARATORS = re.compile(r"[\s_-]")
_DEEPEST = 20  # of the collections in a front matter
_ALIASES = 10  # each stands for a collection, and merged into others those multiply: 9 in 9 rows are 9⁹
_TITLE = ("title", "headline")
_DATE = ("date", "published", "pubdate", "publicationdate", "publishdate", "datepublished", "publishedat")
_OUTLET = ("outlet", "publisher", "publication", "sitename", "site", "source")
_URL = ("url", "link", "sourceurl", "permalink", "canonicalurl", "source")


def read(raw: bytes) -> Content:
    """Offsets are those of the file as Python's text mode reads it: no BOM, line ends are "\\n"."""
    text = decode(raw)
    block = _FRONT_MATTER.match(text)
    if not block:
        return Content(text)
    fields = _fields(block[1])
    published = to_date(_first(fields, _DATE))
    url = next((value for key in _URL if (value := _word(fields, key)).startswith("http")), None)
    outlet = next((v for key in _OUTLET if (v := _word(fields, key)) and not v.startswith("http")), None)
    return Content(
        text,
        title=_title(fields),
        published=published,
        date_source=DateSource.FRONT_MATTER if published else DateSource.UNKNOWN,
        outlet=outlet,
        url=url,
        skipped=(Skipped(0, block.end(), "front matter"),),
    )


def decode(raw: bytes) -> str:
    """Bytes of an unknown encoding -> text; raises ArticleError for what is no text."""
    text = _decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text or len(_CONTROLS.findall(text)) > len(text) // 100:
        raise ArticleError("is a binary file, not text")
    return text


def _decoded(raw: bytes) -> str:
    for mark, encoding in _BOMS.items():
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(raw)


def _guessed(raw: bytes) -> str:
    lenient = raw.decode("utf-8", "replace")
    if len(_MULTI_BYTE.findall(raw)) > lenient.count("\ufffd"):
        return lenient  # UTF-8 with a few broken bytes
    return raw.decode(encoding_of(raw), "replace")


def _fields(block: str) -> Mapping[str, object]:
    """The front matter's fields; keys without case, spaces, "-" and "_"."""
    try:
        return _named(_loaded(block))
    except Exception:  # noqa: BLE001 — a tag such as !!int raises whatever its word leads to
        # Broken YAML still has its plain lines.
        return _named({key: value.strip(" \t\"'") for key, value in _FIELD.findall(block)})


def _loaded(block: str) -> object:
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


def _named(loaded: object) -> Mapping[str, object]:
    if not isinstance(loaded, dict):
        return {}
    return {_SEPARATORS.sub("", str(key)).lower(): value for key, value in loaded.items()}


def _first(fields: Mapping[str, object], keys: tuple[str, ...]) -> object:
    return next((fields[key] for key in keys if fields.get(key)), None)


def _title(fields: Mapping[str, object]) -> str:
    title = _first(fields, _TITLE)
    # A list of lists can be short in YAML and spell out to gigabytes.
    if isinstance(title, str | int | float | date):
        with suppress(ValueError):  # a number of thousands of digits
            return str(title)
    return ""


def _word(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    return value.strip() if isinstance(value, str) else ""
