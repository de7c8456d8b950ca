"""What the commands print is what `qa-bot schema` says, and old scripts find all they know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from support.ferry_receipts import ASKED, ELECTION, FERRY
from support.indexed import write

from qa_bot.cli.main import qa_bot
from qa_bot.rendering import json_schema
from qa_bot.settings import Settings

_COMMANDS = {
    "answer": ["ask", ASKED],
    "check": ["check", "The ferry Aurora carries 400 passengers."],
    "hits": ["search", "ferry"],
    "article": ["articles"],
    "status": ["status"],
}


@pytest.fixture
def index(settings: Settings) -> str:
    write(settings, FERRY, ELECTION)
    return str(settings.index.path)


@pytest.mark.parametrize("name", _COMMANDS)
def test_what_a_command_prints_is_what_its_schema_says_and_no_more(name: str, index: str) -> None:
    ran = CliRunner().invoke(qa_bot, [*_COMMANDS[name], "--json", "--index", index])
    printed = json.loads(ran.output)
    schema = json_schema(name)
    for one in printed if isinstance(printed, list) else [printed]:
        checker = Draft202012Validator.FORMAT_CHECKER
        Draft202012Validator(schema, format_checker=checker).validate(one)
        assert not list(unknown(one, schema, schema["$defs"]))


def unknown(value: Any, schema: Any, defined: Any) -> Iterator[str]:
    """Names of fields that the schema does not tell of."""
    for each in schema.get("anyOf", [schema]):
        told = defined[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        if isinstance(value, dict) and "properties" in told:
            yield from value.keys() - told["properties"].keys()
            for name, inner in value.items():
                yield from unknown(inner, told["properties"].get(name, {}), defined)
        elif isinstance(value, Sequence) and not isinstance(value, str) and "items" in told:
            for inner in value:
                yield from unknown(inner, told["items"], defined)


def test_a_field_of_the_first_contract_is_there_still() -> None:
    first = (
        "id question standalone status answer citations disagreements nearest answerer notice as_of index "
        "timings_ms"
    )
    schema = json_schema("answer")
    assert set(first.split()) <= set(schema["required"])
    assert {"about", "sides", "label"} <= set(schema["$defs"]["DisagreementObject"]["required"])
    assert "page" not in schema["$defs"]["CitationObject"]["required"]
