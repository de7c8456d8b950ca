"""A real Slack server on this machine, local-slack, with the people of Larkhaven and what they do by hand.

It comes from npm into `.cache/`, once. Nothing of it is a part of the product.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import aiohttp
import httpx
import pytest

VERSION = "0.1.8"
TEAM, APP, BOT = "T01LARK", "A01NEWS", "U0NEWSBOT"
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-larkhaven", "xapp-larkhaven", "larkhaven-secret"
ALICE, BOB = "U01ALICE", "U02BOB"
READERS = tuple(f"U1{n:02}READER" for n in range(20))
GENERAL, OPERATIONS, ELSEWHERE = "C01GENERAL", "C02OPERATIONS", "C03ELSEWHERE"  # the bot is not in the last
_CACHE = Path(__file__).parents[2] / ".cache" / f"local-slack-{VERSION}"
_CPU = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64", "arm64": "arm64"}

Message = dict[str, Any]
T = TypeVar("T")


class LocalSlack:
    """The workspace as its people use it; each action returns when the app has acknowledged it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=f"{url}/_control", timeout=30)

    def post(self, user: str, channel: str, text: str, thread_ts: str = "") -> str:
        """A message in a channel or, if `channel` is the bot, written to it directly; its timestamp."""
        body = {"user": user, "channel": channel, "text": text, "thread_ts": thread_ts or None}
        return str(self._do("message", body)["message"]["ts"])

    def mention(self, user: str, channel: str, text: str, thread_ts: str = "") -> str:
        return self.post(user, channel, f"<@{BOT}> {text}", thread_ts)

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        self._do("edit-message", {"user": user, "channel": channel, "ts": ts, "text": text})

    def delete(self, user: str, channel: str, ts: str) -> None:
        self._do("delete-message", {"user": user, "channel": channel, "ts": ts})

    def command(self, user: str, channel: str, text: str, command: str = "/ask") -> None:
        self._do("command", {"user": user, "channel": channel, "command": command, "text": text})

    def click(self, user: str, channel: str, ts: str, action: dict[str, Any]) -> None:
        self._do("interact", {"user": user, "channel": channel, "messageTs": ts, "action": action})

    def open_home(self, user: str) -> None:
        self._do("open-home", {"user": user})

    def upload(self, user: str, channel: str, file: Path, text: str = "") -> None:
        data = {"user": user, "channel": channel, "text": text}
        with file.open("rb") as content:
            self._http.post("/upload", data=data, files={"file": (file.name, content)}).raise_for_status()

    def submit(self, user: str, values: dict[str, dict[str, Any]]) -> None:
        """Sends the modal that is open, filled in with `values` by block and action."""
        asyncio.run(_as_a_page(self.url, {"t": "view_submit", "user": user, "values": values}))

    def direct(self, user: str) -> str:
        """The channel in which this person writes to the bot."""
        authorized = {"Authorization": f"Bearer {BOT_TOKEN}"}
        opened = httpx.post(f"{self.url}/api/conversations.open", json={"users": user}, headers=authorized)
        return str(opened.json()["channel"]["id"])

    def messages(self, channel: str) -> list[Message]:
        found: list[Message] = self._http.get(f"/messages/{channel}").json()["messages"]
        return found

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        """What the bot wrote in this thread."""
        return [
            message
            for message in self.messages(channel)
            if message.get("thread_ts") == thread_ts and message.get("user") == BOT
        ]

    def modal(self) -> dict[str, Any] | None:
        """The modal in front, if one is open."""
        stack = self._page()["modalStack"]
        return stack[-1] if stack else None

    def home(self, user: str) -> dict[str, Any] | None:
        view: dict[str, Any] | None = self._page()["homeViews"].get(user, {}).get(APP)
        return view

    def log(self) -> list[dict[str, Any]]:
        """The last thousand things the server said to the app and heard from it."""
        entries: list[dict[str, Any]] = self._http.get("/log").json()["log"]
        return entries

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self._http.get("/state").json()
        return found

    def reset(self) -> None:
        self._do("reset", {})

    def close(self) -> None:
        self._http.close()

    def _do(self, action: str, body: dict[str, Any]) -> dict[str, Any]:
        response = self._http.post(f"/{action}", json=body)
        response.raise_for_status()
        done: dict[str, Any] = response.json()
        return done

    def _page(self) -> dict[str, Any]:
        return asyncio.run(_as_a_page(self.url))


def free_port() -> int:
    """For an app that listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def local_slack(request_url: str = "") -> Iterator[LocalSlack]:
    """A workspace in Socket Mode or, with `request_url`, one that posts its events there."""
    with TemporaryDirectory() as folder:
        config = Path(folder, "config.json")
        config.write_text(json.dumps(_config(request_url)))
        command: list[str | Path] = [
            _installed(),
            "--config",
            config,
            "--port",
            "0",
            "--base-host",
            "127.0.0.1",
        ]
        command += ["--files-dir", Path(folder, "files")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
            slack = LocalSlack(_address(server))
            try:
                yield slack
            finally:
                slack.close()
                server.terminate()


def _address(server: subprocess.Popen[str]) -> str:
    said = []
    for line in server.stdout or ():
        if found := re.search(r"Web UI:\s+(\S+)", line):
            return found.group(1)
        said.append(line)
    raise RuntimeError("".join(said))


def _config(request_url: str) -> dict[str, Any]:
    app = {"appId": APP, "botUserId": BOT, "botName": "newsdesk", "botToken": BOT_TOKEN}
    app |= {"appToken": APP_TOKEN, "signingSecret": SIGNING_SECRET, "mode": "socket"}
    if request_url:
        app |= {"mode": "events", "requestUrl": request_url}
    people = {ALICE: "alice", BOB: "bob"} | {id: f"reader{n}" for n, id in enumerate(READERS)}
    channels = {GENERAL: "general", OPERATIONS: "operations", ELSEWHERE: "elsewhere"}
    return {
        "workspace": {"name": "Larkhaven", "domain": "larkhaven", "teamId": TEAM},
        "apps": [app],
        "users": [{"id": id, "name": name, "real_name": name.title()} for id, name in people.items()],
        "channels": [
            {"id": id, "name": name, "members": [*people, *([BOT] if id != ELSEWHERE else [])]}
            for id, name in channels.items()
        ],
    }


def _installed() -> Path:
    package = f"local-slack-{sys.platform}-{_CPU[platform.machine()]}"
    binary = _CACHE / "node_modules" / package / "bin" / "local-slack"
    if not binary.exists():
        if not shutil.which("npm") and "CI" not in os.environ:
            pytest.skip("local-slack comes from npm, which is not installed")
        quietly = ["npm", "install", "--silent", "--no-save", "--no-audit", "--no-fund"]
        install = [*quietly, "--prefix", str(_CACHE), f"{package}@{VERSION}"]
        subprocess.run(install, check=True, capture_output=True)
    return binary


async def _as_a_page(url: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the server's own page is told when it opens, and after that sends."""
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{url}/ui") as page:
        state: dict[str, Any] = (await page.receive_json())["state"]
        if message:
            await page.send_json(message)
        return state
