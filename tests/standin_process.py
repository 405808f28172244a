"""The stand-in for GitHub as a child process."""

import json
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[1]
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts no certificate, which loopback needs none of; loading the usual ones takes longer than most tests."""


class Standin:
    """The stand-in's own process, one for all tests of a session."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "standin.log"
        argv = [sys.executable, "-m", "service.standin", "--dir", str(folder), "--app-yml", str(ROOT / "app.yml")]
        with self._log.open("w") as log:
            self._process = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        line = self._process.stdout.readline()
        assert line, f"the stand-in did not start: {self._log.read_text()}"
        self.url: str = json.loads(line)["url"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    @property
    def crashes(self) -> str:
        """What it printed when it broke; empty while all is well."""
        said = self._log.read_text()
        return said if "Traceback" in said else ""
