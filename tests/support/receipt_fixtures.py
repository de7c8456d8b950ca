"""What tests of receipts begin with: a question that was asked."""

from __future__ import annotations

import pytest

from qa_bot.receipts import Receipt
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from support.ferry_receipts import answered


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Responder, Receipt]:
    """For what changes no article."""
    return answered(Settings.load(index={"path": tmp_path_factory.mktemp("receipts") / "index"}))
