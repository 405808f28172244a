"""Durable acknowledgements per second: Hone's door against a naive server that only commits a row.

Both run under uvicorn on SQLite with synchronous=FULL, one at a time in a fresh process and database, and take the same
signed 20 KB payloads of 50 pull requests from 16 keep-alive clients in a third process; rounds are interleaved and the
figures are medians. Hone meanwhile works through its queue, and that CPU counts. `--reviews 20` does the same while 20
CPU-bound stand-ins for reviews (two seconds each in processes, four at a time) run in Hone's own queue; the naive
server, which reviews nothing, has four such processes beside it.
"""

import argparse
import asyncio
import contextlib
import hashlib
import hmac
import http.client
import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

CLIENTS = 16
SUBJECTS = 50
SECRET = os.environ.get("HONE_WEBHOOK_SECRET") or uuid.uuid4().hex
TARGETS = {"ratio": 0.6, "p99_ms": 100.0, "cpu_ms": 1.5}
HERE = Path(__file__).parent


def payload(number: int) -> bytes:
    """A `pull_request` delivery of about 20 KB, compressible like GitHub's."""
    repository = {"id": 4711, "name": "shop", "full_name": "octo/shop", "owner": {"login": "octo", "id": 1}}
    urls = {f"{name}_url": f"https://api.github.com/repos/octo/shop/{name}{{/sha}}" for name in map(str, range(90))}
    side = {"sha": uuid.uuid4().hex + "0" * 8, "ref": "main", "repo": repository | urls}
    pull = {"number": number, "head": side, "base": side, "title": "Make it faster", "body": "Because. " * 150}
    event = {"action": "synchronize", "pull_request": pull, "repository": repository, "installation": {"id": 99}}
    return json.dumps(event).encode()


async def client(port: int, until: float, events: list[tuple[bytes, str]], took: list[float]) -> None:
    """Send deliveries one after the other and note how long each answer took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for body, signature in itertools.cycle(random.sample(events, len(events))):
        if time.monotonic() > until:
            break
        head = (
            f"POST /webhooks/github HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nX-GitHub-Event: pull_request\r\n"
            f"X-GitHub-Delivery: {uuid.uuid4()}\r\nX-Hub-Signature-256: {signature}\r\n\r\n"
        )
        began = time.monotonic()
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 202"):
            raise SystemExit(f"refused: {answer[:80]!r}")
        length = int(answer.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        took.append(time.monotonic() - began)
    writer.close()


async def load(port: int, seconds: float) -> dict[str, float]:
    """What 16 clients saw in that time."""
    bodies = [payload(number) for number in range(1, SUBJECTS + 1)]
    events = [(body, "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()) for body in bodies]
    took: list[float] = []
    began = time.monotonic()
    await asyncio.gather(*(client(port, began + seconds, events, took) for _ in range(CLIENTS)))
    percentile = statistics.quantiles(took, n=100)
    return {"acks": len(took), "seconds": time.monotonic() - began, "p99_ms": percentile[98] * 1000}


def serve(kind: str, directory: str, port: int, reviews: int) -> None:
    """Run one of the two servers in this process."""
    import uvicorn

    if kind == "naive":
        sys.path.insert(0, str(HERE))
        from naive import app

        uvicorn.run(app, port=port, log_level="warning", access_log=False)
        return
    from service.edge import database
    from service.edge.durable import DurableEngine
    from service.edge.store import SqlStore
    from service.edge.web import build
    from service.settings import read

    store = SqlStore(database.connect(f"sqlite:///{directory}/hone.db"))
    engine = DurableEngine(store, Busy(store, reviews), "bench")
    uvicorn.run(build(engine, read(), {}), port=port, log_level="warning", access_log=False)


class Busy:
    """Deliveries are settled; the first ones start a review that keeps a CPU busy."""

    def __init__(self, store, reviews: int) -> None:
        self.store, self.left = store, reviews

    async def delivered(self, run, delivery: str) -> None:
        """Settle it, and start a review while some are left."""
        from service.model import Change, Repo

        if self.left > 0:
            self.left -= 1
            await run.start("review", Change(Repo(self.left, "octo", "shop"), "a" * 40, "b" * 40, "refs/heads/main"))
        await self.store.settle(delivery, "done")

    async def review(self, run, _change) -> None:
        """Two seconds of CPU in ten steps, each in a process of low priority, as analyzers are run."""
        for step in range(10):
            await run.step(f"analyze {step}", self.spin)

    async def spin(self) -> int:
        """One fifth of a second of CPU."""
        program = "import time\nwhile time.process_time() < .2: sum(range(1000))"
        process = await asyncio.create_subprocess_exec("nice", "-n", "10", sys.executable, "-S", "-c", program)
        return await process.wait()

    async def reconcile(self, run) -> None:
        """Nothing was missed."""


class Server:
    """One server process, and what CPU it has used."""

    def __init__(self, kind: str, directory: str, reviews: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = os.environ | {
            "HONE_WEBHOOK_SECRET": SECRET,
            "BENCH_DATABASE": f"{directory}/naive.db",
            "PYTHONPATH": str(HERE.parent),
        }
        command = [sys.executable, __file__, "--serve", kind, directory, str(self.port), str(reviews)]
        self.process = subprocess.Popen(command, env=environment)
        self._wait()

    def cpu(self) -> float:
        """Seconds of CPU, all threads, user and system."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _wait(self) -> None:
        for _ in range(200):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
                connection.request("GET", "/healthz")
                connection.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise SystemExit("the server did not start")


