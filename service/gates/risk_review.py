"""Gate: a change of high risk is approved by an owner of its files, or by somebody who may write where none is."""

from dataclasses import replace

from service.gates import NAMED, OFF, Case, Gate
from service.model import Condition

MAY_WRITE = frozenset({"admin", "maintain", "write"})


def _judge(case: Case) -> Condition:
    risk, owners = case.analysis.risk, case.analysis.owners
    if risk.band != "high":
        said = f"the risk is {risk.band}" if risk.band != "unknown" else "the risk is not ranked"
        return GATE.condition("if high", "not needed", True, f"{said}: no approval is needed")
    if unasked := [sentence for source, sentence in case.signals.missing if source == "reviews"]:
        return GATE.condition("an approval", "unknown", None, unasked[0], unasked[0])
    entitled = [each.login for each in case.signals.approvals if each.role in MAY_WRITE and _owns(each.login, owners)]
    if entitled:
        return GATE.condition("an approval", "approved", True, f"approved by {', '.join(entitled[:NAMED])}")
    whom = f"an owner of the files ({', '.join(owners[:NAMED])})" if owners else "somebody with write access"
    reason = f"the risk is high and {whom} has not approved this head yet"
    condition = GATE.condition("an approval", "waiting", None, reason, f"have {whom} approve this head")
    return replace(condition, waiting=True)


def _owns(login: str, owners: tuple[str, ...]) -> bool:
    """True for an owner, and where nobody can tell.

    Who is in a team is not told to an App without the members permission, and an address names no login: where only
    such owners stand, anybody who may write will do.
    """
    names = [owner.removeprefix("@").lower() for owner in owners]
    people = {name for name in names if "/" not in name and "@" not in name}
    return login.lower() in people or len(people) < len(names) or not names


GATE = Gate("risk_review", "Approval of high risk", _judge, OFF, late=True)
