"""What a chat model is asked with, without the parameters that its server refused before."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from qa_bot.models.chat.address import speaks_for_openai
from qa_bot.models.chat.failures import Refused
from qa_bot.models.protocols import Prompt
from qa_bot.settings import GenerativeSettings

_REFUSING = (400, 422)
_JSON_SCHEMA, _JSON_OBJECT = "json_schema", "json_object"
# Other words by which servers refuse a parameter.
_ALSO = {"reasoning_effort": "reasoning|thinking", "response_format": "json_schema|json_object|grammar"}

# Parameters that a model of a server refused, by (base URL, model), as long as the process lives. Only the
# event loop's thread looks in here.
_refused: dict[tuple[str, str], frozenset[str]] = {}


class Request:
    """One prompt to one model; each refusal that names a parameter makes it simpler."""

    def __init__(self, prompt: Prompt, settings: GenerativeSettings) -> None:
        self._prompt = prompt
        self._settings = settings
        self._server = (settings.base_url, settings.model)
        self._without = _refused.get(self._server, frozenset())

    def body(self) -> dict[str, Any]:
        return {
            "model": self._settings.model,
            "messages": [
                {"role": "system", "content": self._prompt.system},
                {"role": "user", "content": self._prompt.user},
            ],
            **self._parameters(),
        }

    def adapt(self, refused: Refused) -> bool:
        """Leaves out the parameter that was refused. Returns whether there was one to leave out."""
        name = self._refused_parameter(refused) if refused.status in _REFUSING else ""
        if not name:
            return False
        if name == "response_format" and _JSON_SCHEMA not in self._without:
            name = _JSON_SCHEMA
        self._without |= {name}
        return True

    def remember(self) -> None:
        """The request was taken as it is now: the next one begins so."""
        _refused[self._server] = self._without

    def _parameters(self) -> dict[str, Any]:
        return {name: value for name, value in self._wanted() if name not in self._without}

    def _wanted(self) -> Iterator[tuple[str, Any]]:
        settings = self._settings
        yield "stream", True
        if "stream" not in self._without:
            yield "stream_options", {"include_usage": True}
        yield "max_completion_tokens", settings.max_tokens
        # Its older name, which is all that Ollama knows; OpenAI takes no request with both.
        if "max_completion_tokens" in self._without or not speaks_for_openai(settings.base_url):
            yield "max_tokens", settings.max_tokens
        if settings.temperature != "default":
            yield "temperature", settings.temperature
        if settings.reasoning_effort != "default":
            yield "reasoning_effort", settings.reasoning_effort
        if self._prompt.schema is not None:
            yield "response_format", self._format(self._prompt.schema)

    def _format(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        if _JSON_SCHEMA in self._without:
            return {"type": _JSON_OBJECT}
        named = {"name": self._prompt.purpose.value, "strict": True, "schema": schema}
        return {"type": _JSON_SCHEMA, _JSON_SCHEMA: named}

    def _refused_parameter(self, refused: Refused) -> str:
        """The one among those sent that the refusal names: in its own field, else first in its words."""
        sent = list(self._parameters())
        if (param := refused.param.split(".")[0]) in sent:
            return param
        said = json.dumps(refused.said, ensure_ascii=False)
        places = {
            name: found.start()
            for name in sent
            if (found := re.search(rf"(?<!\w)(?:{name}|{_ALSO.get(name, name)})(?!\w)", said))
        }
        return min(places, key=lambda name: places[name], default="")
