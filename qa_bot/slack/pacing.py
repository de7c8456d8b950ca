"""How often Slack may be called, kept by whoever calls it; threads share these."""

from __future__ import annotations

import threading
import time
from collections import deque


class Pace:
    """Lets one pass at a time in each channel."""

    def __init__(self, between_s: float) -> None:
        self._between_s = between_s
        self._free_at: dict[str, float] = {}
        self._changing = threading.Lock()

    def wait(self, channel: str) -> None:
        with self._changing:
            turn = max(time.monotonic(), self._free_at.get(channel, 0.0))
            self._free_at[channel] = turn + self._between_s
        time.sleep(max(0.0, turn - time.monotonic()))


class Allowance:
    """So many within any minute."""

    def __init__(self, a_minute: int) -> None:
        self._taken: deque[float] = deque(maxlen=a_minute)
        self._changing = threading.Lock()

    def take(self) -> bool:
        now = time.monotonic()
        with self._changing:
            if len(self._taken) == self._taken.maxlen and now - self._taken[0] < 60:
                return False
            self._taken.append(now)
            return True
