"""A model's reply in pieces -> its sentences, each as soon as it is whole, with the ids it cites."""

from qa_bot.answering.claims.joining import Claim
from qa_bot.answering.claims.reading import claims
from qa_bot.answering.claims.thoughts import without_thoughts

__all__ = ["Claim", "claims", "without_thoughts"]
