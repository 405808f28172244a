"""Percentiles: how much of a window of values lies below one of them."""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterable, Iterator, Sequence


def share(ordered: Sequence[float], value: float) -> float:
    """The average rank of `value` among the sorted values and itself, over their count: above 0, at most 1."""
    below, upto = bisect_left(ordered, value), bisect_right(ordered, value) + 1
    return (below + upto + 1) / 2 / (len(ordered) + 1)


def rolling(values: Iterable[float], window: int) -> Iterator[float]:
    """Of each value its `share` among the last `window` values up to and including itself."""
    kept: deque[float] = deque()
    ordered: list[float] = []
    for value in values:
        yield share(ordered, value)
        kept.append(value)
        insort(ordered, value)
        if len(kept) == window:
            del ordered[bisect_left(ordered, kept.popleft())]
