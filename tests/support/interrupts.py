"""Ctrl-C in the processes that tests start."""

from __future__ import annotations

import signal


def heard() -> None:
    """For `preexec_fn`: a shell's background ignores Ctrl-C, and so would what is started there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
