"""What an RTF's tokens say: the text that is shown, with tables, notes and text boxes, and its properties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ingest.formats.blocks import Block
from ingest.formats.office import Properties
from ingest.formats.rtf.encodings import OF_WORDS, SYMBOLS, of_charset, of_code_page
from ingest.formats.rtf.flow import CellForm, Flow
from ingest.formats.rtf.tokens import Token

_SKIP, _FONTS, _TITLE, _CREATED, _INNER_ROW = "skip", "fonttbl", "title", "creatim", "nesttableprops"
# Groups that are no text of the document. Others that we do not know say so themselves, by `\\*`.
_NO_TEXT = frozenset(
    "colortbl stylesheet listtable listoverridetable revtbl rsidtbl header headerl headerr headerf "
    "footer footerl footerr footerf pict nonshppict objdata shprslt listtext pntext pntxta pntxtb pn "
    "xe tc tcn rxe txe template ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn nonesttables sp sn sv "
    "fldinst fldtype datafield ffname ffdeftext ffl annotation atnid atnauthor atndate atnicn author "
    "operator subject keywords doccomm comment company manager category hlinkbase revtim printim "
    "buptim background themedata colorschememapping mmathPr xmlnstbl".split()
)
_FLOWS = ("footnote", "shptxt")  # groups whose text stands apart
_READ = ("shpinst", _INNER_ROW, *_FLOWS)  # though `\\*` says that older programs do not know them
_ERASING = ("v", "strike", "striked", "deleted", "mvf")
_CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "~": "\u00a0",
    "_": "-",
    "\\": "\\",
    "{": "{",
    "}": "}",
}
_ENDS = ("par", "sect", "page", "column", "\r", "\n")
_MERGED = {"clmrg": "goes_on_right", "clvmrg": "goes_on_below"}
_MOST_GROUPS = 1_000  # in each other
_MOST_LEVEL = 6


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until a group's end."""

    destination: str = ""
    erased: frozenset[str] = frozenset()  # which of _ERASING are on
    is_raised: bool = False
    font: int = 0
    fallback: int = 1  # characters that stand for one in Unicode, for programs that do not know it
    flow: Flow = field(default_factory=Flow)
    begins: bool = True  # nothing stands in it yet
    is_optional: bool = False  # it began with `\\*`


