"""Gate: the other checks on this head are green, all of them or those that are named."""

from dataclasses import replace

from service.gates import NAMED, OFF, Case, Gate
from service.model import Condition, OtherCheck


def _judge(case: Case) -> Condition:
    names, signals = case.setting(GATE).names, case.signals
    checks = [check for check in signals.checks if not names or check.name in names]
    absent = [name for name in names if name not in {check.name for check in checks}]
    wanted = "all green" if not names else f"{len(names)} green"
    red = [check for check in checks if check.state == "failure"]
    if red:
        value = f"{len(red)} failed"
        return GATE.condition(wanted, value, False, f"not green: {_listed(red)}", f"mend {_listed(red)}")
    if unasked := [sentence for source, sentence in signals.missing if source in {"checks", "statuses"}]:
        return GATE.condition(wanted, "unknown", None, unasked[0], unasked[0])
    waiting = [*absent, *(check.name for check in checks if check.state == "waiting")]
    if waiting or not checks:
        return _open(wanted, waiting, final=signals.final)
    return GATE.condition(wanted, f"{len(checks)} green", True, f"every check is green ({len(checks)})")


def _open(wanted: str, names: list[str], *, final: bool) -> Condition:
    whose = _shortened(names) if names else "the first other check"
    if final:
        return GATE.condition(wanted, "not found", None, f"{whose} did not report", f"let {whose} report on this head")
    condition = GATE.condition(wanted, "waiting", None, f"{whose} has not finished yet", f"wait for {whose}")
    return replace(condition, waiting=True)


def _listed(checks: list[OtherCheck]) -> str:
    return _shortened([check.name for check in checks])


def _shortened(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


GATE = Gate("required_checks", "Other checks", _judge, OFF, picks=True, late=True)
