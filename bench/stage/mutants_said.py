"""Mutations of what a prompt says: requirements, criteria, edge cases, rollback, value, scope, impact."""

import random
import re

from service import claims
from stage.mutants import Specimen, breaks, kept, one, uncoded

PROMISES = (
    "(R-1) It works properly.",
    "(R-1) The code is clean and readable.",
    "(R-1) Everything behaves as it should.",
)
WISHES = ("Make it robust and handle everything properly.", "Improve this as needed, in various suitable ways.")


@breaks("requirements")
def _vague_requirement(prompt: Specimen, chance: random.Random) -> str | None:
    item = one(prompt, "REQUIREMENTS", chance)
    return prompt.with_item("REQUIREMENTS", item, chance.choice(WISHES)) if item else None


@breaks("requirements")
def _watered_requirement(prompt: Specimen, chance: random.Random) -> str | None:
    item = one(prompt, "REQUIREMENTS", chance)
    first = item.text.split("\n")[0] if item else ""
    watered = f"{first} Do so appropriately, in a reasonable way."
    return (
        prompt.with_section("REQUIREMENTS", prompt.section("REQUIREMENTS").replace(first, watered, 1)) if item else None
    )


@breaks("requirements")
def _only_one_requirement(prompt: Specimen, _chance: random.Random) -> str | None:
    first, *rest = claims.items(prompt.section("REQUIREMENTS"))
    return prompt.with_section("REQUIREMENTS", f"{first.id}. {first.text}") if rest else None


@breaks("requirements")
def _no_requirements(prompt: Specimen, _chance: random.Random) -> str | None:
    return prompt.with_section("REQUIREMENTS", "")


@breaks("criteria")
def _one_loose_criterion(prompt: Specimen, chance: random.Random) -> str | None:
    item = one(prompt, "SUCCESS CRITERIA", chance)
    return (
        prompt.with_item("SUCCESS CRITERIA", item, chance.choice(PROMISES).replace("R-1", item.refs[0]))
        if item
        else None
    )


@breaks("criteria", "no-criterion")
def _only_loose_criteria(prompt: Specimen, _chance: random.Random) -> str | None:
    items = claims.items(prompt.section("SUCCESS CRITERIA"))
    return prompt.with_section(
        "SUCCESS CRITERIA", "\n".join(f"{item.id}. ({', '.join(item.refs)}) It works as it should." for item in items)
    )


@breaks("criteria")
def _criterion_without_its_number(prompt: Specimen, chance: random.Random) -> str | None:
    able = [item for item in claims.items(prompt.section("SUCCESS CRITERIA")) if not prompt_command(item.text)]
    item = chance.choice(able) if able else None
    cited = re.findall(r"`[^`\n]+`", item.text) if item else []
    return (
        prompt.with_item("SUCCESS CRITERIA", item, f"({item.refs[0]}) {cited[-1]} is fine.") if item and cited else None
    )


@breaks("no-criterion", "criteria")
def _no_criteria(prompt: Specimen, _chance: random.Random) -> str | None:
    return prompt.with_section("SUCCESS CRITERIA", "")


@breaks("edge-cases")
def _no_edge_cases(prompt: Specimen, _chance: random.Random) -> str | None:
    return prompt.with_section("EDGE CASES", "")


@breaks("edge-cases")
def _only_one_edge_case(prompt: Specimen, _chance: random.Random) -> str | None:
    first, *rest = claims.items(prompt.section("EDGE CASES"))
    return prompt.with_section("EDGE CASES", f"{first.id}. {first.text}") if rest else None


@breaks("edge-cases")
def _edge_cases_without_a_response(prompt: Specimen, _chance: random.Random) -> str | None:
    items = claims.items(prompt.section("EDGE CASES"))
    return prompt.with_section("EDGE CASES", "\n".join(f"{each.id}. {each.text.split(',')[0]}." for each in items))


@breaks("edge-cases")
def _one_edge_case_three_times(prompt: Specimen, _chance: random.Random) -> str | None:
    first, *rest = claims.items(prompt.section("EDGE CASES"))
    again = "\n".join(f"E-{number}. {first.text}" for number in range(1, len(rest) + 2))
    return prompt.with_section("EDGE CASES", again) if rest else None


@breaks("errors")
def _edge_cases_without_a_failure(prompt: Specimen, _chance: random.Random) -> str | None:
    return prompt.with_section(
        "EDGE CASES",
        "E-1. When the input looks odd, the work goes on with the next one.\n"
        "E-2. When somebody else edits this place, talk to them first.\n"
        "E-3. When a step takes long, drink a cup of tea and wait.",
    )


@breaks("rollback")
def _no_rollback(prompt: Specimen, _chance: random.Random) -> str | None:
    return prompt.with_section("ROLLBACK", "") or kept(prompt, "VALIDATION APPROACH", "(?i)roll back")


