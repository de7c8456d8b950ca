"""Presentations are read slide by slide: what is shown, and what the speaker is to say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.news_folder import run
from support.ooxml import OFFICE, office, relationships
from support.parsed import article

from qa_bot.errors import ArticleError
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import DateSource, Page, Question

SPACES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:r="{OFFICE}"'
)
LEAD = "The dyke of Brenn was raised by a metre."


def par(text: str, looks: str = "") -> str:
    return text if text.startswith("<a:p") else f"<a:p><a:r><a:rPr {looks}/><a:t>{text}</a:t></a:r></a:p>"


def shape(*paragraphs: str, placeholder: str = "", properties: str = "") -> str:
    role = f'<p:ph type="{placeholder}"/>' if placeholder else ""
    named = f"<p:nvSpPr><p:cNvPr {properties}/><p:nvPr>{role}</p:nvPr></p:nvSpPr>"
    return f"<p:sp>{named}<p:txBody>{''.join(map(par, paragraphs))}</p:txBody></p:sp>"


def table(*rows: str, properties: str = 'firstRow="1"') -> str:
    inside = f"<a:tbl><a:tblPr {properties}/>{''.join(rows)}</a:tbl>"
    return f"<p:graphicFrame><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></p:graphicFrame>"


def row(*cells: str) -> str:
    return f"<a:tr>{''.join(each if each.startswith('<a:tc') else cell(each) for each in cells)}</a:tr>"


def cell(text: str, properties: str = "") -> str:
    return f"<a:tc {properties}><a:txBody>{par(text)}</a:txBody></a:tc>"


def deck(*slides: str, core: str = "", hidden: int = 0, notes: str = "", diagram: str = "") -> bytes:
    """The first slide has the notes and the diagram; `hidden` is the number of a slide."""
    names = {f"slides/slide{n}.xml": "slide" for n in range(1, len(slides) + 1)}
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in range(1, len(slides) + 1))
    parts = {
        "ppt/presentation.xml": f"<p:presentation {SPACES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relationships(names),
        "ppt/slides/_rels/slide1.xml.rels": relationships(
            {"../notes.xml": "notesSlide", "../diagram.xml": "diagramData"}
        ),
        "ppt/notes.xml": f"<p:notes {SPACES}><p:cSld><p:spTree>{notes}</p:spTree></p:cSld></p:notes>",
        "ppt/diagram.xml": f"<dgm:dataModel {SPACES}>{diagram}</dgm:dataModel>",
    }
    for n, (name, shapes) in enumerate(zip(names, slides, strict=True), 1):
        show = 'show="0"' if n == hidden else ""
        tree = f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
        parts[f"ppt/{name}"] = f"<p:sld {SPACES} {show}>{tree}</p:sld>"
    return office("ppt/presentation.xml", parts, core)


def read(*slides: str, notes: str = "", diagram: str = "") -> str:
    return article(deck(*slides, notes=notes, diagram=diagram), "a.pptx").text


def test_a_slide_has_its_title_as_heading_wherever_it_is_drawn() -> None:
    slide = shape(LEAD, "It held.") + shape("The dyke", placeholder="title")
    assert read(slide) == f"## The dyke\n\n{LEAD}\n\nIt held."


def test_a_presentation_has_the_title_and_the_day_of_its_properties() -> None:
    core = "<dc:title>Dykes</dc:title><dcterms:created>2025-03-04T09:00:00Z</dcterms:created>"
    found = article(deck(shape(LEAD), core=core), "a.pptx")
    assert (found.title, found.published, found.date_source) == (
        "Dykes",
        date(2025, 3, 4),
        DateSource.INFERRED,
    )


def test_the_title_that_a_program_gives_is_none() -> None:
    core = "<dc:title>PowerPoint Presentation</dc:title>"
    slide = shape("The dyke of Brenn", placeholder="ctrTitle") + shape(LEAD)
    assert article(deck(slide, core=core), "a.pptx").title == "The dyke of Brenn"


def test_what_the_master_gives_each_slide_and_what_is_hidden_or_struck_is_not_read() -> None:
    furniture = "".join(shape("Brenn 2025", placeholder=each) for each in ("dt", "ftr", "sldNum"))
    number = par('<a:p><a:fld type="slidenum"><a:t>1</a:t></a:fld></a:p>')
    struck = shape(par("Nine metres.", 'strike="sngStrike"'), number)
    assert read(shape(LEAD) + furniture + struck + shape("Nine.", properties='hidden="1"')) == LEAD


def test_groups_alternatives_and_diagrams_are_read_once() -> None:
    group = f"<p:grpSp>{shape('Two gates.')}</p:grpSp>"
    ways = "".join(f"<mc:{way}>{shape('Four pumps.')}</mc:{way}>" for way in ("Choice", "Fallback"))
    other = f"<mc:AlternateContent>{ways}</mc:AlternateContent>"
    reference = '<a:graphic><a:graphicData><dgm:relIds r:dm="r2"/></a:graphicData></a:graphic>'
    frame = f"<p:graphicFrame>{reference}</p:graphicFrame>"
    found = read(group + other + frame, diagram=f"<dgm:pt><dgm:t>{par('Dig, fill, sow.')}</dgm:t></dgm:pt>")
    assert found == "Two gates.\n\nFour pumps.\n\nDig, fill, sow."


def test_what_the_speaker_is_to_say_follows_the_slide() -> None:
    notes = shape("Thank the mayor.", placeholder="body") + shape("1", placeholder="sldNum")
    assert read(shape(LEAD), shape("It held."), notes=notes) == f"{LEAD}\n\nThank the mayor.\n\nIt held."


def test_a_table_is_a_line_a_row_with_its_headings() -> None:
    top = row(cell("Town"), cell("2025", 'gridSpan="2"'), cell("", 'hMerge="1"'))
    rows = (
        row(cell("Brenn", 'rowSpan="2"'), "4 m", "9 km"),
        row(cell("", 'vMerge="1"'), "5 m", "8 km"),
    )
    assert read(table(top, *rows)) == "Brenn: 2025: 4 m; 2025: 9 km\n\nBrenn: 2025: 5 m; 2025: 8 km"


def test_raised_figures_breaks_and_formulas_stay_in_their_line() -> None:
    two = '<a:r><a:rPr baseline="30000"/><a:t>2</a:t></a:r>'
    paragraph = f"<a:p><a:r><a:t>9 km</a:t></a:r>{two}<a:br/><a:r><a:t>in Brenn</a:t></a:r></a:p>"
    assert read(shape(paragraph)) == "9 km²\nin Brenn"


def test_a_hidden_slide_is_not_read_but_counted(tmp_path: Path, settings: Settings) -> None:
    slides = shape(LEAD), shape("The dyke is secret."), shape("Ansel Rook paid for the dyke of Brenn.")
    (tmp_path / "dyke.pptx").write_bytes(deck(*slides, hidden=2))
    run(settings, tmp_path / "dyke.pptx")

    answer = Responder.open(settings).ask(Question("Who paid for the dyke of Brenn?"))

    assert answer.citations[0].page == Page(3, "slide")
    assert "secret" not in answer.text


def test_a_presentation_of_pictures_a_damaged_and_a_locked_one_end_in_a_sentence() -> None:
    with pytest.raises(ArticleError, match="is a PPTX without text"):
        read(shape(""))
    with pytest.raises(ArticleError, match="is a damaged PPTX"):
        article(deck(shape(LEAD))[:400], "a.pptx")
    with pytest.raises(ArticleError, match="has a password or is of an older format; save it as PPTX"):
        article(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.pptx")
