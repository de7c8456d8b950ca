"""Texts cut to what an embeddings server takes; knows nothing of how they are sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_BYTES_A_TOKEN = 3  # of UTF-8; English has four or five, so a text is rather overestimated
_MOST_INPUTS = 2_048  # OpenAI's limit
# A quarter of OpenAI's limit of 300,000: rare scripts have up to three tokens where one is estimated, and a
# batch of an ingest becomes some requests that are sent at once, not one after the other.
_MOST_TOKENS = 75_000
LONGEST_INPUT = 8_192 * _BYTES_A_TOKEN  # bytes
_NO_TEXT = "."  # servers refuse an input without text


def estimated_tokens(text: str) -> int:
    """At least as many as it has in English, 8,192 at most: more of a text is not embedded."""
    return -(-min(len(_encoded(text)), LONGEST_INPUT) // _BYTES_A_TOKEN)


def embedding_requests(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Runs of texts, in their order, each within the limits of one request."""
    start = size = 0
    for n, text in enumerate(texts):
        tokens = estimated_tokens(text)
        if n > start and (n - start == _MOST_INPUTS or size + tokens > _MOST_TOKENS):
            yield texts[start:n]
            start, size = n, 0
        size += tokens
    if start < len(texts):
        yield texts[start:]


def shortened(text: str, most: int) -> str:
    """Its beginning of at most `most` bytes, never without text."""
    return _encoded(text)[:most].decode(errors="ignore").strip() or _NO_TEXT


def longest(texts: Sequence[str]) -> int:
    """Bytes of the longest."""
    return max(len(_encoded(text)) for text in texts)


def _encoded(text: str) -> bytes:
    return text.encode(errors="replace")  # half a surrogate pair cannot be sent
