"""Runs analyzers on strangers' files: a private directory, no secrets, limits, no survivors.

Everywhere: a tool is given a private directory with its inputs and nothing of the service's environment, has limits,
and ends, with everything it started, when it is done, late or cancelled. Where bubblewrap works it moreover has no
network, sees no other process and no file but programs, libraries and its inputs, and can write nothing that stays.
Where it does not, the network and the rest of the file system are those of the service's user.
"""

from service.edge.sandbox.hardening import harden
from service.edge.sandbox.limits import Limits
from service.edge.sandbox.runner import Runner

__all__ = ["Limits", "Runner", "harden"]
