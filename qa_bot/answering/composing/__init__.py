"""Material -> the lines of an answer, in the form that the question asks for."""

from qa_bot.answering.composing.compose import compose
from qa_bot.answering.composing.material import Composed, Material

__all__ = ["Composed", "Material", "compose"]
