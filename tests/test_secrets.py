"""Secrets planted where users have them, looked for in all that is printed and in every file."""

from __future__ import annotations

import base64
import gzip
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.model_server import ModelServer, Reply, model_server
from support.news_folder import write, write_lines
from support.news_site import FERRY, HEAD, OLIVES, Resource, Site

from ingest.cli import command as qa_ingest
from qa_bot.cli import console
from qa_bot.cli.main import qa_bot
from qa_bot.index import Index
from qa_bot.messaging.inbox import Inbox
from qa_bot.messaging.post import Post, PostKind
from qa_bot.settings import Settings

pytest_plugins = ["support.site_fixtures"]

PASSWORD, TOKEN, KEY = "hunter2secret", "t0k3n1f2e", "sk-planted1f2e"
SECRETS = (PASSWORD, TOKEN, KEY)
MARKER = "Quennevald"  # a word of the question that no article has
QUESTION = f"Where did the ferry Margarethe of {MARKER} run aground?"

MENTION = Post(PostKind.MENTION, "Ev1", "T1", "C1", "U1", QUESTION, ts="1712.000100")

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """A command as the shell runs it; returns what it printed."""
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "OPENAI_API_KEY": KEY,
        "QA_BOT__RECEIPTS__QUESTIONS": "false",
        "QA_BOT__WEB__ALLOW_PRIVATE": "true",
        "QA_BOT__WEB__DELAY_S": "0",
        "QA_BOT__GENERATIVE__RETRIES": "0",
    }.items():
        monkeypatch.setenv(name, value)

    def printed(*words: str) -> str:
        name, *args = words
        with pytest.raises(SystemExit):
            console.run(qa_ingest if name == "qa-ingest" else qa_bot, args if name == "qa-ingest" else words)
        out, err = capfd.readouterr()
        assert out or err
        return out + err

    return printed


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A model server that refuses the key, at an address with a password."""
    with model_server() as server:
        server.script = [Reply(status=401)]
        monkeypatch.setenv("OPENAI_BASE_URL", server.url.replace("://", f"://me:{PASSWORD}@"))
        yield server


def plant(site: Site, folder: Path) -> Path:
    """Articles whose addresses have credentials, and a list of such; returns the list."""
    secret = f"https://me:{PASSWORD}@news.example/story?token={TOKEN}"
    write(folder / "note.md", f"---\nurl: {secret}\n---\n# A note\n\n{OLIVES}\n")
    write(folder / "page.html", f'<link rel="canonical" href="{secret}"><h1>A page</h1><p>{FERRY}</p>')
    write_lines(folder / "wire.jsonl", {"url": f"{secret}&n=1", "text": OLIVES}, {"url": f"{secret}&n=2"})
    root = site.root.replace("://", f"://me:{PASSWORD}@")
    body = f'<html><body><h1>A ferry</h1><p><a href="{root}/more?sig={TOKEN}">{FERRY}</a></p></body></html>'
    links = "".join(f"<item><link>/{name}?sig={TOKEN}</link></item>" for name in ("ferry", "gone"))
    site.pages[f"/ferry?sig={TOKEN}"] = Resource(body)
    site.pages[f"/feed.xml?token={TOKEN}"] = Resource(f"{HEAD}{links}</channel></rss>", "application/rss+xml")
    site.pages[f"/moved?token={TOKEN}"] = Resource(
        status=302, headers={"Location": f"ftp://me:{PASSWORD}@other.example/"}
    )
    lines = (
        f"{root}/feed.xml?token={TOKEN}",
        f"{root}/moved?token={TOKEN}",
        f"sftp://me:{PASSWORD}@news.example/a",
    )
    return write(folder / "pages.urls", "\n".join(lines))


def test_no_secret_is_printed_or_kept(run: Run, model: ModelServer, site: Site, tmp_path: Path) -> None:
    listed = plant(site, tmp_path / "news")
    index = tmp_path / ".qa-bot" / "index"
    printed = [
        run("qa-ingest", "news", str(listed)),
        run("qa-ingest", "news", str(listed), "--json"),
        run("qa-ingest", "news", f"{site.root}/gone?api_key={TOKEN}", "--dry-run"),
        run("qa-ingest", f"ftp://me:{PASSWORD}@news.example"),
        *(run("ask", QUESTION, *options) for options in ((), ("--json",))),
    ]
    kept = [
        run("why"),
        run("why", "--json"),
        run("why", answer_id(printed[-1]), "--json"),
        run("why", answer_id(printed[-1]), "--replay"),
        run("why", "--stale"),
    ]
    printed += [
        run("status"),
        run("status", "--json"),
        run("doctor"),
        run("articles"),
        run("articles", "--json"),
        *(run("articles", "show", id) for id in ids()),
        *(run("articles", "show", id, "--json") for id in ids()),
        run("search", "--json", "Where did the ferry run aground?"),
        run("index", "export", "news.index.gz"),
    ]
    assert f"/ferry?sig={TOKEN}" in site.paths() and "Authorization" in site.asked[-1].headers
    assert {"https://news.example/story?n=1", f"{site.root}/ferry"} <= ids()
    assert "refused the key" in printed[4] and "gone" in printed[0]
    files = {
        path: contents(path) for path in (*index.rglob("*"), tmp_path / "news.index.gz") if path.is_file()
    }
    leaks = [
        line for text in (*printed, *kept) for line in text.splitlines() for each in SECRETS if each in line
    ]
    assert leaks == []
    assert not [(path, secret) for path, raw in files.items() for secret in SECRETS if secret.encode() in raw]
    assert not [text for text in kept if MARKER in text]
    assert not [path for path, raw in files.items() if MARKER.encode() in raw]


def test_a_server_that_does_not_answer_is_named_without_its_credentials(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMA_URL", f"http://me:{PASSWORD}@127.0.0.1:9/?token={TOKEN}")
    monkeypatch.setenv("CHROMA_API_KEY", KEY)
    for words in (("status",), ("doctor",), ("qa-ingest", ".")):
        said = run(*words)
        assert "127.0.0.1:9" in said and not [secret for secret in SECRETS if secret in said]


def test_a_log_names_addresses_without_their_credentials(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    formatter = console.Sentences("%(message)s")
    record = logging.makeLogRecord({"msg": "GET %s", "args": (f"https://me:{PASSWORD}@news.example/",)})
    assert formatter.format(record) == "GET https://news.example/"


def test_what_was_asked_in_a_chat_is_in_no_file_once_it_is_answered(settings: Settings) -> None:
    receipts = settings.receipts.model_copy(update={"questions": False})
    inbox = Inbox.of(settings.model_copy(update={"receipts": receipts}), "slack")
    posts = [replace(MENTION, event_id=f"Ev{n}", ts=f"1712.{n:06}", text=QUESTION) for n in range(4)]
    for post in posts:
        inbox.take(post)
    assert inbox.last_questions(MENTION.user, 10) == []
    inbox.finish(posts[0])
    inbox.drop(posts[1])
    inbox.retract(posts[2].id)
    inbox.stop(posts[3].channel, posts[3].thread)
    files = [path for path in settings.index.path.rglob("*") if path.is_file()]
    assert not [path for path in files if MARKER.encode() in path.read_bytes()]


def answer_id(printed: str) -> str:
    line = next(line for line in printed.splitlines() if line.startswith("{"))
    return str(json.loads(line)["id"])


def ids() -> set[str]:
    return {article.id for article in Index.open(Settings.load()).list_articles()}


def contents(path: Path) -> bytes:
    """What is in a file, unpacked where it is packed."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(raw)
    if path.suffix == ".page":
        return raw + base64.b64decode(json.loads(raw)["body"])
    return raw
