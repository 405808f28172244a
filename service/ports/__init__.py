"""What the workflows need from the world; `edge/` implements it, tests replace as little of it as they can."""

from service.ports.cache import Cache
from service.ports.code import Code, Finished, Sandbox
from service.ports.edge import Clock, Edge, Lab
from service.ports.engine import Engine, Run, Workflows
from service.ports.faults import Fault, Limited, Refused, Unavailable, Unfetchable, Ungranted, Withdrawn
from service.ports.github import Artifact, Attempt, GitHub, Installation, IssueText
from service.ports.history import History, Profiles
from service.ports.inventory import Inventory
from service.ports.ledger import Ledger
from service.ports.llm import Llm
from service.ports.store import Store

__all__ = [
    "Artifact",
    "Attempt",
    "Cache",
    "Clock",
    "Code",
    "Edge",
    "Engine",
    "Fault",
    "Finished",
    "GitHub",
    "History",
    "Installation",
    "Inventory",
    "IssueText",
    "Lab",
    "Ledger",
    "Limited",
    "Llm",
    "Profiles",
    "Refused",
    "Run",
    "Sandbox",
    "Store",
    "Unavailable",
    "Unfetchable",
    "Ungranted",
    "Withdrawn",
    "Workflows",
]
