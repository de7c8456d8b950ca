"""The encodings that an RTF's fonts stand for."""

from __future__ import annotations

import codecs

SYMBOLS = ""  # no letters: the font is one of pictures
_OF_CHARSETS = {
    2: SYMBOLS,
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
OF_WORDS = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


def of_charset(number: int) -> str | None:
    """None for the document's own."""
    return _OF_CHARSETS.get(number)


def of_code_page(number: int) -> str | None:
    name = {10_000: "mac_roman", 65_001: "utf-8"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
