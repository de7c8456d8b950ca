"""The two feedback buttons, and the modal that asks why an answer did not help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    FeedbackButtonObject,
    FeedbackButtonsElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
)
from slack_sdk.models.views import View

FEEDBACK = "feedback"  # the action id of the buttons and the callback id of the modal
_HELPFUL, _NOT_HELPFUL = "helpful", "not_helpful"
_REASON, _COMMENT = "reason", "comment"
_LONGEST_COMMENT = 2000
_REASONS = (
    "It is wrong",
    "The sources do not say so",
    "It is out of date",
    "It does not answer my question",
    "Something else",
)


@dataclass(frozen=True, slots=True)
class Pressed:
    """Which of the two buttons, under which answer."""

    answer_id: str
    helpful: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """Why an answer did not help."""

    answer_id: str
    why: str


def buttons(answer_id: str) -> FeedbackButtonsElement:
    return FeedbackButtonsElement(
        action_id=FEEDBACK,
        positive_button=FeedbackButtonObject(
            text="Helpful", accessibility_label="This answer helped", value=f"{_HELPFUL}:{answer_id}"
        ),
        negative_button=FeedbackButtonObject(
            text="Not helpful",
            accessibility_label="This answer did not help",
            value=f"{_NOT_HELPFUL}:{answer_id}",
        ),
    )


def pressed(value: str) -> Pressed:
    """The value of the button that was pressed."""
    which, _, answer_id = value.partition(":")
    return Pressed(answer_id, which == _HELPFUL)


def view(answer_id: str) -> View:
    """Asks why; everything in it may be left empty."""
    reasons = [Option(text=reason, value=reason) for reason in _REASONS]
    comment = PlainTextInputElement(action_id=_COMMENT, multiline=True, max_length=_LONGEST_COMMENT)
    return View(
        type="modal",
        callback_id=FEEDBACK,
        private_metadata=answer_id,
        title="What was wrong?",
        submit="Send",
        close="Cancel",
        blocks=[
            InputBlock(
                label="The answer",
                element=RadioButtonsElement(action_id=_REASON, options=reasons),
                block_id=_REASON,
                optional=True,
            ),
            InputBlock(label="What should it say?", element=comment, block_id=_COMMENT, optional=True),
        ],
    )


def explained(submitted: Mapping[str, Any]) -> Explained:
    """The `view` of a view_submission."""
    values = submitted["state"]["values"]
    reason = values.get(_REASON, {}).get(_REASON, {}).get("selected_option") or {}
    comment = values.get(_COMMENT, {}).get(_COMMENT, {}).get("value") or ""
    why = ": ".join(filter(None, (reason.get("value", ""), comment.strip())))
    return Explained(submitted["private_metadata"], why)
