"""Evidence -> an answer in proven sentences."""

from qa_bot.answering.citations import cited, lines_of
from qa_bot.answering.draft import Draft, Show, Statement, unseen
from qa_bot.answering.extractive import Extractive
from qa_bot.answering.generative import Generative
from qa_bot.answering.notices import nearest, notice
from qa_bot.answering.prompts import NOT_ANSWERED
from qa_bot.answering.rewriting import REWRITING, Rewriter
from qa_bot.answering.verification.checking import Check, Stated, check, given
from qa_bot.answering.verification.proving import Proving
from qa_bot.answering.verification.support import Support
from qa_bot.answering.verification.verifier import Verifier

__all__ = [
    "NOT_ANSWERED",
    "REWRITING",
    "Check",
    "Draft",
    "Extractive",
    "Generative",
    "Proving",
    "Rewriter",
    "Show",
    "Stated",
    "Statement",
    "Support",
    "Verifier",
    "check",
    "cited",
    "given",
    "lines_of",
    "nearest",
    "notice",
    "unseen",
]
