"""Settings: config/default.toml, then the user's own file, then the environment. Builds no models.

The defaults live in the TOML file alone, with a comment each; a setting missing there is an error. A file
that merely lies in the current folder may be another person's: it does not say where the user's keys go.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from qa_bot.errors import UsageError
from qa_bot.privacy import is_near
from qa_bot.settings.sections import (
    AnswerSettings,
    ChatSettings,
    CostSettings,
    GenerativeSettings,
    IndexSettings,
    IngestSettings,
    ModelSettings,
    ReceiptSettings,
    RetrievalSettings,
    Section,
    WatchSettings,
    WebSettings,
)

HANDED_IN = "handed in: "  # before the name of an embedder that no setting can name
_PACKAGED = Path(__file__).parent.parent / "default.toml"  # in a wheel
_CHECKOUT = Path(__file__).parents[2] / "config" / "default.toml"
DEFAULTS = _PACKAGED if _PACKAGED.exists() else _CHECKOUT

# Variables that mean the same to other programs.
_KNOWN_NAMES = {
    "CHROMA_URL": ("index", "url"),
    "CHROMA_API_KEY": ("index", "token"),
    "CHROMA_TENANT": ("index", "tenant"),
    "CHROMA_DATABASE": ("index", "database"),
    "OPENAI_BASE_URL": ("generative", "base_url"),
}
_PREFIX = "QA_BOT__"
_OWN_FILE = "qa-bot.toml"

# The variables with keys that are sent to the servers which these settings name.
_KEYS = {
    ("generative", "base_url"): ("OPENAI_API_KEY",),
    ("models", "embedder_url"): ("OPENAI_API_KEY",),
    ("index", "url"): ("CHROMA_API_KEY", f"{_PREFIX}INDEX__TOKEN"),
}


class Settings(BaseSettings):
    """All settings, validated once; `Settings.load()` reads them."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    index: IndexSettings
    ingest: IngestSettings
    web: WebSettings
    watch: WatchSettings
    models: ModelSettings
    generative: GenerativeSettings
    cost: CostSettings
    retrieval: RetrievalSettings
    answer: AnswerSettings
    receipts: ReceiptSettings
    slack: ChatSettings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings  # the environment wins over the files

    @classmethod
    def load(cls, **overrides: dict[str, Any]) -> Settings:
        """Reads files and environment; `overrides` (a command's options) win over both.

        Raises UsageError naming the setting and what is wrong with it.
        """
        values = _read(DEFAULTS)
        known = frozenset(_names(values))
        changes: dict[str, Any] = {}
        if own := own_file():
            changes = _read(own)
            _check_names(_names(changes), known, str(own))
            values = _merged(values, changes)
        for variable in os.environ:
            if variable.upper().startswith(_PREFIX):
                _check_names([_name_of(variable)], known, variable)
        for variable, (section, key) in _KNOWN_NAMES.items():
            if value := os.environ.get(variable):
                values = _merged(values, {section: {key: value}})
        try:
            settings = cls(**values)._overridden(overrides)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"])
            is_section = isinstance(first["input"], dict)
            given = "" if "token" in name or is_section else f" = {first['input']!r}"
            raise UsageError(f"The setting {name}{given} is wrong: {first['msg']}.") from None
        if own and _is_merely_found(own):
            _check_keys(settings, own, changes)
        return settings

    def at(self, index: str | PathLike[str] | None = None, embedder: str | None = None) -> Settings:
        """The same for the index in that folder, and for an embedder that is handed in, by its name."""
        overrides: dict[str, dict[str, Any]] = {}
        if index is not None:
            overrides["index"] = {"path": Path(index), "url": ""}
        if embedder is not None:
            overrides["models"] = {"embedder": f"{HANDED_IN}{embedder}"}
        return self._overridden(overrides)

    def _overridden(self, overrides: dict[str, dict[str, Any]]) -> Settings:
        """Validates section by section: validating the whole reads the environment again, which wins."""
        sections = {
            name: type(section).model_validate({**section.model_dump(), **values})
            for name, values in overrides.items()
            if isinstance(section := getattr(self, name), Section)
        }
        return self.model_copy(update=sections)


def own_file() -> Path | None:
    """The user's own, if there is one. Raises UsageError if QA_BOT_CONFIG names none."""
    named = os.environ.get("QA_BOT_CONFIG")
    if named and not Path(named).is_file():
        raise UsageError(f"QA_BOT_CONFIG names {named!r}, which is not a file.")
    own = Path(named or _OWN_FILE)
    return own if own.is_file() else None


def _is_merely_found(own: Path) -> bool:
    """Whether the user neither named the file nor has it in his home."""
    with suppress(RuntimeError):  # there may be no home
        return not os.environ.get("QA_BOT_CONFIG") and own.absolute().parent != Path.home()
    return True


def _check_keys(settings: Settings, own: Path, changes: Mapping[str, Any]) -> None:
    """Raises UsageError where a key of the environment would go to a server that only the found file names.

    Not to this machine or its network, where servers of one's own run.
    """
    given = {variable.upper() for variable, value in os.environ.items() if value}
    for (section, setting), keys in _KEYS.items():
        address = getattr(getattr(settings, section), setting)
        ours = f"{_PREFIX}{section}__{setting}".upper()
        known = next((name for name, named in _KNOWN_NAMES.items() if named == (section, setting)), ours)
        is_trusted = given & {known, ours} or is_near(address)
        key = next((key for key in keys if key in given), None)
        if key and address and address == changes.get(section, {}).get(setting) and not is_trusted:
            raise UsageError(
                f"{own} in the current folder would send your {key} to {address}; if that is meant, set "
                f"{known} to it, or QA_BOT_CONFIG to the path of that file."
            )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"The settings file {path} is not valid TOML: {error}.") from None


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    sections = {
        name: {**base[name], **values} if isinstance(values, dict) else values
        for name, values in over.items()
    }
    return {**base, **sections}


def _names(values: Mapping[str, Any]) -> Iterator[str]:
    """Of sections, and of the settings in them as "section.key"."""
    for section, settings in values.items():
        yield section
        if isinstance(settings, dict):
            yield from (f"{section}.{key}" for key in settings)


def _name_of(variable: str) -> str:
    return ".".join(variable[len(_PREFIX) :].lower().split("__")[:2])


def _check_names(given: Iterable[str], known: Collection[str], where: str) -> None:
    """Raises UsageError for one that is unknown: it would change nothing, and nobody would notice."""
    for name in given:
        if name not in known:
            from difflib import get_close_matches

            close = get_close_matches(name, known, 1)
            rather = f"do you mean {close[0]}?" if close else f"{DEFAULTS} lists all."
            raise UsageError(f"There is no setting {name} ({where}); {rather}")
