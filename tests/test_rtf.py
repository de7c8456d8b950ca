"""RTF is read whole: what is shown once all changes are accepted, in any of its encodings."""

from __future__ import annotations

from datetime import date

import pytest
from support.parsed import article

from qa_bot.errors import ArticleError
from qa_bot.types import DateSource

FONTS = (
    r"{\fonttbl{\f0\fnil Serif;}{\f1\fcharset238 Serif CE;}{\f2\fcharset2 Symbol;}{\f3\fcharset128 Gothic;}}"
)
LEAD = "The mill of Ostrow burned down on Monday."


def rtf(body: str, info: str = "") -> bytes:
    head = rf"\rtf1\ansi\ansicpg1252\deff0{FONTS}{{\colortbl;\red0;}}{{\stylesheet{{\s1 heading 1;}}}}"
    return f"{{{head}{{\\info{info}}}{body}}}".encode("latin-1")


def read(body: str) -> str:
    return article(rtf(body), "a.rtf").text


def row(*cells: str, form: str = "") -> str:
    """A row whose cells end at 1000, 2000, …; a cell may bring the words of its own layout."""
    laid_out = "".join(rf"\cellx{1000 * n}" for n in range(1, len(cells) + 1))
    texts = "".join(rf"\pard\intbl {each}\cell" for each in cells)
    return rf"\trowd{form or laid_out}{texts}\row" + "\n"


def test_a_text_has_its_title_and_the_day_it_was_made() -> None:
    info = r"{\title The mill of Ostrow}{\author Ada}{\creatim\yr2025\mo3\dy4\hr9}{\revtim\yr2025\mo9\dy9}"
    found = article(rtf(rf"\pard {LEAD}\par", info), "a.rtf")
    assert (found.title, found.text) == ("The mill of Ostrow", LEAD)
    assert (found.published, found.date_source) == (date(2025, 3, 4), DateSource.INFERRED)


def test_paragraphs_headings_tabs_and_lines_are_those_that_are_shown() -> None:
    body = r"\pard The{\b  town} paid.\line Twice.\tab Then\~again.\par"
    body = f"\\pard\\outlinelevel1 Who\n paid\\par{body}"
    assert read(body) == "## Who paid\n\nThe town paid.\nTwice.\tThen\u00a0again."


def test_letters_are_read_in_the_encoding_of_their_font_or_in_unicode() -> None:
    fonts = r"caf\'e9 {\f1 \'b3\'f3d\'9f} {\f3 \'93\'8c} {\f2 \'b7}"
    unicode = r"\uc1\u321?\u-10179?\u-8704? \uc2\u233\'c3\'a9!"
    assert read(rf"\pard {fonts}{unicode}\par") == "café łódź 東 Ł\U0001f600 é!"


def test_what_is_deleted_hidden_or_struck_out_is_not_read() -> None:
    gone = r"{\v  Nine.}{\deleted  Nine.}\strike  Nine.\strike0{\striked1  Nine.}\v  Nine.\plain"
    assert read(rf"\pard {LEAD}{gone}\par") == LEAD


def test_heads_feet_comments_pictures_and_numbers_of_lists_are_no_text() -> None:
    around = r"{\header\pard Mill News\par}{\footer\pard 1\par}"
    inside = r"{\*\annotation Check this.}{\pict\wmetafile8 0102}{\listtext\pard 1.\tab}{\*\unknown Nine.}"
    binary = "{\\pict\\bin5 }{}}{}"
    assert read(rf"{around}\pard {inside}{binary}{LEAD}\par") == LEAD


def test_notes_and_text_boxes_follow_the_paragraph_they_hang_on() -> None:
    note = r"{\super\chftn{\footnote\pard\plain {\super\chftn} By lightning.\par}}"
    text = r"{\shptxt\pard It had two floors.\par}"
    box = rf"{{\shp{{\*\shpinst{{\sp{{\sn x}}{{\sv 1}}}}{text}}}{{\shprslt It had two floors.}}}}"
    assert read(rf"\pard The mill{note} of Ostrow{box} burned.\par\pard It is gone.\par") == (
        "The mill of Ostrow burned.\n\nBy lightning.\n\nIt had two floors.\n\nIt is gone."
    )


def test_a_field_says_its_result() -> None:
    link = r'{\field{\*\fldinst HYPERLINK "https://x.example"}{\fldrslt the owner}}'
    assert read(rf"\pard So {link} said.\par") == "So the owner said."


def test_raised_figures_are_raised() -> None:
    assert read(r"\pard 9 km{\super 2} burned.\par") == "9 km² burned."


def test_a_table_is_a_line_a_row_with_its_headings() -> None:
    rows = row("Town", "Mills", "Cost"), row("Ostrow", "4", "9 m"), row("Varn", "2", "3 m")
    assert read(rf"\pard {LEAD}\par{''.join(rows)}\pard So it was.\par") == (
        f"{LEAD}\n\nOstrow: Mills: 4; Cost: 9 m\n\nVarn: Mills: 2; Cost: 3 m\n\nSo it was."
    )


def test_merged_cells_stand_in_each_of_their_rows_and_over_each_of_their_columns() -> None:
    rows = (
        row("Town", "2025", form=r"\trhdr\cellx1000\cellx3000"),
        row("", "Mills", "Cost", form=r"\trhdr\cellx1000\cellx2000\cellx3000"),
        row("Ostrow", "4", "9 m", form=r"\clvmgf\cellx1000\cellx2000\cellx3000"),
        row("", "5", "8 m", form=r"\clvmrg\cellx1000\cellx2000\cellx3000"),
    )
    assert read("".join(rows)) == (
        "Ostrow: 2025 Mills: 4; 2025 Cost: 9 m\n\nOstrow: 2025 Mills: 5; 2025 Cost: 8 m"
    )


def test_a_table_in_a_cell_has_its_own_rows() -> None:
    rows = (("Town", "Mills"), ("Ostrow", "4"), ("Varn", "2"))
    ends = r"{\nonesttables\par}", r"{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}"
    inner = "".join("".join(rf"{each}\nestcell{ends[0]}" for each in cells) + ends[1] for cells in rows)
    body = rf"\trowd\cellx2000\pard\intbl Mills\par\pard\intbl\itap2 {inner}\pard\intbl\cell\row\pard "
    assert read(f"{body}So it was.\\\nIndeed.") == (
        "Mills\n\nOstrow: Mills: 4\n\nVarn: Mills: 2\n\nSo it was.\n\nIndeed."
    )


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (rtf(rf"\pard {LEAD}\par")[:-20], "is a damaged RTF"),
        (b"no rtf at all", "is a damaged RTF"),
        (b"{\\rtf1" + b"{" * 5_000 + b"}" * 5_001, "is a damaged RTF"),
        (rtf(r"\pard\par"), "is an RTF without text"),
    ],
)
def test_one_that_is_damaged_or_empty_ends_in_a_sentence(raw: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        article(raw, "a.rtf")
