"""Which line heads a section, and what a section is called whatever its author calls it."""

import re

_CAPITALS = re.compile(r"[A-Z]{2}[A-Z &/-]{1,38}[A-Z]\Z")
_HASHES = re.compile(r"#{1,6}[ \t]+(.{1,120}?)[ \t#]*\Z")
_STRONG = re.compile(r"\*\*(.{1,60}?):?\*\*:?\Z")
_COLON = re.compile(r"([A-Z][A-Za-z -]{2,39}):\Z")
_NUMBER = re.compile(r"\A(?:\d{1,2}[.)]|[IVX]{1,4}\.)[ \t]+")
_PLAIN = re.compile(r"[^A-Z0-9 -]+")

LONGEST = 160
"""Characters of a line that may still be a heading."""

NAMES = {
    "GOAL": ("GOALS", "OBJECTIVE", "PURPOSE", "VALUE", "GOAL AND VALUE", "WHY", "PROBLEM", "SUMMARY", "USER STORY"),
    "CONTEXT": ("BACKGROUND", "FINDINGS", "AFFECTED FILES", "CURRENT BEHAVIOUR", "CURRENT BEHAVIOR", "CURRENT STATE"),
    "DEPENDENCIES": ("DEPENDS ON", "PREREQUISITES", "DEPENDENCY"),
    "REQUIREMENTS": ("REQUIREMENT", "TASKS", "TASK", "STEPS", "WHAT TO DO", "CHANGES", "FUNCTIONAL REQUIREMENTS"),
    "OUT OF SCOPE": ("NON-GOALS", "NON GOALS", "NOT IN SCOPE", "DO NOT TOUCH"),
    "SUCCESS CRITERIA": ("ACCEPTANCE CRITERIA", "ACCEPTANCE", "DEFINITION OF DONE", "DONE WHEN", "CRITERIA"),
    "EDGE CASES": ("EDGE CASES AND ERRORS", "EDGE CASES ERRORS", "ERROR HANDLING", "ERRORS", "CORNER CASES"),
    "IMPACT": ("IMPACTS", "PERFORMANCE AND SECURITY", "NON-FUNCTIONAL REQUIREMENTS", "RISKS"),
    "VALIDATION APPROACH": ("VALIDATION", "VERIFY", "VERIFICATION", "HOW TO VERIFY", "TESTING", "TEST PLAN"),
    "ROLLBACK": ("ROLLBACK PLAN", "ROLL BACK", "REVERT", "BACKOUT PLAN"),
    "NEXT ITERATION": ("NEXT STEP", "NEXT STEPS", "FOLLOW-UP", "FOLLOW UP"),
    "RETURN CONTRACT": ("REPORT BACK", "DELIVERABLES"),
}
"""The sections of a prompt, in their order, each with what others call it."""

_CANONICAL = {other: name for name, others in NAMES.items() for other in (name, *others)}


def heading(line: str) -> str:
    """The name of the section that the line heads, in capitals; empty when it heads none.

    A line of capitals and a Markdown heading always do; strong text and `Name:` only with a name that is known.
    """
    line = line.strip() if len(line) <= LONGEST else ""
    if _CAPITALS.match(line):
        return called(line)
    if hashes := _HASHES.match(line):
        return called(hashes[1])
    loose = _STRONG.match(line) or _COLON.match(line)
    return _CANONICAL.get(_bare(loose[1]), "") if loose else ""


def called(name: str) -> str:
    """The name in capitals, and the usual one where it is another word for it."""
    bare = _bare(name)
    return _CANONICAL.get(bare, bare)


def _bare(name: str) -> str:
    plain = _PLAIN.sub(" ", _NUMBER.sub("", name.strip("*_ :")).upper())
    return " ".join(plain.split())
