"""What the compose file starts is there, and its commands, run as processes, answer in Slack."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from support.slack_bot import environment
from support.slack_proxy import SlackProxy, slack_workspace
from support.slack_server import ALICE, GENERAL, free_port
from support.waiting import eventually

from ingest.cli import command as qa_ingest
from qa_bot.cli.main import qa_bot
from qa_bot.settings import Settings

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "config" / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
ENTRYPOINT = (ROOT / "config" / "entrypoint.sh").read_text(encoding="utf-8")


@pytest.mark.parametrize("service", SERVICES)
def test_every_command_is_one_the_image_starts_with_options_it_has(service: str) -> None:
    program, *arguments = shlex.split(SERVICES[service]["command"])
    started = re.search(r"^  (\S.*)\) exec", ENTRYPOINT, re.MULTILINE)
    assert started
    assert program in started[1].split(" | ")
    if program == "qa-ingest":
        assert options(arguments) <= options_of(qa_ingest)
    elif program == "qa-bot":
        assert options(arguments) <= options_of(qa_bot.commands[arguments[0]])


def test_every_health_check_is_a_command_there_is() -> None:
    checks = {shlex.split(each["healthcheck"]["test"])[0] for each in SERVICES.values()}
    assert checks == {"python", "qa-bot"}
    assert "status" in qa_bot.commands


@pytest.mark.parametrize("service", SERVICES)
def test_every_variable_is_one_the_code_reads(service: str) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "qa_bot").rglob("*.py"))
    for name in SERVICES[service]["environment"]:
        assert f'"{name}"' in code or name in Settings.model_fields


def test_every_folder_and_extra_is_in_the_image() -> None:
    made = re.search(r"mkdir (.+?) \\", DOCKERFILE)
    assert made
    mounted = {each.split(":/")[1].split(":")[0] for one in SERVICES.values() for each in one["volumes"]}
    assert {f"/{folder}" for folder in mounted} <= set(made[1].split())
    named = {each.split(":")[0] for one in SERVICES.values() for each in one["volumes"] if each[0] != "$"}
    assert named == set(COMPOSE["volumes"])
    assert "slack" in DOCKERFILE.partition("'.[")[2].partition("]")[0]
    assert {(ROOT / "config" / one["build"] / "Dockerfile").is_file() for one in SERVICES.values()} == {True}


def test_nobody_waits_for_what_is_never_healthy() -> None:
    for service in SERVICES.values():
        for needed, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}
            assert "healthcheck" in SERVICES[needed]


def test_its_services_run_as_processes_answer_in_slack_from_what_arrives(tmp_path: Path) -> None:
    news = tmp_path / "articles"
    news.mkdir()
    (news / "port.txt").write_text("The port of Larkhaven belongs to the town.\n")
    with slack_workspace() as slack, ExitStack() as running:
        services = Services(tmp_path, slack)
        for name in ("chroma", "ingest", "bot"):
            running.enter_context(services.started(name))
        eventually(lambda: slack.sockets.count)
        asked = slack.server.mention(ALICE, GENERAL, "Who owns the port of Larkhaven?")
        eventually(lambda: "belongs to the town" in said(slack, asked))
        (news / "ferry.txt").write_text("The ferry Aurora leaves Larkhaven at seven in the morning.\n")
        eventually(lambda: "2 in 2 chunks" in services.check("bot").stdout)
        asked = slack.server.mention(ALICE, GENERAL, "When does the ferry Aurora leave?")
        eventually(lambda: "seven in the morning" in said(slack, asked))


class Services:
    """The services without containers: their own commands, variables and checks, over folders here."""

    def __init__(self, folder: Path, slack: SlackProxy) -> None:
        self._folder, self._slack = folder, slack
        self._address = f"localhost:{free_port()}"

    @contextmanager
    def started(self, name: str) -> Iterator[None]:
        """Waits until it is healthy; ends it as a container is ended."""
        command = self._here(SERVICES[name]["command"])
        with subprocess.Popen(
            command, env=self._environment(name), cwd=self._folder, stdout=subprocess.DEVNULL
        ) as process:
            try:
                eventually(lambda: process.poll() is not None or self.check(name).returncode == 0)
                assert process.poll() is None
                yield
            finally:
                process.terminate()
        assert name == "chroma" or process.returncode == 0

    def check(self, name: str) -> subprocess.CompletedProcess[str]:
        command = self._here(SERVICES[name]["healthcheck"]["test"])
        return subprocess.run(
            command, env=self._environment(name), cwd=self._folder, capture_output=True, text=True
        )

    def _here(self, text: str) -> list[str]:
        program, *arguments = shlex.split(text)
        port = self._address.rpartition(":")[2]
        moved = [
            re.sub(r"^/(articles|chroma)$", rf"{self._folder}/\1", argument).replace("8000", port)
            for argument in arguments
        ]
        return [str(Path(sys.executable).with_name(program)), *moved]

    def _environment(self, name: str) -> dict[str, str]:
        """Nothing but what the service and the image are given, and where this Slack is."""
        given = SERVICES[name]["environment"]
        own = {key: value.replace("chroma:8000", self._address) for key, value in given.items()}
        slack = environment(self._slack)
        tokens = {key: slack.get(key, "") for key, value in own.items() if value.startswith("${")}
        image = {"QA_BOT__INDEX__PATH": str(self._folder / "index" / "articles"), "PATH": os.environ["PATH"]}
        return {**own, **tokens, **image, "SLACK_API_URL": slack["SLACK_API_URL"]}


def said(slack: SlackProxy, thread: str) -> str:
    return "".join(str(message) for message in slack.server.replies(GENERAL, thread))


def options(arguments: list[str]) -> set[str]:
    return {argument for argument in arguments if argument.startswith("-")}


def options_of(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts}
