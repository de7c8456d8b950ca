"""The pages of a PDF: where each begins in the text, and what is cited of them."""

from __future__ import annotations

from pathlib import Path

from support.news_folder import indexed, run
from support.parsed import article
from support.pdfs import LEAD, both, lines, pdf

from qa_bot.receipts import Receipts
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Page, Question


def test_each_place_in_the_text_has_its_page() -> None:
    broken = "The board of Hollin, which has measured the depth of its wells since the spring of 1964, will"
    pages = (
        both(lines(broken), lines("Hollin Water Report", top=800)),
        both(lines("measure them again. Well 9 is dry."), lines("Hollin Water Report", top=800)),
        lines(),
        both(lines("Well 12 holds 40 metres of water."), lines("Hollin Water Report", top=800)),
    )

    read = article(pdf(*pages), "wells.pdf")

    assert read.pages and read.skipped[0].end > 0
    there = {
        word: str(read.pages.at(read.text.index(word))) for word in ("The board", "measure them", "Well 12")
    }
    assert there == {"The board": "p. 1", "measure them": "p. 2", "Well 12": "p. 4"}


def test_a_citation_and_its_receipt_name_the_page(tmp_path: Path, settings: Settings) -> None:
    pages = (lines(LEAD), lines("Well 12 of Hollin was dug by Ansel Rook in 1964."))
    (tmp_path / "wells.pdf").write_bytes(pdf(*pages))
    run(settings, tmp_path / "wells.pdf")

    answer = Responder.open(settings).ask(Question("Who dug well 12 of Hollin?"))

    assert answer.citations[0].page == Page(2)
    kept = Receipts.of(settings).find(answer.id)
    assert kept and kept.answer.citations == answer.citations


def test_pages_that_are_laid_out_anew_are_no_new_version(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "wells.pdf"
    path.write_bytes(pdf(lines(LEAD), lines("Well 12 is dry.")))
    run(settings, path)
    path.write_bytes(pdf(lines(LEAD), lines(), lines("Well 12 is dry.")))

    assert run(settings, path).changed == ()

    read = indexed(settings)["wells.pdf"]
    assert read.pages and str(read.pages.at(read.text.index("Well 12"))) == "p. 3" and not read.history
