"""Plain text: the decoded file itself, with the front matter marked and read."""

from __future__ import annotations

import codecs
import re

from ingest.formats.content import Content
from ingest.formats.encoding import encoding_of
from ingest.formats.front_matter import with_front_matter
from qa_bot.errors import ArticleError

_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MULTI_BYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")


def read(raw: bytes) -> Content:
    """Offsets are those of the file as Python's text mode reads it: no BOM, line ends are "\\n"."""
    return with_front_matter(decode(raw))


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
