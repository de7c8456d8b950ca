"""The encoding of a text that names none and is no UTF-8, by what its bytes would spell in each.

charset-normalizer tells scripts apart, but not the alphabets of Latin script: it reads "Sørby" as "Sřrby".
"""

from __future__ import annotations

import re

_SAMPLE = 200_000  # bytes
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")  # in Latin script such letters stand alone or in twos
_LETTER = re.compile(rb"[A-Za-z\x80-\xff]")
_IN_PLACE = re.compile(r"(?<=(.))?([^\x00-\x7f])(?=(.))?", re.DOTALL)  # beside what comes before and after
_FOREIGN = 0.02  # of the letters: fewer than these are names and quotation marks in an English text

# The likeliest first: the first of those that spell equally well is taken.
_LATIN = ("cp1252", "iso8859_15", "cp1250", "iso8859_2", "mac_roman", "cp850", "cp1254", "cp1257")
_OTHERS = "cp1251 koi8_u cp866 cp1253 cp1255 cp1256 cp874 cp932 euc_jp gb18030 big5 euc_kr".split()
_WESTERN = (
    "äöüß àâæçéèêëîïôœùûüÿ áéíñóúüªº áâãàçéêíóôõúüªº àèéìíîòóùú æøåéèòôóâê äöåéüšž áðéíóúýþæö "
    "ëïéèöüêáóí àçèéíïòóúü"
).split()
_CENTRAL = "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîşţșț čćđšž".split()
_ALPHABETS = {
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ["çğıöşüâîû"],
    "cp1257": ["ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž"],
}
# Which signs may stand beside a letter; any other in such a place is a letter misread.
_INSIDE = frozenset("’–—·…\xad\u2011\xa0")
_AFTER = _INSIDE | frozenset("”»²³¹°ªº™®©€£")
_BEFORE = _INSIDE | frozenset("“‘«‹„‚¿¡©§£€°")


def encoding_of(raw: bytes) -> str:
    """The name of the encoding that `raw` is most likely in, for Python's `decode`."""
    sample = raw[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    if sum(map(len, _HIGH_RUN.findall(sample))) > high / 2:
        return _by_script(sample)
    is_foreign = high > _FOREIGN * len(_LETTER.findall(sample))
    return min(_LATIN, key=lambda encoding: _misfits(sample, encoding, is_foreign=is_foreign))


def _by_script(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_OTHERS).best()
    return best.encoding if best else "cp1252"


def _misfits(sample: bytes, encoding: str, *, is_foreign: bool) -> int:
    """How many characters stand where none of the kind stands, or are of no language's alphabet."""
    text = sample.decode(encoding, "replace")
    misplaced = sum(_is_misplaced(*found.groups("")) for found in _IN_PLACE.finditer(text))
    if not is_foreign:
        return misplaced
    letters = [char for char in text.lower() if char > "\x7f" and char.isalpha()]
    alphabets = _ALPHABETS.get(encoding, _WESTERN)
    return misplaced + min(sum(char not in alphabet for char in letters) for alphabet in alphabets)


def _is_misplaced(before: str, char: str, after: str) -> bool:
    if char in "\ufffd¤" or char < "\xa0":
        return True
    if char.isalpha() and char not in "ªº":
        return char.isupper() and before.islower()
    if before.isalpha() and after.isalpha():
        return char not in _INSIDE
    return (before.isalpha() and char not in _AFTER) or (after.isalpha() and char not in _BEFORE)
