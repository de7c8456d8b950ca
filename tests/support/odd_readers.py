"""Readers with defects for tests to hand in: in a module, so that they cross to other processes."""

from __future__ import annotations

from typing import Any

from ingest.formats import Content


class UnsplittableReader:
    """What it reads of a file that says "odd" cannot be split; the fault comes two steps after its own."""

    def read(self, raw: bytes) -> Content:
        text = raw.decode()
        day: Any = "yesterday" if "odd" in text else None
        return Content(text, published=day)
