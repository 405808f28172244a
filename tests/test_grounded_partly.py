"""A clone that holds only what was asked for: what a review fetches along, and what a request fetches for itself."""

from service import execute
from service.edge.git import Mirror
from service.edge.sandbox import Runner
from service.local import WallClock
from service.model import Grounding
from service.ports import Lab
from service.workflows.context import facts
from service.workflows.evidence import gather
from service.workflows.grounded import for_feature, for_findings, for_text
from tests.githost import SHOP, change, code, host, shop, token
from tests.test_grounded import FILES, WORSE

__all__ = ["code", "host", "shop"]


def lab(clones):
    return Lab(clones, Runner(), WallClock(), b"salt", history=clones)


async def test_a_wish_and_a_pasted_prompt_take_one_request_each_beside_the_commit(host, shop, code):
    shop.commit({"README.md": "x\n", **FILES})
    head = await code.newest(SHOP)
    before = host.fetches

    wished = await for_feature(lab(code), SHOP, head, "Export rows as CSV")
    after_wish = host.fetches
    pasted = await for_text(lab(code), SHOP, head, "Change `pay` in `shop/till.py`.")

    assert wished.outlines[0].symbols[0].name == "write_rows"
    assert {each.name for outline in pasted.outlines for each in outline.symbols} >= {"pay"}
    assert (after_wish - before, host.fetches - after_wish) in {(1, 0), (1, 1)}


async def test_a_review_fetches_in_its_two_requests_what_its_prompts_and_a_model_read(host, shop, tmp_path):
    clones = Mirror(tmp_path / "clones", host.url, token, beside=execute.beside)
    base = shop.commit(FILES)
    head = shop.commit({"shop/basket.py": WORSE}, parents=[base], branch="f")
    asked = change(head, base)

    evidence = await gather(lab(clones), asked)
    told = await facts(lab(clones), asked, evidence.grounding, evidence.analysis.introduced)

    assert host.fetches == 2
    assert evidence.grounding.passages[0].test == "tests/test_basket.py"
    assert evidence.grounding.passages[0].callers == (), "the till is not here, and nobody pretends to know it"
    assert "Run `pytest`." in told.stable
    assert "tests/test_basket.py:" in told.change

    asked_for = await for_findings(lab(clones), SHOP, head, evidence.analysis.introduced)

    assert isinstance(asked_for, Grounding)
    assert asked_for.commands == evidence.grounding.commands
    assert host.fetches <= 3
