"""ITERATE: a prompt that was refused is mended section by section, and what mended it is learned."""

from service.iterate.alternatives import Alternative, Scored, ahead, alternatives, compare
from service.iterate.gaps import Gap, gaps
from service.iterate.lessons import next_version, said
from service.iterate.loop import LEAST_GAIN, MOST_ROUNDS, Improved, again, improve, learned
from service.iterate.strategies import STRATEGIES, mending
from service.iterate.synthesis import Judge, synthesise

__all__ = [
    "LEAST_GAIN",
    "MOST_ROUNDS",
    "STRATEGIES",
    "Alternative",
    "Gap",
    "Improved",
    "Judge",
    "Scored",
    "again",
    "ahead",
    "alternatives",
    "compare",
    "gaps",
    "improve",
    "learned",
    "mending",
    "next_version",
    "said",
    "synthesise",
]
