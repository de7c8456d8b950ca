"""Settings: config/default.toml, then the user's own file, then the environment."""

from qa_bot.settings.loading import DEFAULTS, HANDED_IN, Settings, own_file
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
    WatchSettings,
    WebSettings,
)

__all__ = [
    "DEFAULTS",
    "HANDED_IN",
    "AnswerSettings",
    "ChatSettings",
    "CostSettings",
    "GenerativeSettings",
    "IndexSettings",
    "IngestSettings",
    "ModelSettings",
    "ReceiptSettings",
    "RetrievalSettings",
    "Settings",
    "WatchSettings",
    "WebSettings",
    "own_file",
]
