"""A chat model behind OpenAI's API, wherever it runs; knows nothing of articles and answers."""

from qa_bot.models.chat.client import OpenAIChat
from qa_bot.models.chat.probe import Facts, Probe

__all__ = ["Facts", "OpenAIChat", "Probe"]
