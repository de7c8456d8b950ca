"""Exceptions that nobody meant, told in words: what one article raises must not stop an ingest."""

from __future__ import annotations

from ingest.formats.storable import storable

_LONGEST = 200  # characters


def in_words(error: BaseException) -> str:
    """One line for a report: the kind of the exception and what it says."""
    return storable(" ".join(f"{type(error).__name__} {error}".split()))[:_LONGEST]


def is_fault(error: BaseException) -> bool:
    """Whether it is a defect, and not a wish to end; a panic in a library written in Rust is no Exception."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"
