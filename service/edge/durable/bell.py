"""A bell beside each queue: work that this process queues begins at once, and an idle queue is hardly looked at."""

import threading
import time

from dbos import DBOS, Queue
from dbos._queue import queue_worker_thread

PATIENCE = 10.0
"""Seconds that a look at the queue may take at a stop; what it takes then is taken again by the next start."""


FLOOD = 20
"""Rings between two looks from which the door is busy: then a look, which costs it time, comes less often."""
FLOOD_REST = 1.0


class Bell(threading.Event):
    """The stop event of a queue's thread, whose wait also ends when it is rung, but at most once in `rest` seconds.

    In a flood of work it ends once a second: what is accepted first is safe, and what is queued waits a little longer.

    DBOS looks at a queue once an interval and cannot be told that work came in; between two looks its thread waits for
    the event that stops it. It begins rung, so that what a crash left behind is looked for first.
    """

    def __init__(self, rest: float) -> None:
        super().__init__()
        self._rest = rest
        self._free = 0.0
        self._rings = 0
        self._rung = threading.Event()
        self._rung.set()

    def ring(self) -> None:
        """Have the queue looked at soon; call it after the commit."""
        self._rings += 1
        self._rung.set()

    def set(self) -> None:
        """Stop the thread."""
        super().set()
        self._rung.set()

    def wait(self, timeout: float | None = None) -> bool:
        """True when it is time to stop, False when it is time to look."""
        self._rung.wait(timeout)
        self._rung.clear()
        stopped = super().wait(max(0.0, self._free - time.monotonic()))
        rings, self._rings = self._rings, 0
        self._free = time.monotonic() + (FLOOD_REST if rings > FLOOD else self._rest)
        return stopped


class Listener:
    """Takes work from a queue in a thread of its own, as DBOS does, whenever the bell of that queue is rung."""

    def __init__(self, dbos: DBOS, queue: Queue, bell: Bell) -> None:
        self._bell = bell
        self._thread = threading.Thread(target=queue_worker_thread, args=(bell, dbos, queue), name=queue.name)
        self._thread.daemon = True
        self._thread.start()

    def stop(self) -> None:
        """Take nothing more; afterwards everything taken has begun, unless the database kept it waiting."""
        self._bell.set()
        self._thread.join(PATIENCE)
