"""What Hone costs a machine: CPU and wall time to ready, memory and CPU at idle, memory after work, `hone --help`.

`hone serve` runs on SQLite as an operator runs it, against the stand-in for GitHub; CPU counts the children it waited
for, memory its living children too. Idle is measured over ten seconds, ten seconds after it was ready. Then pull
requests of two files are opened one by one and memory is read again once all are answered.
Compared with: a FastAPI application of one route under uvicorn, started, left idle and measured the same way.
"""

import argparse
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from stage import ROOT, usage
from stage.github import GitHub, until, verdict
from stage.pulls import Shop
from stage.serve import Hone

TARGETS = {"start_cpu_s": 3.0, "idle_rss_mb": 150.0, "help_cpu_s": 0.5, "worked_rss_mb": 400.0}
MINIMAL = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
app.get("/readyz")(lambda: "ok")
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
"""
SETTLE = 10.0
"""Seconds of rest before idle is measured, and the seconds it is measured for."""
ANSWER = 60.0


def idle(pid: int) -> dict[str, float]:
    """Memory and CPU of a process that was left alone."""
    time.sleep(SETTLE)
    before, began = usage.cpu(pid), time.monotonic()
    time.sleep(SETTLE)
    percent = (usage.cpu(pid) - before) / (time.monotonic() - began) * 100
    return {"idle_rss_mb": usage.rss(pid), "idle_cpu_percent": percent}


def starts(place: Path, github: GitHub, rounds: int) -> dict[str, float]:
    """Medians over starts on a fresh data folder; and the same folder once more, as after an upgrade."""
    fresh, again = [], []
    for number in range(rounds):
        hone = Hone(place / f"start{number}", github.environment())
        for seen in (fresh, again):
            wall = hone.start()
            seen.append((hone.cpu(), wall))
            hone.stop()
    cpu, wall = (statistics.median(each) for each in zip(*fresh, strict=True))
    return {"start_cpu_s": cpu, "start_s": wall, "restart_cpu_s": statistics.median(cpu for cpu, _ in again)}


def worked(hone: Hone, github: GitHub, place: Path, pulls: int) -> dict[str, float]:
    """Memory after so many pull requests, each answered before the next is opened."""
    shop = Shop(github, place / "shop.git", "acme/shop", history=50)
    github.act("hook", url=hone.hook)
    for number in range(pulls):
        pull = shop.open(files=2, number=number)
        until(lambda pull=pull: verdict(github.page(shop.name, pull["number"])), ANSWER)
    until(hone.idle, ANSWER)
    return {"worked_rss_mb": hone.rss(), "pulls": pulls}


def minimal(rounds: int) -> dict[str, float]:
    """The same figures of the application it is compared with."""
    taken = []
    for _ in range(rounds):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        began = time.monotonic()
        with subprocess.Popen([sys.executable, "-c", MINIMAL, str(port)]) as process:
            until(lambda port=port: _answers(port), ANSWER, 0.01)
            taken.append((usage.cpu(process.pid), time.monotonic() - began))
            rest = idle(process.pid) if len(taken) == rounds else {}
            process.terminate()
    cpu, wall = (statistics.median(each) for each in zip(*taken, strict=True))
    return {"start_cpu_s": cpu, "start_s": wall, **rest}


def helped(rounds: int) -> float:
    """Seconds of CPU of `hone --help`, the median."""
    taken = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "service.cli", "--help"]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(taken)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def measure(rounds: int, pulls: int) -> dict[str, float]:
    """All figures of Hone."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("HONE_BENCH_TMP")) as name:
        place = Path(name)
        with GitHub(place / "github") as github:
            github.install()
            found = starts(place, github, rounds) | {"help_cpu_s": helped(rounds)}
            with Hone(place / "hone", github.environment()) as hone:
                found |= idle(hone.pid)
                found |= worked(hone, github, place, pulls)
    return found


def main() -> int:
    """Print the table and the verdict."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--pulls", type=int, default=200)
    given = options.parse_args()
    hone, plain = measure(given.rounds, given.pulls), minimal(given.rounds)
    print(f"{'':18}{'hone':>10}{'FastAPI':>10}{'target':>10}")
    for name, figure in hone.items():
        beside = f"{plain[name]:>10.2f}" if name in plain else " " * 10
        print(f"{name:18}{figure:>10.2f}{beside}{TARGETS.get(name, ''):>10}")
    figures = {name: round(figure, 2) for name, figure in hone.items()}
    figures |= {f"plain_{name}": round(figure, 2) for name, figure in plain.items()}
    ok = all(figures[name] <= most for name, most in TARGETS.items())
    against = "a FastAPI application of one route under uvicorn"
    print(json.dumps({"bench": "footprint", "ok": ok, "figures": figures, "targets": TARGETS, "against": against}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
