"""Where the client's time and chance come from, so that tests can hold both."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom


@dataclass(frozen=True, slots=True)
class Times:
    """Calendar time for what people read, monotonic seconds for waiting, and chance for jitter."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    uniform: Callable[[float, float], float] = SystemRandom().uniform
