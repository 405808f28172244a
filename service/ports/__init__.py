"""What the workflows need from the world; `edge/` implements it, tests replace as little of it as they can."""

from service.ports.code import Code, Finished, Sandbox
from service.ports.edge import Clock, Edge, Lab
from service.ports.engine import Engine, Run, Workflows
from service.ports.faults import Fault, Limited, Refused, Unavailable, Unfetchable, Withdrawn
from service.ports.github import Attempt, GitHub, Installation
from service.ports.store import Store

__all__ = [
    "Attempt",
    "Clock",
    "Code",
    "Edge",
    "Engine",
    "Fault",
    "Finished",
    "GitHub",
    "Installation",
    "Lab",
    "Limited",
    "Refused",
    "Run",
    "Sandbox",
    "Store",
    "Unavailable",
    "Unfetchable",
    "Withdrawn",
    "Workflows",
]
