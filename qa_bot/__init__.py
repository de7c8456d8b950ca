"""Answers questions about a folder of news articles; every sentence carries a proven citation.

The names below are the library; each is loaded when it is first used, so that importing one module of the
package costs no more than that module.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_bot.api import AnswerStream, QABot
    from qa_bot.errors import QABotError
    from qa_bot.models import OwnModels
    from qa_bot.settings import Settings
    from qa_bot.types import Answer, Citation, Disagreement, Passage, Question, Status, Turn

    __version__: str

_HOMES = {
    "AnswerStream": "api",
    "QABot": "api",
    "QABotError": "errors",
    "OwnModels": "models",
    "Settings": "settings",
    **dict.fromkeys(("Answer", "Citation", "Disagreement", "Passage", "Question", "Status", "Turn"), "types"),
}

__all__ = [
    "Answer",
    "AnswerStream",
    "Citation",
    "Disagreement",
    "OwnModels",
    "Passage",
    "QABot",
    "QABotError",
    "Question",
    "Settings",
    "Status",
    "Turn",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("qa-bot")
    if name in _HOMES:
        return getattr(import_module(f"qa_bot.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
