"""Evidence -> an answer in proven sentences."""

from qa_bot.answering.answerers import Answerer, Answerers, Answering, build_verifier
from qa_bot.answering.citations import cited, lines_of
from qa_bot.answering.draft import Draft, Show, Statement, unseen
from qa_bot.answering.extractive import Extractive
from qa_bot.answering.notices import nearest, notice
from qa_bot.answering.prompts import NOT_ANSWERED
from qa_bot.answering.verification.cases import Verifying
from qa_bot.answering.verification.checking import Check, Stated, check, checked, given

__all__ = [
    "NOT_ANSWERED",
    "Answerer",
    "Answerers",
    "Answering",
    "Check",
    "Draft",
    "Extractive",
    "Show",
    "Stated",
    "Statement",
    "Verifying",
    "build_verifier",
    "check",
    "checked",
    "cited",
    "given",
    "lines_of",
    "nearest",
    "notice",
    "unseen",
]
