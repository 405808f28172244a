"""Every setting a repository may decide, and its shape."""

from functools import cache

from service import gates
from service.config.shapes import Choice, Number, Section, Single, Switch, Texts
from service.gates import Gate
from service.model.config import INLINE, PROMPTS

PATH_GLOB = r"(?!/)(?!.*(?:^|/)\.\.(?:/|$))(?!.*://)[^\\\x00-\x1f\x7f]+"
"""Relative, never up and out, and no address."""
CHECK_NAME = r"(?!.*://)[^\x00-\x1f\x7f`]+"


@cache
def root() -> Section:
    """The whole file."""
    judged = {gate.name: _gate(gate) for gate in gates.every()}
    return Section(
        {
            "mode": Choice(("off", "check-only", "comment"), "nothing, the check run alone, or comments too"),
            "ignore": Texts(PATH_GLOB, "glob", "paths nobody wants to hear about: `*`, `**` and `?`, as in `dist/**`"),
            "gates": Section(judged, "which quality gates judge a change, and by which limit"),
            "comments": Section(
                {"inline": Number(0, INLINE, "inline comments with a suggested repair, at most", whole=True)},
                "what is said on a pull request",
            ),
            "prompts": Number(0, PROMPTS, "improvement prompts of one change, at most", whole=True),
            "queue": Switch("whether the improvement queue is kept as an issue"),
        },
        "How Hone works in this repository",
    )


def _gate(gate: Gate) -> Section:
    keys: dict[str, Single | Section] = {}
    if gate.bounds:
        default = f"default {gate.setting.limit:g}"
        keys["limit"] = Number(*gate.bounds, f"the limit, {default}")
    if gate.picks:
        keys["names"] = Texts(CHECK_NAME, "name", "the checks that must be green; none named: all of them")
    state = "on" if gate.setting.on else "off"
    return Section(keys, gate.title, Switch(f"{gate.title}: {state} by default"))
