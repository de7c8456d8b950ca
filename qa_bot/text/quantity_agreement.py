"""Whether other words give the same quantity.

Converted (tons, tonnes), rounded ("about 4 million" for 4.02 million) or spelled out, it is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, isclose, log10

from qa_bot.text.quantities import Quantity
from qa_bot.text.units import same_dimension

_EXACT, _COARSE, _HEDGED = 1e-9, 0.02, 0.1  # how far a number, a converted or rounded one, "about" may be off
_DOZENS = 12
# How many times itself a vague number may stand for: "hundreds" are fewer than a thousand.
_FEWEST, _MOST = 1.5, 10


def miscounts(stated: Sequence[Quantity], quoted: Sequence[Quantity]) -> bool:
    """Whether a number is stated that the quote does not have, or has of something else, or turned round."""
    return any(
        not _is_served(one, quoted) or _is_repeated(one, stated, quoted) or _is_turned(one, quoted)
        for one in stated
    )


def same(one: Quantity, quoted: Sequence[Quantity]) -> list[Quantity]:
    return [other for other in quoted if _equal(one, other)]


def _is_repeated(one: Quantity, stated: Sequence[Quantity], quoted: Sequence[Quantity]) -> bool:
    """Whether it stands more often than in the quote: in place of another number."""
    written = sum(_equal(one, other) for other in quoted)
    return 0 < written < sum(_equal(one, other) for other in stated)


def _is_turned(one: Quantity, quoted: Sequence[Quantity]) -> bool:
    """Whether "5 to 4" is stated where the quote has "4 to 5"."""
    pairs = [(other.value, other.onto) for other in quoted if other.onto is not None]
    return one.onto is not None and (one.value, one.onto) not in pairs and (one.onto, one.value) in pairs


def _is_served(one: Quantity, quoted: Sequence[Quantity]) -> bool:
    """ "One" counts where the quote counts the same: "one reason is" says no more than "the reason"."""
    if one.value == 1 and not one.dimension and one.end - one.start == len("one"):
        quoted = [other for other in quoted if one.counted & other.counted]
        return not quoted or any(_equal(one, other) for other in quoted)
    return any(_serves(one, other, quoted) for other in quoted)


def _serves(one: Quantity, other: Quantity, quoted: Sequence[Quantity]) -> bool:
    if not _equal(one, other):
        return False
    rivals = (rival for rival in quoted if not _equal(one, rival))
    return bool(one.counted & other.counted) or not any(one.counted & rival.counted for rival in rivals)


def _equal(one: Quantity, other: Quantity) -> bool:
    return any(_agrees(a, b) for a in one.readings for b in other.readings)


def _agrees(one: Quantity, other: Quantity) -> bool:
    if not same_dimension(one.dimension, other.dimension) or {one.hedge, other.hedge} == {"over", "under"}:
        return False
    if one.vague or other.vague:
        return _is_about(one, other)
    off = abs(one.value - other.value) / (max(abs(one.value), abs(other.value)) or 1)
    if off <= _EXACT:
        return True
    if (one.hedge == "over" and one.value > other.value) or (
        one.hedge == "under" and one.value < other.value
    ):
        return False
    return off <= (_tolerance(one, other) if _is_rounding(one, other) else _EXACT)


def _is_about(one: Quantity, other: Quantity) -> bool:
    """Whether "dozens" are "dozens", or stand for a number that is told; no number stands for "dozens"."""
    if other.vague:
        return one.vague and one.value == other.value
    return _FEWEST * one.value <= other.value < _MOST * max(one.value, _DOZENS)


def _tolerance(one: Quantity, other: Quantity) -> float:
    if one.hedge:
        return _HEDGED
    return _COARSE if one.coarse or other.coarse or not _is_of_one_system(one, other) else _EXACT


def _is_rounding(one: Quantity, other: Quantity) -> bool:
    """Whether `one` is `other` in a unit of another system, or with fewer digits."""
    if not _is_of_one_system(one, other):
        return True
    amount = other.value / one.size
    shift = len(one.digits) - 1 - floor(log10(abs(amount))) if amount else 0
    return len(one.digits) < len(other.digits) and abs(round(amount, shift) - one.amount) < 1e-6 * abs(
        one.amount
    )


def _is_of_one_system(one: Quantity, other: Quantity) -> bool:
    """Whether one unit is the other, or ten, a hundred, a thousand … of it: nothing is lost between them."""
    if {one.unit, other.unit} & {"fraction", "ratio"}:
        return one.unit == other.unit
    tens = log10(one.size / other.size)
    return isclose(tens, round(tens), abs_tol=1e-9)
