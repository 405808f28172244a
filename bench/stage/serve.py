"""A real `hone serve` in its own process, which can be started, killed and started again on the same data."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import httpx

from stage import ROOT, usage
from stage.github import until
from tests.standin_process import NOBODY

READY = 60.0
SERVE = ("-m", "service.cli", "serve")
PAUSE = 0.01


class Hone:
    """`hone serve` with this environment alone; its log lies beside its data in `folder`.

    `program` is what Python runs instead, with `--port N` behind it, where something is compared with Hone.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], program: Sequence[str] = SERVE) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._folder = folder
        self._program = program
        others = {name: value for name, value in os.environ.items() if not name.startswith("HONE_")}
        self._environment = {**others, "HONE_DATA_DIR": str(folder / "data"), **environment}
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{self._port}", timeout=10, trust_env=False, verify=NOBODY
        )
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._client.close()

    @property
    def hook(self) -> str:
        """Where it takes deliveries, after every restart too."""
        return f"http://127.0.0.1:{self._port}/webhooks/github"

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process, "it was not started"
        return self._process.pid

    def start(self) -> float:
        """Start it and wait until store and engine are ready; the seconds that took. Raises RuntimeError."""
        began = time.monotonic()
        self.launch()
        until(self.ready, READY, PAUSE)
        return time.monotonic() - began

    def launch(self) -> None:
        """Start it without waiting."""
        argv = [sys.executable, *self._program, "--port", str(self._port)]
        with (self._folder / "hone.log").open("ab") as log:
            self._process = subprocess.Popen(argv, cwd=ROOT, env=self._environment, stdout=log, stderr=log)

    def ready(self) -> bool:
        """Whether `/readyz` answers 200. Raises RuntimeError with the end of the log when the process is gone."""
        try:
            return self._client.get("/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            if self._process and self._process.poll() is not None:
                raise RuntimeError(f"hone serve ended: {self.log[-2000:]}") from None
            return False

    def parts(self) -> dict[str, Any]:
        """What `/readyz` says of each part."""
        return {part["part"]: part for part in self._client.get("/readyz").json()}

    def idle(self) -> bool:
        """True when the engine has no work."""
        return bool(self.parts()["engine"]["detail"] == "idle")

    def kill(self) -> None:
        """End it with SIGKILL, as the end of the machine would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, then patience until it has drained; a second call does nothing."""
        self._end(signal.SIGTERM)

    def cpu(self) -> float:
        """Seconds of CPU of the process and of every child it waited for."""
        return usage.cpu(self.pid)

    def rss(self) -> float:
        """MB of memory of the process and its living children."""
        return usage.rss(self.pid)

    @property
    def log(self) -> str:
        """Everything it said, over all its lives."""
        return (self._folder / "hone.log").read_text(errors="replace")

    def _end(self, by: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(by)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
