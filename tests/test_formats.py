"""A format is read by whatever reader is handed in for its suffix, wherever parsing runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.book_reader import BookReader, book
from support.news_folder import indexed, write
from support.news_site import Resource, Site

from ingest.cli import command
from ingest.formats import READERS, Content, FormatReader
from ingest.pipeline import ingest
from ingest.sandbox.process import can_send
from ingest.scan.web.address import Address
from qa_bot.errors import UsageError
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import DateSource, Question

pytest_plugins = ["support.site_fixtures"]

WITH_BOOKS = {**READERS, ".zbook": BookReader()}
LIGHTHOUSE = book(
    "The lamp of Skerrin",
    ["The lamp of Skerrin was lit in 1871.", "Its keeper, Ada Thorne, stayed for forty years."],
    ["The council of Skerrin sold the lighthouse to the brewer Josef Lund in 1923."],
    day="2024-05-06",
    publisher="Skerrin Review",
)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "lamp.zbook").write_bytes(LIGHTHOUSE)
    write(folder / "mine.txt", "The mine of Orrin was closed on Friday. It had 300 workers.\n")
    return folder


def test_a_reader_from_outside_is_read_down_to_a_cited_passage(settings: Settings, shelf: Path) -> None:
    report = ingest([shelf], settings, readers=WITH_BOOKS)

    assert set(report.added) == {"lamp.zbook", "mine.txt"}
    article = indexed(settings)["lamp.zbook"]
    assert (article.title, article.outlet, str(article.published), article.date_source) == (
        "The lamp of Skerrin",
        "Skerrin Review",
        "2024-05-06",
        DateSource.METADATA,
    )
    answer = Responder.open(settings).ask(Question("Who bought the lighthouse of Skerrin?"))
    (cited, *_) = answer.citations
    assert cited.doc == "lamp.zbook" and "Josef Lund" in cited.quote
    assert article.text[cited.start : cited.end] == cited.quote


def test_without_its_reader_a_suffix_is_left_alone(settings: Settings, shelf: Path) -> None:
    assert ingest([shelf], settings).added == ("mine.txt",)

    (failure,) = ingest([shelf / "lamp.zbook"], settings).failed
    assert failure.reason == f"is of no kind that can be read ({' '.join(sorted(READERS))})"


def test_what_a_reader_refuses_is_told_in_its_words(settings: Settings, shelf: Path) -> None:
    (shelf / "half.zbook").write_bytes(LIGHTHOUSE[:200])

    report = ingest([shelf], settings, readers=WITH_BOOKS)

    assert [(one.doc, one.reason) for one in report.failed] == [
        ("half.zbook", "is a damaged book; download it again")
    ]


def test_a_reader_crosses_to_the_second_process(
    settings: Settings, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pipeline._MUCH", 0)
    monkeypatch.setattr("ingest.pipeline.Local.transform", lambda *_: pytest.fail("stayed in this process"))
    small = Settings.load(index={"path": settings.index.path}, ingest={"batch_chunks": 1})

    assert set(ingest([shelf], small, readers=WITH_BOOKS).added) == {"lamp.zbook", "mine.txt"}


SCRIPT = """
import sys
from pathlib import Path
from ingest.formats import READERS, Content
from ingest.pipeline import ingest
from qa_bot.settings import Settings
import ingest.pipeline
ingest.pipeline._MUCH = 0
class Upside:
    def read(self, raw):
        return Content(raw.decode()[::-1])
settings = Settings.load(index={"path": Path(sys.argv[2])}, ingest={"batch_chunks": 1})
report = ingest.pipeline.ingest([Path(sys.argv[1])], settings, readers={".down": Upside()})
print(len(report.added), len(report.failed))
"""


def test_a_reader_of_the_script_that_runs_works_without_a_second_process(tmp_path: Path) -> None:
    for n in range(3):
        write(tmp_path / "news" / f"{n}.down", f".{n} yadnoM no desolc saw nirrO fo enim ehT")
    write(tmp_path / "script.py", SCRIPT.replace("from ingest.pipeline import ingest\n", ""))
    arguments = [tmp_path / "script.py", tmp_path / "news", tmp_path / "index"]

    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("3 0\n", "")


def test_a_reader_that_does_not_pickle_stays_here() -> None:
    class Inner:
        def read(self, raw: bytes) -> Content:
            return Content(raw.decode())

    assert not can_send({".inner": Inner()})
    assert can_send(WITH_BOOKS)


class ShoutReader:
    def read(self, raw: bytes) -> Content:
        return Content(raw.decode().capitalize())


def test_a_document_of_the_web_finds_the_reader_of_its_type(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mimetypes.guess_all_extensions", lambda type: [".shout"] * (type == "text/x-shout"))
    site.pages["/mine"] = Resource("THE MINE OF ORRIN WAS CLOSED ON FRIDAY.", "text/x-shout")
    page = Address(f"{site.root}/mine")
    settings = Settings.load(index={"path": tmp_path / "index"}, web={"allow_private": True, "delay_s": 0})

    assert "'text/x-shout', which is no article" in ingest([page], settings).failed[0].reason
    (tmp_path / "index" / "articles-web" / "visits.json").unlink()
    report = ingest([page], settings, readers={**READERS, ".shout": ShoutReader()})

    assert report.added == (page.url,)
    assert indexed(settings)[page.url].text == "The mine of orrin was closed on friday."


@pytest.mark.parametrize("suffix", ["zbook", ".ZBOOK", ".", ""])
def test_a_suffix_that_no_file_can_have_is_a_mistake(settings: Settings, suffix: str) -> None:
    reader: FormatReader = BookReader()

    with pytest.raises(UsageError, match=r"write it like '\.epub'"):
        ingest([Path()], settings, readers={suffix: reader})


def test_the_help_names_every_suffix_there_is() -> None:
    said = CliRunner().invoke(command, ["--help"]).output

    assert all(suffix in said for suffix in READERS)


def test_a_library_is_loaded_with_the_first_file_of_its_kind() -> None:
    code = (
        "import sys, ingest.parsing; "
        "assert not {'pypdf', 'lxml', 'trafilatura', 'yaml'} & set(sys.modules), sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