@contextlib.contextmanager
def beside(kind: str, reviews: int) -> Iterator[None]:
    """While Hone reviews, its work keeps the processors busy; the naive server gets the same company."""
    spin = ["nice", "-n", "10", sys.executable, "-S", "-c", "while True: sum(range(1000))"]
    company = [subprocess.Popen(spin) for _ in range(4 if reviews and kind == "naive" else 0)]
    try:
        yield
    finally:
        for process in company:
            process.kill()
            process.wait()


def measure(kind: str, seconds: float, reviews: int) -> dict[str, float]:
    """One round against one fresh server, driven by a process of its own."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("HONE_BENCH_TMP")) as directory, beside(kind, reviews):
        server = Server(kind, directory, reviews)
        try:
            before = server.cpu()
            command = [sys.executable, __file__, "--load", str(server.port), str(seconds)]
            environment = os.environ | {"HONE_WEBHOOK_SECRET": SECRET}
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
            seen = json.loads(done.stdout)
            spent = server.cpu() - before
        finally:
            server.process.kill()
            server.process.wait()
    return {
        "acks_per_s": seen["acks"] / seen["seconds"],
        "p99_ms": seen["p99_ms"],
        "cpu_ms": spent / seen["acks"] * 1000,
    }


def compare(rounds: int, seconds: float, reviews: int) -> dict[str, dict[str, float]]:
    """Medians for both servers over interleaved rounds."""
    seen: dict[str, list[dict[str, float]]] = {"naive": [], "hone": []}
    for _ in range(rounds):
        for kind, rows in seen.items():
            rows.append(measure(kind, seconds, reviews))
    return {
        kind: {name: round(statistics.median(row[name] for row in rows), 2) for name in rows[0]}
        for kind, rows in seen.items()
    }


def main() -> int:
    """Print the table and the verdict."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=4.0)
    options.add_argument("--reviews", type=int, default=0)
    options.add_argument("--serve", nargs=4, help=argparse.SUPPRESS)
    options.add_argument("--load", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.serve:
        kind, directory, port, reviews = given.serve
        serve(kind, directory, int(port), int(reviews))
        return 0
    if given.load:
        print(json.dumps(asyncio.run(load(int(given.load[0]), float(given.load[1])))))
        return 0
    found = compare(given.rounds, given.seconds, given.reviews)
    ratio = round(found["hone"]["acks_per_s"] / found["naive"]["acks_per_s"], 2)
    print(f"{'':8}{'acks/s':>10}{'p99 ms':>10}{'CPU ms':>10}")
    for kind, figures in found.items():
        print(f"{kind:8}{figures['acks_per_s']:>10.0f}{figures['p99_ms']:>10.1f}{figures['cpu_ms']:>10.2f}")
    print(f"ratio {ratio}")
    figures = {"ratio": ratio, **found["hone"], "reviews": given.reviews}
    ok = ratio >= TARGETS["ratio"] and all(figures[name] <= TARGETS[name] for name in ("p99_ms", "cpu_ms"))
    against = "FastAPI + HMAC + one SQLite row, WAL, synchronous=FULL"
    print(json.dumps({"bench": "ack", "ok": ok, "figures": figures, "targets": TARGETS, "against": against}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
