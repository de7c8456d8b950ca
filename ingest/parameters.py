"""What a command line of the ingest may name: paths or addresses, and times."""

from __future__ import annotations

import os
import re
from typing import Any

import click

from ingest.scan.web.address import Address, is_address
from qa_bot.cli import options

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Source(options.NamedPath):
    """A path, or an address, which pathlib would take the double slash of."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        text = os.fspath(value)
        if is_address(text):
            return Address(text)
        if "://" in text:
            self.fail(f"{text!r} is no http or https address.", param, ctx)
        return super().convert(value, param, ctx)


class Duration(click.ParamType[float]):
    """ "90s", "15m", "2h" or "1d", as seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", str(value).strip())
        if not match or not float(match[1]):
            self.fail(f"{value!r} is no time; write e.g. 90s, 15m, 2h or 1d.", param, ctx)
        return float(match[1]) * _SECONDS[match[2]]
