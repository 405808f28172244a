"""GitHub's JSON becomes our nouns, leniently; what is missing or hostile never gets further."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import events
from service.model import (
    CheckAsked,
    Commented,
    EvidenceArrived,
    InstallationChanged,
    IssueChanged,
    Pinged,
    PullChanged,
    Pushed,
    Repo,
)

HEAD, BASE = "a" * 40, "b" * 40
PLACE = {"repository": {"id": 7, "full_name": "acme/shop", "default_branch": "main"}, "installation": {"id": 3}}
PULL = {
    "number": 5,
    "state": "open",
    "draft": False,
    "head": {"sha": HEAD},
    "base": {"sha": BASE, "ref": "main"},
    "user": {"login": "alice", "type": "User"},
}
COMMENT = {"id": 9, "body": "/hone check", "user": {"login": "bob", "type": "User"}}
RUN = {"head_sha": HEAD, "external_id": "x1", "pull_requests": [{"number": 5}]}
REPO = Repo(7, "acme", "shop", 3)


def parse(event, **payload):
    return events.every()[event].parse({**PLACE, **payload})


WAKES = [
    ("ping", {"zen": "Keep it simple."}, Pinged),
    ("installation", {"action": "created"}, InstallationChanged),
    ("installation", {"action": "deleted"}, InstallationChanged),
    ("installation", {"action": "suspend"}, InstallationChanged),
    ("installation", {"action": "unsuspend"}, InstallationChanged),
    ("installation_repositories", {"action": "added"}, InstallationChanged),
    ("pull_request", {"action": "opened", "pull_request": PULL}, PullChanged),
    ("pull_request", {"action": "synchronize", "pull_request": PULL}, PullChanged),
    ("pull_request", {"action": "reopened", "pull_request": PULL}, PullChanged),
    ("pull_request", {"action": "ready_for_review", "pull_request": PULL}, PullChanged),
    ("pull_request", {"action": "closed", "pull_request": PULL}, PullChanged),
    ("pull_request", {"action": "edited", "changes": {"base": {}}, "pull_request": PULL}, PullChanged),
    ("push", {"ref": "refs/heads/main", "before": BASE, "after": HEAD}, Pushed),
    ("issues", {"action": "opened", "issue": {"number": 4}}, IssueChanged),
    ("issues", {"action": "labeled", "issue": {"number": 4, "labels": [{"name": "bug"}]}}, IssueChanged),
    ("issues", {"action": "labeled", "issue": {"number": 4}, "label": {"name": "hone:feature"}}, IssueChanged),
    ("issue_comment", {"action": "created", "issue": {"number": 5}, "comment": COMMENT}, Commented),
    ("check_run", {"action": "rerequested", "check_run": RUN}, CheckAsked),
    ("check_run", {"action": "requested_action", "check_run": RUN}, CheckAsked),
    ("check_suite", {"action": "rerequested", "check_suite": RUN}, CheckAsked),
    ("check_suite", {"action": "completed", "check_suite": RUN}, EvidenceArrived),
    ("workflow_run", {"action": "completed", "workflow_run": RUN}, EvidenceArrived),
    ("status", {"sha": HEAD, "state": "success"}, EvidenceArrived),
    ("pull_request_review", {"action": "submitted", "pull_request": PULL}, EvidenceArrived),
    ("pull_request_review", {"action": "dismissed", "pull_request": PULL}, EvidenceArrived),
]
SLEEPS = [
    ("pull_request", {"action": "labeled", "pull_request": PULL}),
    ("pull_request", {"action": "edited", "changes": {"title": {}}, "pull_request": PULL}),
    ("push", {"ref": "refs/tags/v1", "before": BASE, "after": HEAD}),
    ("push", {"ref": "refs/heads/x", "before": BASE, "after": "0" * 40, "deleted": True}),
    ("issues", {"action": "pinned", "issue": {"number": 4}}),
    ("issue_comment", {"action": "edited", "issue": {"number": 5}, "comment": COMMENT}),
    ("issue_comment", {"action": "deleted", "issue": {"number": 5}, "comment": COMMENT}),
    ("check_run", {"action": "completed", "check_run": RUN}),
    ("check_suite", {"action": "requested", "check_suite": RUN}),
    ("workflow_run", {"action": "requested", "workflow_run": RUN}),
    ("workflow_run", {"action": "in_progress", "workflow_run": RUN}),
    ("pull_request_review", {"action": "edited", "pull_request": PULL}),
    ("installation", {"action": "new_permissions_accepted"}),
]


@pytest.mark.parametrize(("event", "payload", "noun"), WAKES)
def test_which_event_wakes_what(event, payload, noun):
    assert isinstance(parse(event, **payload), noun)


@pytest.mark.parametrize(("event", "payload"), SLEEPS)
def test_which_event_changes_nothing(event, payload):
    assert parse(event, **payload) is None


def test_a_pull_request_keeps_what_a_review_needs():
    event = parse("pull_request", action="opened", pull_request={**PULL, "user": {"login": "dep[bot]", "type": "Bot"}})

    assert event.repo == REPO
    assert (event.pull.number, event.pull.head, event.pull.base, event.pull.base_ref) == (5, HEAD, BASE, "main")
    assert event.pull.change(event.repo).quiet


def test_news_of_a_suite_tell_whose_it_is():
    suite = {**RUN, "app": {"id": 15368, "slug": "github-actions"}}

    assert parse("check_suite", action="completed", check_suite=suite).app == 15368


def test_a_new_branch_has_no_before():
    assert parse("push", ref="refs/heads/new", before="0" * 40, after=HEAD).before == ""


def test_a_comment_by_an_app_in_a_persons_name_counts_as_a_bots():
    said = parse(
        "issue_comment",
        action="created",
        issue={"number": 5, "pull_request": {}},
        comment={**COMMENT, "performed_via_github_app": {"id": 1}},
    )

    assert said.bot
    assert said.on_pull


@pytest.mark.parametrize(
    "broken",
    [
        {"repository": {}},
        {"repository": {"id": "7", "full_name": "acme/shop"}},
        {"repository": {"id": 7, "full_name": "acme/../shop/x"}},
        {"pull_request": {}},
        {"pull_request": {**PULL, "head": {"sha": "--upload-pack=evil"}}},
        {"pull_request": {**PULL, "number": True}},
        {"pull_request": None},
        {"repository": [1]},
    ],
)
def test_what_cannot_be_read_goes_no_further(broken):
    with pytest.raises(events.Unreadable):
        parse("pull_request", **{"action": "opened", "pull_request": PULL, **broken})


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted({*PULL, *COMMENT, *RUN})), inner)
    ),
    max_leaves=12,
)


@given(st.sampled_from(sorted(events.every())), st.sampled_from(["opened", "created", "rerequested", "added"]), json)
def test_no_payload_makes_a_parser_fail_in_an_unforeseen_way(event, action, anything):
    with suppress(events.Unreadable):
        parse(event, action=action, pull_request=anything, issue=anything, comment=anything, check_run=anything)


@pytest.mark.parametrize(
    ("sender", "bot"), [({"type": "User"}, False), ({"type": "Bot"}, True), ({"type": "Mannequin"}, True), ({}, True)]
)
def test_a_label_is_told_with_who_put_it_there(sender, bot):
    issue = {"number": 4, "title": "Export", "labels": [{"name": "bug"}, {"name": "hone:feature"}]}
    label = {"name": "hone:feature"}
    told = parse("issues", action="labeled", issue=issue, label=label, sender={"login": "bob", **sender})

    assert (told.label, told.labels, told.sender, told.bot) == ("hone:feature", ("bug", "hone:feature"), "bob", bot)
    assert parse("issues", action="edited", issue=issue, label=label).label == ""
