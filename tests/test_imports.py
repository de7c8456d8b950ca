"""Imports point one way, and each large dependency has one owner."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent
LEVELS = (
    ("types", "errors"),
    ("settings",),
    ("failures",),
    ("sentences", "words"),
    ("models",),
    ("lexical", "index"),
    ("retrieval",),
    ("answering",),
    ("receipt_file",),
    ("receipts",),
    ("responder",),
    ("cli", "commands", "chat", "slack", "evals"),
)
OWNERS = {
    "chromadb": {"qa_bot/index"},
    "tantivy": {"qa_bot/index/lexical.py"},
    "openai": {"qa_bot/models/registry.py", "qa_bot/models/chat.py"},
    "slack_bolt": {"qa_bot/slack"},
    "slack_sdk": {"qa_bot/slack"},
    "llama_index": {"ingest", "qa_bot/models/registry.py"},
}


def imported(path: Path) -> Iterator[str]:
    """Full names of the modules a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {dotted(path): path for package in ("qa_bot", "ingest") for path in (ROOT / package).rglob("*.py")}
IMPORTS = [(module, name) for module, path in FILES.items() for name in imported(path)]


def level(module: str) -> int | None:
    """None for a module that stands beside the levels."""
    name = module.removeprefix("qa_bot.").split(".")[0]
    return next((number for number, names in enumerate(LEVELS) if name in names), None)


def is_owner(dependency: str, path: Path) -> bool:
    relative = path.relative_to(ROOT)
    return bool(OWNERS[dependency] & {place.as_posix() for place in (relative, *relative.parents)})


def test_qa_bot_never_imports_ingest() -> None:
    assert not [
        (module, name)
        for module, name in IMPORTS
        if module.startswith("qa_bot") and name.split(".")[0] == "ingest"
    ]


def test_a_module_imports_nothing_above_its_level() -> None:
    assert not [
        (module, name)
        for module, name in IMPORTS
        if module.startswith("qa_bot.") and name.startswith("qa_bot.")
        if (own := level(module)) is not None and (level(name) or 0) > own
    ]


def test_imports_make_no_circle() -> None:
    graph: dict[str, set[str]] = {}
    for module, name in IMPORTS:
        used = name if name in FILES else name.rpartition(".")[0]
        if used in FILES and used != module:
            graph.setdefault(module, set()).add(used)
    TopologicalSorter(graph).prepare()  # raises CycleError, naming the circle


def test_a_dependency_is_imported_by_its_owner_alone() -> None:
    assert not [
        (module, name)
        for module, name in IMPORTS
        if (dependency := name.split(".")[0]) in OWNERS and not is_owner(dependency, FILES[module])
    ]
