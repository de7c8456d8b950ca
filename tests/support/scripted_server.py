"""The server that plays the behaviours of model servers, as they were seen."""

from __future__ import annotations

import importlib.util
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType, SimpleNamespace

import pytest

SCRIPTED = Path(__file__).parents[3] / "shared" / "tools" / "scripted_model_server.py"
FASTER = 10  # times than the server sleeps by itself


class Log:
    """In the place of the server's log: how often each behaviour was asked for."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()

    def write(self, line: str) -> None:
        self.requests[json.loads(line).get("body", {}).get("model", "")] += 1

    def flush(self) -> None:
        """Nothing is held back."""


class ManyAtOnce(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 100


@dataclass(frozen=True)
class Server:
    url: str
    log: Log


@contextmanager
def played() -> Iterator[Server]:
    """The server, and how often each behaviour was asked for."""
    scripted, log = loaded(), Log()
    scripted.LOG.close()
    scripted.LOG = log
    scripted.time = SimpleNamespace(time=time.time, sleep=lambda seconds: time.sleep(seconds / FASTER))
    with ManyAtOnce(("127.0.0.1", 0), scripted.H) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        yield Server(f"http://127.0.0.1:{http.server_port}", log)
        http.shutdown()


def loaded() -> ModuleType:
    """The server as a module; its command line names the port and the log."""
    spec = importlib.util.spec_from_file_location("scripted_model_server", SCRIPTED)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", [str(SCRIPTED), "0", os.devnull])
        patch.setattr("sys.dont_write_bytecode", True)
        spec.loader.exec_module(module)
    return module
