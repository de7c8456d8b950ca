"""Raised letters and figures in plain text, so that 10 to the ninth is not read as 109."""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_RAISABLE = re.compile(r"[0-9+\-−=()n]*[0-9n][0-9+\-−=()n]*")
_DIGIT = re.compile(r"\d")


def raised(text: str, before: str) -> str:
    """Returns km² for "2" behind "km", 10^9 behind a figure (many programs read 10⁹ as 109), else `text`."""
    if _DIGIT.search(text) and before[-1:].isdigit():
        return f"^{text}"
    return text.translate(_RAISED) if _RAISABLE.fullmatch(text) else text
