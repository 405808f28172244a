"""What a feature needs beside its code: schema, endpoints, front end; gates to pass; how its success is seen."""

from collections.abc import Sequence

from service.execute.scene import code
from service.execute.site import Site


def specification(ground: Site) -> dict[str, str]:
    """The technical specification: where each kind of code lives, or that the tree has none of it."""
    schema, endpoints, components = ground.role("schema"), ground.role("endpoints"), ground.role("components")

    def none(what: str) -> str:
        return f"none: the tree at {ground.head} holds no {what}."

    return {
        "schema": f"as in {schema}, with a migration; none when nothing is stored." if schema else none("models"),
        "endpoints": f"as in {endpoints}; errors are answered as there." if endpoints else none("routes"),
        "components": f"in the manner of {components}." if components else none("components or templates"),
    }


def gates(ground: Site) -> dict[str, str]:
    """The four gates, each by what the repository itself declares or has."""
    unit = next((code(each.run) for each in ground.commands if each.kind == "test"), "")
    near, seen = ground.role("tests"), ground.role("components")
    return {
        "unit": f"{unit} exits 0." if unit else "none: no manifest declares a test command for these files.",
        "integration": f"1 test reaches the new code as users do, in the manner of {near}."
        if near
        else "none: no test to follow.",
        "experience": (
            "each new field, button and image has a name that can be read out."
            if seen
            else "none: the tree holds no interface."
        ),
    }


def iteration(ground: Site, later: Sequence[str]) -> dict[str, str]:
    """How users meet it, and what comes next; a library has no users to split."""
    served = ground.role("endpoints") or ground.role("components")
    share = "a switch, off by default; on for 10 % of users, for all after 7 days without a rise of errors."
    return {
        "split": share if served else "none: the tree holds no endpoint or component, so there are no users to split.",
        "next": (
            f'"{later[0]}", the next line of the wish, in a change of its own.'
            if later
            else f"ask who wished for it what {ground.path} still lacks."
        ),
    }
