"""Imports point one way, and each large dependency has one owner."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent
# The floors of the house, lowest first. A name that stands on none of them is a mistake.
FLOORS = (
    ("types", "errors", "privacy"),
    ("settings",),
    ("text",),
    ("models",),
    ("index",),
    ("query",),
    ("retrieval",),
    ("answering",),
    ("receipts",),
    ("responder",),
    ("rendering", "integrations"),
    ("messaging",),
    ("cli", "slack", "evals"),
    ("training",),
)
NO_ROOMS = {"__pycache__", "py.typed"}
DOORS = {"__init__", "__main__", "api"}  # what callers enter by, above all floors
INGEST = set(
    "__init__ __main__ api chunking cleaning cli dry executors facts formats parameters "
    "parsing pipeline pruning run sandbox scan transformations watch".split()
)
WINGS = {
    "types",
    "text",
    "models",
    "settings",
    "query",
    "index",
    "retrieval",
    "answering",
    "receipts",
    "rendering",
    "messaging",
}
# Loaded when they are needed, for few commands need them.
ON_DEMAND = {
    "models.chat",
    "answering.generative",
    "answering.rewriting",
    "index.archive",
    "index.archive_file",
    "models.trained",
}
MEASURING = {"evals", "training"}  # look at the parts of a wing, to measure and to make them
OWNERS = {
    "chromadb": {"qa_bot/index"},
    "tantivy": {"qa_bot/index"},
    "openai": {"qa_bot/models"},
    "slack_bolt": {"qa_bot/slack"},
    "slack_sdk": {"qa_bot/slack"},
    "llama_index": {"ingest", "qa_bot/api.py", "qa_bot/integrations"},
    "torch": {"qa_bot/training"},
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


def room(module: str) -> str:
    """The name on the top floor that a module belongs to."""
    return ([*module.split("."), "__init__"])[1]


def floor(name: str) -> int:
    """Raises StopIteration for a name that the house does not know."""
    return next(number for number, names in enumerate(FLOORS) if name in names)


def top_floor(package: str) -> set[str]:
    return {path.stem for path in (ROOT / package).iterdir() if path.suffix == ".py" or path.is_dir()} - {
        "__pycache__"
    }


def is_owner(dependency: str, path: Path) -> bool:
    relative = path.relative_to(ROOT)
    return bool(OWNERS[dependency] & {place.as_posix() for place in (relative, *relative.parents)})


def test_qa_bot_never_imports_ingest() -> None:
    assert not [
        (module, name)
        for module, name in IMPORTS
        if module.startswith("qa_bot") and name.split(".")[0] == "ingest"
    ]


def test_every_name_on_the_top_floor_is_known() -> None:
    assert top_floor("qa_bot") <= DOORS | {name for names in FLOORS for name in names}
    assert top_floor("ingest") <= INGEST


def test_the_top_floor_has_room_for_a_newcomer() -> None:
    listed = [path for path in (ROOT / "qa_bot").iterdir() if path.name not in NO_ROOMS]
    assert len(listed) <= 22


def test_a_module_imports_nothing_above_its_floor() -> None:
    assert not [
        (module, name)
        for module, name in IMPORTS
        if module.startswith("qa_bot.") and name.startswith("qa_bot.")
        if room(module) not in DOORS and floor(room(name)) > floor(room(module))
    ]


def test_nobody_imports_past_the_public_names_of_a_wing() -> None:
    past = [
        (module, name)
        for module, name in IMPORTS
        if name.startswith("qa_bot.") and room(name) in WINGS
        if not (module.startswith("qa_bot.") and room(module) in {room(name), *MEASURING})
        if name.rpartition(".")[0] in FILES and name.rpartition(".")[0] != f"qa_bot.{room(name)}"
    ]
    assert not [
        (module, name)
        for module, name in past
        if name.removeprefix("qa_bot.").rpartition(".")[0] not in ON_DEMAND
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


def test_messaging_knows_no_chat() -> None:
    files = {module: path for module, path in FILES.items() if module.startswith("qa_bot.messaging")}
    assert files
    assert not [
        (module, name)
        for module, name in IMPORTS
        if module in files and name.startswith(("qa_bot.slack", "slack_sdk", "slack_bolt"))
    ]
    assert not [module for module, path in files.items() if "slack" in path.read_text("utf-8").lower()]
