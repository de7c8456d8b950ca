"""How a request to a model server can fail, in the terms of the protocol; `reasons` has the sentences."""

from __future__ import annotations

import json
import math
import random
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import openai

_MAY_PASS = (408, 409, 429)
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 8.0
_ECHOED = ("input", "ctx", "loc_by_alias")  # of a refusal by pydantic: what was sent, not what is wrong


class Failure(Exception):
    """No reply, or no whole one."""

    @property
    def may_pass(self) -> bool:
        """Whether the same request may succeed a little later."""
        return False

    def wait_s(self, attempt: int) -> float:
        """Seconds before the attempt after this one, the first of which is 1."""
        return min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1)


@dataclass(eq=False)
class Refused(Failure):
    """An error that the server itself told, by its status or in the place of a reply."""

    status: int
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, error: openai.APIStatusError) -> Refused:
        return cls(error.status_code, _decoded(error.response.text), error.response.headers)

    @classmethod
    def within(cls, error: object) -> Refused:
        """An error that came with status 200."""
        code = str(error.get("code")) if isinstance(error, Mapping) else ""
        return cls(int(code) if code.isdecimal() else 0, {"error": error})

    @property
    def kinds(self) -> tuple[str, str]:
        """Its code and its type: servers put the same names into either."""
        return str(self._error.get("code")), str(self._error.get("type"))

    @property
    def param(self) -> str:
        return str(self._error.get("param") or "")

    @property
    def is_json(self) -> bool:
        return isinstance(self.body, Mapping)

    @property
    def said(self) -> list[str]:
        """All that it says of what is wrong."""
        return list(_strings(self.body))

    @property
    def words(self) -> str:
        """Its message; "" for a page or nothing."""
        if not self.is_json:
            return ""
        error = self.body.get("error", self.body) if isinstance(self.body, Mapping) else None
        if isinstance(error, str):
            return error
        message = self._error.get("message") or self._error.get("detail")
        return message if isinstance(message, str) else "; ".join(_messages(message))

    @property
    def may_pass(self) -> bool:
        match self.headers.get("x-should-retry"):
            case "true":
                return True
            case "false":
                return False
        if "insufficient_quota" in self.kinds:
            return False
        return self.status in _MAY_PASS or self.status >= 500

    @property
    def asked_wait_s(self) -> float | None:
        """Seconds that the server asked to wait for; None if it did not."""
        if (ms := _number(self.headers.get("retry-after-ms"))) is not None:
            return ms / 1000
        after = self.headers.get("retry-after")
        seconds = _number(after)
        return _until(after) if seconds is None and after else seconds

    def wait_s(self, attempt: int) -> float:
        asked = self.asked_wait_s
        return super().wait_s(attempt) if asked is None else asked

    @property
    def _error(self) -> Mapping[str, Any]:
        error = self.body.get("error", self.body) if isinstance(self.body, Mapping) else {}
        return error if isinstance(error, Mapping) else {}


@dataclass(eq=False)
class Unreachable(Failure):
    """No connection, or one that broke before anything came."""

    cause: Exception

    @property
    def may_pass(self) -> bool:
        return not any(isinstance(one, ssl.SSLError) for one in causes(self.cause))


@dataclass(eq=False)
class NoReply(Failure):
    """Status 200 with what is no reply, e.g. the page of a proxy."""

    text: str


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it."""
    if error is not None:
        yield error
        for inner in getattr(error, "exceptions", ()):
            yield from causes(inner)
        yield from causes(error.__cause__ or error.__context__)


def _decoded(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _ECHOED:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _messages(value: object) -> Iterator[str]:
    """What pydantic says: "max_tokens: Extra inputs are not permitted"."""
    if isinstance(value, Mapping):
        if "msg" in value:
            yield ": ".join(map(str, (*value.get("loc", ())[-1:], value["msg"])))
        else:
            yield from (text for inner in value.values() for text in _messages(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in _messages(inner))


def _number(header: str | None) -> float | None:
    try:
        number = float(header or "")
    except ValueError:
        return None
    return max(0.0, number) if math.isfinite(number) else None


def _until(date: str) -> float | None:
    """Seconds; None if it is no date."""
    try:
        until = parsedate_to_datetime(date)
    except ValueError:
        return None
    return max(0.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())