@breaks("rollback")
def _rollback_without_its_command(prompt: Specimen, _chance: random.Random) -> str | None:
    name = "ROLLBACK" if prompt.section("ROLLBACK") else "VALIDATION APPROACH"
    return prompt.with_section(name, prompt.section(name).replace("`git revert <commit>`", "the usual means"))


@breaks("rollback")
def _rollback_without_its_number(prompt: Specimen, _chance: random.Random) -> str | None:
    name = "ROLLBACK" if prompt.section("ROLLBACK") else "VALIDATION APPROACH"
    text = re.sub(r"(as soon as|when|or|if) 1 ", r"\1 some ", prompt.section(name))
    return prompt.with_section(name, text)


@breaks("metric")
def _no_measure(prompt: Specimen, _chance: random.Random) -> str | None:
    return kept_line(prompt, "GOAL", r"->|→")


@breaks("metric")
def _measure_without_its_target(prompt: Specimen, _chance: random.Random) -> str | None:
    return prompt.with_section(
        "GOAL", re.sub(r"\d+ (?:->|→) (?:at most )?\d+", "less than today", prompt.section("GOAL"))
    )


@breaks("metric")
def _measure_without_its_source(prompt: Specimen, _chance: random.Random) -> str | None:
    return prompt.with_section("GOAL", re.sub(r" ?\(?source: [^)\n]*\)?", "", prompt.section("GOAL")))


@breaks("metric")
def _measure_of_an_invented_source(prompt: Specimen, _chance: random.Random) -> str | None:
    text = prompt.section("GOAL")
    for passage in prompt.grounding.passages:
        text = text.replace(passage.finding, "fzzzzzzz")
    return prompt.with_section("GOAL", text)


@breaks("value")
def _nobody_in_the_goal(prompt: Specimen, _chance: random.Random) -> str | None:
    measure = [line for line in prompt.section("GOAL").split("\n") if re.search(r"->|→", line)]
    return prompt.with_section("GOAL", "\n".join(["The code should be other than it is today.", *measure]))


@breaks("value")
def _goal_without_a_reason(prompt: Specimen, _chance: random.Random) -> str | None:
    measure = [line for line in prompt.section("GOAL").split("\n") if re.search(r"->|→", line)]
    return prompt.with_section("GOAL", "\n".join(["Users want this done.", *measure]))


@breaks("resources")
def _nothing_out_of_scope(prompt: Specimen, _chance: random.Random) -> str | None:
    return prompt.with_section("OUT OF SCOPE", "")


@breaks("performance")
def _no_performance(prompt: Specimen, _chance: random.Random) -> str | None:
    return kept_line(prompt, "IMPACT", "(?i)^(- )?performance")


@breaks("performance")
def _performance_without_a_budget(prompt: Specimen, _chance: random.Random) -> str | None:
    text = re.sub(r"(?im)^((?:- )?performance:).*$", r"\1 it stays about as quick as it is.", prompt.section("IMPACT"))
    return prompt.with_section("IMPACT", text)


@breaks("security")
def _no_security(prompt: Specimen, _chance: random.Random) -> str | None:
    return kept_line(prompt, "IMPACT", "(?i)^(- )?security")


@breaks("security")
def _security_without_a_reason(prompt: Specimen, _chance: random.Random) -> str | None:
    text = re.sub(r"(?im)^((?:- )?security:).*$", r"\1 none.", prompt.section("IMPACT"))
    return prompt.with_section("IMPACT", text)


def kept_line(prompt: Specimen, section: str, pattern: str) -> str | None:
    """The text without the lines of the section that match."""
    lines = prompt.section(section).split("\n")
    rest = [line for line in lines if not re.search(pattern, line)]
    return prompt.with_section(section, "\n".join(rest)) if len(rest) < len(lines) else None


def prompt_command(text: str) -> bool:
    """True when a criterion is about a command."""
    return "exits 0" in text


@breaks("generic", "requirements")
def _requirements_for_any_repository(prompt: Specimen, _chance: random.Random) -> str | None:
    return prompt.with_section("REQUIREMENTS", anywhere(prompt, "REQUIREMENTS"))


@breaks("generic", "criteria", "no-criterion")
def _criteria_for_any_repository(prompt: Specimen, _chance: random.Random) -> str | None:
    return prompt.with_section("SUCCESS CRITERIA", anywhere(prompt, "SUCCESS CRITERIA"))


def anywhere(prompt: Specimen, name: str) -> str:
    """The section without anything of its repository."""
    text = uncoded(prompt.section(name))
    for passage in prompt.grounding.passages:
        text = text.replace(passage.finding, "one")
    for path in prompt.grounding.paths:
        text = text.replace(path, "a file")
    return text
