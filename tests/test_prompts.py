"""Meta prompts: well formed, versioned, and never changed under the same version."""

from string import Template

import pytest

from service import plan
from service import prompts as meta
from service.execute import overview
from service.execute.frame import MODEL_ONLY
from service.execute.writing import PARTS
from service.model import Analysis
from tests.improvements import SHELL, grounded

VERSIONS = {
    "credential@1",
    "docs@1",
    "evaluator@1",
    "experience@1",
    "feature@1",
    "improver@1",
    "master@2",
    "performance@1",
    "quality@2",
    "refactor@1",
    "security@1",
    "tests@1",
}
FINDINGS = ("quality", "security", "performance", "refactor", "tests", "docs", "credential")


def test_these_meta_prompts_are_shipped():
    assert {meta.load(name).label for name in meta.names()} == VERSIONS


@pytest.mark.parametrize("name", meta.names())
def test_a_meta_prompt_is_well_formed(name):
    template = meta.load(name)

    assert template.name == name
    assert len(template.sections) in meta.SECTIONS


@pytest.mark.parametrize("name", meta.names())
def test_a_text_never_changes_under_the_same_version(name):
    """Whoever changes a text gives it the next version, and adds that version's line to versions.json."""
    assert meta.versions()[meta.load(name).label] == meta.digest(name), f"{name}.md changed: give it a new version"


def test_versions_that_were_used_stay_on_record():
    assert {"master@1", "quality@1"} < meta.versions().keys()


@pytest.mark.parametrize("name", FINDINGS)
def test_a_template_asks_only_for_what_the_writer_knows(name):
    template = meta.load(name)

    asked = {
        input
        for section, text in template.sections.items()
        if section not in MODEL_ONLY
        for input in Template(text).get_identifiers()
    }
    assert asked <= PARTS.keys() | {"criteria"}
    assert {"goal", "context", "requirements", "success criteria", "edge cases", "impact", "next iteration"} <= (
        template.sections.keys()
    )


def test_the_master_frames_its_four_outputs():
    outputs = {"the prompt", "success criteria", "validation approach", "next iteration"}

    assert outputs < meta.load("master").sections.keys()


def test_the_master_tells_a_model_of_five_stages_and_what_was_learned():
    said = meta.load("master").render("orchestrator", {"learnings": "rollback was missing in 12 of 50"})

    assert all(f"{stage}:" in said for stage in ("ANALYZE", "PLAN", "EXECUTE", "EVALUATE", "ITERATE"))
    assert said.endswith("rollback was missing in 12 of 50")


def test_the_overview_has_exactly_three_places_and_says_why_one_is_empty():
    analysis = Analysis(introduced=(SHELL,), files=3, debt_minutes=20)
    slots = plan.places(plan.queue(analysis, grounded(SHELL)), analysis)

    assert [slot.kind for slot in slots] == ["quick", "performance", "structure"]
    assert overview(slots, analysis) == (
        "Three analyses stand behind these places: performance (0 introduced findings), code quality (1), technical "
        "debt (20 minutes added).\n"
        "At most one prompt for each place, in this order; Hone counts the findings before it, and again after it:\n"
        "1. high impact, low risk: Pass the command as a list of arguments in upload (shop/export.py). "
        "Before: 1 open finding; after: 0.\n"
        "2. medium impact, performance: empty, because no rule saw avoidable work that is worth a prompt in the 3 "
        "analysed files.\n"
        "3. long term, architecture: empty, because no function passed the limit of complexity, and no risky "
        "rebuilding is due in the 3 analysed files."
    )


SECTIONS = "".join(f"## part {number}\ntext\n\n" for number in range(5))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SECTIONS, "front matter"),
        ("---\nname: x\n---\n" + SECTIONS, "lacks inputs, version"),
        ("---\nname: x\nversion: 1\ninputs:\n---\n## one\ntext\n", "1 sections"),
        ("---\nname: x\nversion: 1\ninputs:\n---\n" + SECTIONS + "## more\n$unknown\n", "differ in unknown"),
        ("---\nname: x\nversion: 1\ninputs: unused\n---\n" + SECTIONS, "differ in unused"),
        ("---\nname: x\nversion: 1\ninputs:\n---\n" + SECTIONS + "## more\n5 $ a piece\n", "starts no placeholder"),
    ],
)
def test_a_malformed_meta_prompt_is_refused(text, why):
    with pytest.raises(ValueError, match=why):
        meta.parse(text)
