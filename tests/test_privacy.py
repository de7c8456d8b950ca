"""Addresses without credentials, and files for their owner alone."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.ferry_receipts import answered, receipt

from qa_bot.cli.doctor import examine
from qa_bot.errors import QABotError
from qa_bot.index import IndexWriter
from qa_bot.index.archive import export_index
from qa_bot.messaging.inbox import Inbox
from qa_bot.privacy import make_own_folder, with_blanked_credentials, without_credentials, write
from qa_bot.receipts import Receipts
from qa_bot.settings import Settings


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """A process whose new files everybody may read."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://reader:pw@news.example/a?page=2", "https://news.example/a?page=2"),
        ("https://token@news.example:8443/a", "https://news.example:8443/a"),
        ("https://r:p@ss@news.example/a", "https://news.example/a"),
        ("https://news.example/a?token=1f2e&page=2", "https://news.example/a?page=2"),
        ("https://news.example/a?page=2&access_token=1f2e", "https://news.example/a?page=2"),
        ("https://news.example/a?apiKey=1f2e#top", "https://news.example/a#top"),
        ("https://news.example/a?key=k1f2e", "https://news.example/a"),
        ("https://s3.example/a?X-Amz-Credential=c%2Fd&X-Amz-Date=2&X-Amz-Signature=1f", "https://s3.example/a?X-Amz-Date=2"),
        ("https://blob.example/a?sv=2&sig=a%2Fb%3D", "https://blob.example/a?sv=2"),
        ("https://news.example/a?page=2&amp;token=1f2e", "https://news.example/a?page=2"),
        ("https://news.example/a#access_token=1f2e&page=2", "https://news.example/a#page=2"),
        ("https://news.example/a;jsessionid=1F2E?page=2", "https://news.example/a?page=2"),
        ('<a href="/a?page=2&token=1f2e">more</a>', '<a href="/a?page=2">more</a>'),
        ("FTP://reader:pw@news.example", "FTP://news.example"),
        ("get <https://r:p@news.example/a?sig=1>, then go", "get <https://news.example/a>, then go"),
    ],
)  # fmt: skip
def test_an_address_loses_its_credentials_and_nothing_else(address: str, public: str) -> None:
    assert without_credentials(address) == public == without_credentials(public)
    assert str(QABotError(f"{address} is refused.")) == f"{public} is refused."
    blanked = with_blanked_credentials(address)
    assert len(blanked) == len(address)
    assert not [
        each for each in ("pw", "p@ss", "1f2e", "1F2E", "token@", "c%2Fd", "a%2Fb") if each in blanked
    ]


@pytest.mark.parametrize(
    "text",
    [
        "https://news.example/@reader/a?mail=a@b.example&monkey=1&keyword=ferry&author=Orrin",
        "https://news.example/story?key=20240503",
        "https://news.example/a?",
        "Who said so? token=1 is what reader:pw@news.example asked.",
    ],
)
def test_what_is_no_credential_stays(text: str) -> None:
    assert without_credentials(text) == text == with_blanked_credentials(text)


def test_an_index_and_what_lies_beside_it_are_for_their_owner_alone(
    settings: Settings, tmp_path: Path
) -> None:
    """Of the files inside the folders of Chroma and Tantivy the folders keep others away."""
    folder = settings.index.path
    folder.mkdir(mode=0o755)  # made by the user, who may have meant it
    answered(settings)
    Inbox.of(settings, "slack").close()
    export_index(settings, tmp_path / "news.index.gz")
    assert is_open(folder) and {path.name for path in folder.iterdir()} >= {
        "chroma",
        "receipts.sqlite",
        "slack",
    }
    assert not [path for path in folder.iterdir() if is_open(path)]
    assert not [path for path in (folder / "slack").iterdir() if is_open(path)]
    assert not is_open(tmp_path / "news.index.gz")


def test_a_folder_that_was_missing_is_made_for_its_owner_with_what_is_above_it(tmp_path: Path) -> None:
    settings = Settings.load(index={"path": tmp_path / "qa" / "news" / "index"})
    with IndexWriter.open(settings):
        pass
    assert not is_open(tmp_path / "qa") and not is_open(settings.index.path)


def test_what_an_earlier_version_left_open_is_closed(settings: Settings) -> None:
    folder = settings.index.path
    (folder / "chroma").mkdir(parents=True, mode=0o755)
    sqlite3.connect(folder / "receipts.sqlite").close()
    (folder / "receipts.sqlite").chmod(0o644)
    with IndexWriter.open(settings):
        Receipts.of(settings).keep(receipt())
    assert not is_open(folder / "chroma") and not is_open(folder / "receipts.sqlite")


def test_a_file_is_replaced_by_a_private_one_whatever_a_crash_left(tmp_path: Path) -> None:
    (tmp_path / "a.new").write_bytes(b"half")
    (tmp_path / "a").write_bytes(b"old")
    write(tmp_path / "a", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"new" and not is_open(tmp_path / "a")


def test_doctor_says_how_to_close_a_folder_that_others_may_read(settings: Settings) -> None:
    settings.index.path.mkdir(mode=0o755)
    assert f"run `chmod 700 {settings.index.path}`" in rights(settings)
    make_own_folder(settings.index.path)
    assert "only you" in rights(settings)


def rights(settings: Settings) -> str:
    return next(each.says for each in examine(lambda: settings) if each.part == "rights")


def is_open(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
