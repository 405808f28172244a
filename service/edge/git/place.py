"""Where git works and all it is told: a cleared environment and a configuration no repository can change."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.edge.git.limits import BLOB_BYTES, RENAMES

PASSED = ("PATH", "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE")
"""All that git sees of the operator's environment: where programs are, and the way out to the network."""

FIXED = {
    "HOME": os.devnull,  # no ~/.netrc, no ~/.config/git
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "GIT_ALLOW_PROTOCOL": "none",  # unlike protocol.allow, no configuration can widen it
}

CONFIGURATION = (
    ("core.hooksPath", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.attributesFile", os.devnull),
    ("core.bigFileThreshold", str(BLOB_BYTES)),
    ("credential.helper", ""),
    ("diff.renameLimit", str(RENAMES)),
    ("fetch.recurseSubmodules", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
)
"""Given to every process; it wins over the configuration file of any repository."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where git works: a bare directory of Hone's own, or a visitor's, and what else the process is told."""

    directory: Path | None
    """None: git looks for it, which only `rev-parse` on a visitor's clone may do."""
    objects: Path | None = None
    """Object store to read from instead of the directory's own."""
    configuration: tuple[tuple[str, str], ...] = ()
    protocols: str = ""
    """Colon-separated transports that may be used; none by default."""
    keep: tuple[int, ...] = ()
    """File descriptors the process inherits, such as a lock that must outlive Hone."""

    def environment(self) -> dict[str, str]:
        """The whole environment of the process; secrets travel here and never in the arguments."""
        pairs = (*CONFIGURATION, *self.configuration)
        inherited = {name: os.environ[name] for name in PASSED if name in os.environ}
        optional = {
            "GIT_DIR": self.directory,
            "GIT_OBJECT_DIRECTORY": self.objects,
            "GIT_ALLOW_PROTOCOL": self.protocols,
        }
        chosen = {name: str(value) for name, value in optional.items() if value}
        return {**inherited, **FIXED, **chosen, **_numbered(pairs)}


def _numbered(pairs: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    keys = {f"GIT_CONFIG_KEY_{at}": key for at, (key, _) in enumerate(pairs)}
    values = {f"GIT_CONFIG_VALUE_{at}": value for at, (_, value) in enumerate(pairs)}
    return {"GIT_CONFIG_COUNT": str(len(pairs)), **keys, **values}