class Story:
    def __init__(self) -> None:
        self.title = ""
        self._made: dict[str, int] = {}
        self._flow = Flow()
        self._group = _Group(flow=self._flow)
        self._outer: list[_Group] = []
        self._encoding = "cp1252"
        self._fonts: dict[int, str | None] = {}
        self._bytes = bytearray()  # not decoded yet: a character may have several
        self._passed_over = 0  # characters that stand for one in Unicode
        self._form = CellForm()

    @property
    def is_complete(self) -> bool:
        return not self._outer

    @property
    def properties(self) -> Properties:
        created = "-".join(f"{self._made.get(part, 0):02}" for part in ("yr", "mo", "dy"))
        return Properties(" ".join(self.title.split()), created if self._made else "")

    def read(self, tokens: Iterable[Token]) -> list[Block]:
        """Raises ValueError for groups in groups without end."""
        for token in tokens:
            if not token.word:
                self._take_bytes(token)
                continue
            self._decode()
            if token.word == "{":
                self._open()
            elif token.word == "}":
                self._close()
                if not self._outer:
                    break  # what follows is no part of the document
            else:
                self._take(token)
        self._decode()
        return self._flow.finished()

    def _open(self) -> None:
        if len(self._outer) >= _MOST_GROUPS:
            raise ValueError("too many groups in each other")
        self._passed_over = 0
        self._outer.append(self._group)
        self._group = replace(self._group, begins=True, is_optional=False)

    def _close(self) -> None:
        self._passed_over = 0
        ended, self._group = self._group, self._outer.pop() if self._outer else self._group
        if ended.flow is not self._group.flow:
            self._group.flow.anchor(ended.flow.finished())

    def _take(self, token: Token) -> None:
        word, number = token.word, token.number
        if self._passed_over and len(word) == 1 and not word.isalpha():
            self._passed_over -= 1
            return
        self._passed_over = 0
        if word == "*":
            self._group = replace(self._group, is_optional=True)
            return
        if self._group.begins:
            self._begin(word)
        if self._group.destination in ("", _TITLE):
            self._show(word, number)
        elif self._group.destination == _INNER_ROW and word == "nestrow":
            self._group.flow.end_inner_row()
        elif self._group.destination == _FONTS:
            self._note_font(word, number)
        elif self._group.destination == _CREATED and number is not None:
            self._made[word] = number

    def _begin(self, word: str) -> None:
        """The first word of a group says what it is for."""
        group = replace(self._group, begins=False)
        if group.destination == _SKIP:
            self._group = group
        elif word in (_FONTS, _CREATED, _INNER_ROW):
            self._group = replace(group, destination=word)
        elif word == _TITLE:
            self._group = replace(group, destination=_TITLE, erased=frozenset())
        elif word in _NO_TEXT or (group.is_optional and word not in _READ):
            self._group = replace(group, destination=_SKIP)
        elif word in _FLOWS:
            self._group = replace(group, flow=Flow(), is_raised=False)
        else:
            self._group = group

    def _show(self, word: str, number: int | None) -> None:
        if word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word == "u" and number is not None:
            self._add(chr(number % 0x10000))
            self._passed_over = self._group.fallback
        elif word in _ENDS:
            self._group.flow.end_paragraph()
        elif not self._lay_out(word, number):
            self._look(word, number)

    def _look(self, word: str, number: int | None) -> None:
        group = self._group
        if word in _ERASING:
            marks = group.erased | {word} if number != 0 else group.erased - {word}
            self._group = replace(group, erased=marks)
        elif word == "plain":
            self._group = replace(group, erased=frozenset(), is_raised=False)
        elif word in ("super", "nosupersub", "sub"):
            self._group = replace(group, is_raised=word == "super" and number != 0)
        elif word in ("f", "deff") and number is not None:
            self._group = replace(group, font=number)
        elif word == "uc" and number is not None:
            self._group = replace(group, fallback=max(0, number))
        elif word == "ansicpg" and number is not None:
            self._encoding = of_code_page(number) or self._encoding
        elif word in OF_WORDS:
            self._encoding = OF_WORDS[word]

    def _lay_out(self, word: str, number: int | None) -> bool:
        """Whether the word is about paragraphs and tables."""
        flow = self._group.flow
        if word == "pard":
            flow.is_in_table, flow.level = False, 0
        elif word == "intbl":
            flow.is_in_table = True
        elif word == "outlinelevel":
            flow.level = (number or 0) + 1 if (number or 0) < _MOST_LEVEL else 0
        elif word == "cell":
            flow.end_cell()
        elif word == "row":
            flow.end_row()
        elif word == "nestcell":
            flow.end_inner_cell()
        elif word == "trowd":
            flow.forms, flow.is_heading_row = [], False
            self._form = CellForm()
        elif word == "trhdr":
            flow.is_heading_row = True
        elif word in _MERGED:
            setattr(self._form, _MERGED[word], True)
        elif word == "cellx":
            self._form.right = number or 0
            flow.forms.append(self._form)
            self._form = CellForm()
        else:
            return False
        return True

    def _note_font(self, word: str, number: int | None) -> None:
        if word == "f" and number is not None:
            self._group = replace(self._group, font=number)
        elif word == "fcharset" and number is not None:
            self._fonts.setdefault(self._group.font, of_charset(number))
        elif word == "cpg" and number is not None:
            self._fonts[self._group.font] = of_code_page(number)

    def _take_bytes(self, token: Token) -> None:
        if self._group.begins:
            self._group = replace(self._group, begins=False)
        passed = min(self._passed_over, len(token.text))
        self._passed_over -= passed
        self._bytes += token.text[passed:]

    def _decode(self) -> None:
        if self._bytes and self._group.destination in ("", _TITLE):
            encoding = self._fonts.get(self._group.font)
            if encoding != SYMBOLS:
                self._add(self._bytes.decode(encoding or self._encoding, "replace"))
        self._bytes.clear()

    def _add(self, text: str) -> None:
        if self._group.destination == _TITLE:
            self.title += text
        elif not self._group.erased:
            self._group.flow.add(text, is_raised=self._group.is_raised)
