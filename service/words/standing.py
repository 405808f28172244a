"""What stands around a verdict: the settings' mistakes, and what validates the change."""

from service.model import CONFIG_PATH, Condition, Config, ConfigFault, Validation
from service.words.markdown import code, full_stop, prose, text

_FILE = {"repository": "{}", "organisation": "the organisation's {}", "head": "{} as this change leaves it"}
_STATE = {"done": "✅ done", "failed": "❌ failed", "waiting": "⏳ waiting", "not found": "➖ not found"}


def configuration(config: Config) -> str:
    """What is wrong with the settings, line by line, and that a change of them waits; empty when nothing is."""
    lines = [f"- {_fault(fault)}" for fault in config.faults]
    if config.changed_here:
        lines.insert(0, f"- {code(CONFIG_PATH)} changed here takes effect after merge: a change never judges itself.")
    return "**Configuration**\n\n" + "\n".join(lines) if lines else ""


def _fault(fault: ConfigFault) -> str:
    said = prose(fault.message, 400)
    line = f" line {fault.line}" if fault.line else ""
    return f"{_FILE[fault.source].format(code(fault.path))}{line}: {full_stop(said)}"


def validated(validations: tuple[Validation, ...]) -> str:
    """What validates the change, one line each with its source; empty when nobody looked."""
    lines = [f"- {each.title}: {_STATE[each.state]} ({text(each.source, 200)})" for each in validations]
    return "**Validation**\n\n" + "\n".join(lines) if lines else ""


def to_pass(conditions: tuple[Condition, ...], but: frozenset[str]) -> tuple[str, ...]:
    """What meets the failed conditions, one sentence each; without the gates in `but`."""
    return tuple(each.to_pass for each in conditions if each.met is False and each.gate not in but and each.to_pass)
