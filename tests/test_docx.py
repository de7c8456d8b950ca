"""Word files are read whole: what Word shows once all changes are accepted, each thing once."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from support.parsed import article

from qa_bot.errors import ArticleError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = (
    (W, "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    (R, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
)
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def word(body: str, *, strict: bool = False, doctype: str = "", **parts: str) -> bytes:
    """A DOCX of a body and of other parts, each the inside of its root."""
    files = {
        "_rels/.rels": relationships(officeDocument="word/document.xml"),
        "word/document.xml": f"{doctype}<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relationships(**{kind: f"{kind}.xml" for kind in parts}),
        **{f"word/{kind}.xml": f"<w:{kind} {SPACES}>{inside}</w:{kind}>" for kind, inside in parts.items()},
    }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, xml in files.items():
            for transitional, other in STRICT if strict else ():
                xml = xml.replace(transitional, other)
            archive.writestr(name, xml)
    return packed.getvalue()


def relationships(**targets: str) -> str:
    each = (f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{to}"/>' for kind, to in targets.items())
    return f'<Relationships xmlns="{PACKAGE}">{"".join(each)}</Relationships>'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(*content: str, properties: str = "") -> str:
    runs = (each if each.startswith("<") else run(each) for each in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def cell(content: str, properties: str = "") -> str:
    inside = content if content.startswith("<w:") else par(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(each if each.startswith("<w:tc>") else cell(each) for each in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def table(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def read(body: str, **parts: str) -> str:
    return article(word(body, **parts), "a.docx").text


def test_a_text_with_tracked_changes_is_read_as_if_all_were_accepted() -> None:
    changed = par(
        "The tower of Ilmen has ",
        f"<w:del>{run('nine').replace('w:t', 'w:delText')}</w:del><w:ins>{run('eleven')}</w:ins>",
        " bells",
        f"<w:moveFrom>{run(' of copper')}</w:moveFrom><w:moveTo>{run(' of bronze')}</w:moveTo>",
        ".",
    )
    assert read(changed) == "The tower of Ilmen has eleven bells of bronze."


def test_paragraphs_go_on_in_one_line_where_the_break_between_them_was_deleted() -> None:
    first = par("The tower of Ilmen ", properties="<w:rPr><w:del/></w:rPr>")
    assert read(first + par("has eleven bells.")) == "The tower of Ilmen has eleven bells."


def test_a_row_that_was_deleted_is_no_row() -> None:
    rows = row("Ilmen", "11"), row("Varn", "9", properties="<w:del/>"), row("Orrin", "4")
    assert read(table(*rows)) == "Ilmen; 11\n\nOrrin; 4"


@pytest.mark.parametrize("wrapper", ["smartTag", "customXml", "hyperlink", "sdt", "fldSimple", "bdo"])
def test_what_wraps_a_run_leaves_it_in_its_sentence(wrapper: str) -> None:
    inside = f"<w:sdtPr/><w:sdtContent>{run('Ilmen')}</w:sdtContent>" if wrapper == "sdt" else run("Ilmen")
    text = par("The bells of ", f"<w:{wrapper}>{inside}</w:{wrapper}>", " rang.")
    assert read(text) == "The bells of Ilmen rang."


def test_content_controls_are_read_around_paragraphs_rows_and_cells_but_not_their_prompts() -> None:
    def control(inside: str, properties: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    cells = row(cell("Ilmen")).replace("</w:tr>", control(cell("11")) + "</w:tr>")
    prompt = control(par("Click here to enter text."), "<w:showingPlcHdr/>")
    body = control(par("The bells rang.")) + f"<w:tbl>{control(cells)}</w:tbl>" + prompt
    assert read(body) == "The bells rang.\n\nIlmen; 11"


def test_a_text_box_is_read_once_behind_the_paragraph_it_hangs_on() -> None:
    box = f"<w:txbxContent>{par('The tower has 214 steps.')}</w:txbxContent>"
    drawing = f"<w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing>"
    older = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    either = f"<mc:Choice>{drawing}</mc:Choice><mc:Fallback>{older}</mc:Fallback>"
    expected = "The bells rang at noon.\n\nThe tower has 214 steps."
    for content in (drawing, older, f"<mc:AlternateContent>{either}</mc:AlternateContent>"):
        assert read(par("The bells rang", f"<w:r>{content}</w:r>", " at noon.")) == expected


def test_the_words_of_a_diagram_are_read() -> None:
    drawing = '<w:r><w:drawing><dgm:relIds r:dm="diagramData"/></w:drawing></w:r>'
    points = "".join(f"<dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t>" for text in ("Plan", "Build"))
    assert read(par("Two steps:", drawing), diagramData=points) == "Two steps:\n\nPlan\n\nBuild"


def test_notes_stand_behind_the_paragraph_that_refers_to_them() -> None:
    body = par("The bells rang.", '<w:r><w:footnoteReference w:id="2"/></w:r>') + par(
        "Rain fell.", '<w:r><w:endnoteReference w:id="2"/></w:r>'
    )
    line = f'<w:footnote w:type="separator" w:id="0">{par("———")}</w:footnote>'
    foot = f'{line}<w:footnote w:id="2">{par("Since 1811.")}</w:footnote>'
    end = f'<w:endnote w:id="2">{par("For 4.5 hours.")}</w:endnote>'
    expected = "The bells rang.\n\nSince 1811.\n\nRain fell.\n\nFor 4.5 hours."
    assert read(body, footnotes=foot, endnotes=end) == expected


def test_a_note_goes_with_the_sentence_that_was_deleted_and_one_that_refers_to_itself_ends() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    note = f'<w:footnote w:id="2">{par("Since 1811.", reference)}</w:footnote>'
    assert read(par("Rain fell.", f"<w:del>{reference}</w:del>"), footnotes=note) == "Rain fell."
    assert read(par("The bells rang.", reference), footnotes=note) == "The bells rang.\n\nSince 1811."


def test_a_strict_document_is_read_like_another() -> None:
    body = par("Bells", properties='<w:pStyle w:val="H"/>') + par(
        "It has nine", run(" ten", "<w:strike/>"), "."
    )
    styles = '<w:style w:styleId="H"><w:name w:val="heading 2"/></w:style>'
    note = f'<w:footnote w:id="1">{par("Since 1811.")}</w:footnote>'
    strict = word(body, strict=True, styles=styles, footnotes=note)
    assert article(strict, "a.docx").text == "## Bells\n\nIt has nine.\n\nSince 1811."


@pytest.mark.parametrize("mark", ["vanish", "strike", "dstrike"])
def test_hidden_and_struck_text_is_no_part_of_the_article_however_it_is_marked(mark: str) -> None:
    styles = (
        f'<w:style w:styleId="Base"><w:rPr><w:{mark}/></w:rPr></w:style>'
        '<w:style w:styleId="Gone"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:styleId="Circle"><w:basedOn w:val="Circle"/></w:style>'
    )
    body = par(
        "Ilmen",
        run(" one", f"<w:{mark}/>"),
        run(" two", '<w:rStyle w:val="Gone"/>'),
        run(" kept", f'<w:rStyle w:val="Gone"/><w:{mark} w:val="0"/>'),
        run(" too.", '<w:rStyle w:val="Circle"/>'),
    )
    assert (
        read(body + par("three", properties='<w:pStyle w:val="Gone"/>'), styles=styles) == "Ilmen kept too."
    )


def test_of_a_field_the_result_is_read_and_the_instruction_is_not() -> None:
    def step(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inner = step("begin") + step("separate") + run("draft") + step("end")
    instruction = "<w:r><w:instrText>IF</w:instrText></w:r>"
    field = step("begin") + instruction + inner + step("separate") + run("noon") + step("end")
    assert read(par("The bells rang at ", field, ".")) == "The bells rang at noon."
    assert read(par(step("begin"), "The bells rang.") + par("Rain fell.")) == "The bells rang.\n\nRain fell."


def test_raised_figures_do_not_run_into_the_number_before_them() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    one, two, eight = (f"<m:r><m:t>{figure}</m:t></m:r>" for figure in "128")
    power = f"<m:sSup><m:e>{two}</m:e><m:sup>{eight}</m:sup></m:sSup>"
    half = f"<m:f><m:num>{one}</m:num><m:den>{two}</m:den></m:f>"
    assert (
        read(par("10", run("9", raised), " litres on the 4", run("th", raised))) == "10^9 litres on the 4th"
    )
    assert read(par("About ", power, " and ", half)) == "About 2^8 and 1/2"


def test_each_figure_of_a_table_stands_with_its_row_and_column() -> None:
    rows = row("Tower", "Bells", "Height"), row("Ilmen", "11", "62 m"), row("Varn", "9", "–")
    assert read(table(*rows)) == ("Ilmen: Bells: 11; Height: 62 m\n\nVarn: Bells: 9; Height: –")


def test_headings_are_those_word_repeats_those_in_bold_and_those_of_the_tables_style() -> None:
    top, below = ("", "Bell founder"), row("Ilmen", "Ada Cole")
    bold = [cell(par(run(text, "<w:b/>"))) for text in top]
    style = '<w:style w:styleId="List"><w:tblStylePr w:type="firstRow"/></w:style>'
    look = '<w:tblStyle w:val="List"/><w:tblLook w:val="04A0"/>'
    expected = "Ilmen: Bell founder: Ada Cole"
    assert read(table(row(*top, properties="<w:tblHeader/>"), below)) == expected
    assert read(table(row(*bold), below)) == expected
    assert read(table(row(*top), below, properties=look), styles=style) == expected
    assert read(table(row(*top), below)) == "Bell founder\n\nIlmen; Ada Cole"


def test_merged_cells_name_every_column_and_row_that_they_span() -> None:
    wide = cell("2024", '<w:gridSpan w:val="2"/>')
    tall, rest = (cell(text, f"<w:vMerge {how}/>") for text, how in (("North", 'w:val="restart"'), ("", "")))
    repeated = "<w:tblHeader/>"
    rows = (
        row("", "", wide, properties=repeated),
        row("Region", "Tower", "Bells", "Visitors", properties=repeated),
        row(tall, "Ilmen", "11", "900"),
        row(rest, "Varn", "9", "450"),
    )
    assert read(table(*rows)).endswith(
        "North: Tower: Ilmen; 2024 Bells: 11; 2024 Visitors: 900\n\n"
        "North: Tower: Varn; 2024 Bells: 9; 2024 Visitors: 450"
    )


def test_rows_that_all_claim_to_be_headings_and_long_headings_are_rows() -> None:
    marked = row("Ilmen", "Varn", properties="<w:tblHeader/>")
    assert read(table(*[marked] * 50, row("11", "9"))) == "\n\n".join(["Ilmen; Varn"] * 50 + ["11; 9"])
    long = "Bells " * 30
    assert read(table(row("Tower", long), row("Varn", "9"))) == f"Tower; {long.strip()}\n\nVarn; 9"


def test_a_heading_that_a_long_table_repeats_is_no_row() -> None:
    top = row("Tower", "Bells")
    assert read(table(top, row("Ilmen", "11"), top, row("Varn", "x"))) == (
        "Tower; Bells\n\nIlmen; 11\n\nTower; Bells\n\nVarn; x"
    )
    top = row("Tower", "Bells", properties="<w:tblHeader/>")
    assert read(table(top, row("Ilmen", "11"), top, row("Varn", "9"))) == "Ilmen: Bells: 11\n\nVarn: Bells: 9"


def test_a_table_in_a_cell_follows_its_row_and_a_cell_alone_is_text() -> None:
    inner = table(row("Line", "Bells"), row("Red", "11"))
    outer = table(row(cell(par("Plan of Ilmen") + inner + par())))
    assert read(outer) == "Plan of Ilmen\n\nRed: Bells: 11"
    beside = table(row("Ilmen", cell(par("Plan") + inner)))
    assert read(beside) == "Ilmen; Plan\n\nRed: Bells: 11"


def test_a_page_laid_out_in_a_table_keeps_its_paragraphs() -> None:
    story = "The bells of Ilmen rang at noon. " * 10
    laid_out = table(row("Contents", cell(par(story) + par("Rain fell."))))
    assert read(laid_out) == f"Contents\n\n{story.strip()}\n\nRain fell."


def test_a_document_that_keeps_its_text_in_another_format_says_what_to_do() -> None:
    with pytest.raises(ArticleError, match="open it there and save it again"):
        read(par("Rain fell.") + '<w:altChunk r:id="html"/>')


def test_a_document_of_which_much_cannot_be_read_is_reported() -> None:
    outside = f"<w:tbl>{par('The bells of Ilmen rang.')}</w:tbl>"  # of all cells
    with pytest.raises(ArticleError, match="only 30% can be read"):
        read(par("Rain fell.") + outside)


@pytest.mark.parametrize("value", ["'file:///etc/passwd'", "'http://127.0.0.1:9/x'"])
def test_entities_are_refused(value: str) -> None:
    doctype = f"<!DOCTYPE w:document [<!ENTITY x SYSTEM {value}>]>"
    with pytest.raises(ArticleError, match="damaged"):
        article(word(par("Rain &x; fell."), doctype=doctype), "a.docx")


def test_entities_that_grow_are_refused() -> None:
    grown = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE w:document [<!ENTITY x0 "rain">{grown}]>'
    with pytest.raises(ArticleError, match="damaged"):
        article(word(par("&x9;"), doctype=doctype), "a.docx")


def test_tables_in_tables_without_end_are_refused_or_read() -> None:
    def nested(depth: int) -> str:
        return "<w:tbl><w:tr><w:tc>" * depth + par("Rain fell.") + "</w:tc></w:tr></w:tbl>" * depth

    assert read(nested(80)) == "Rain fell."
    with pytest.raises(ArticleError):
        read(nested(5_000))
