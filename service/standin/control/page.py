"""What stands on a page: a pull request with all its checks and comments, or the checks of a commit."""

from dataclasses import asdict

from service.standin.call import Answer, Call, Route
from service.standin.state import CheckRun, Comment, Json


async def _conversation(call: Call) -> Answer:
    """An issue or a pull request; the checks are those of every head it has had, oldest first."""
    issue, repo = call.issue, call.repo
    heads = set(issue.pull.heads) if issue.pull else set()
    return Answer(
        {
            **asdict(issue),
            "checks": [_check(run) for run in repo.checks.values() if run.head_sha in heads],
            "remarks": [
                {**asdict(one), "author": one.author.login}
                for one in repo.remarks.values()
                if one.number == issue.number
            ],
            "comments": [_comment(one) for one in repo.comments.values() if one.number == issue.number],
        }
    )


async def _commit(call: Call) -> Answer:
    """The checks of one commit, oldest first."""
    runs = [run for run in call.repo.checks.values() if run.head_sha == call.args["sha"]]
    return Answer({"checks": [_check(run) for run in runs]})


async def _issues(call: Call) -> Answer:
    """The issues the App opened."""
    own = [issue for issue in call.repo.issues.values() if issue.author == call.state.bot and not issue.pull]
    return Answer({"issues": [asdict(issue) for issue in own]})


async def _alert(call: Call) -> Answer:
    """Another analyzer uploads one alert, in GitHub's JSON; the same alert of another ref has the same `number`."""
    number = call.body.get("number") or len(call.repo.alerts) + 1
    call.repo.alerts.append({**call.body, "number": number})
    return Answer({"number": number})


async def _delete_remark(call: Call) -> Answer:
    """Somebody deletes a comment on lines."""
    del call.repo.remarks[call.number("comment")]
    return Answer({})


def _check(run: CheckRun) -> Json:
    return asdict(run)


def _comment(comment: Comment) -> Json:
    reactions = [{"content": one.content, "by": one.user.login} for one in comment.reactions]
    return {**asdict(comment), "author": comment.author.login, "reactions": reactions}


ROUTES = (
    Route("GET", "/_/repositories/{owner}/{repo}/issues/{number}", _conversation),
    Route("GET", "/_/repositories/{owner}/{repo}/commits/{sha}", _commit),
    Route("POST", "/_/repositories/{owner}/{repo}/alerts", _alert),
    Route("GET", "/_/repositories/{owner}/{repo}/issues", _issues),
    Route("POST", "/_/repositories/{owner}/{repo}/remarks/{comment}/delete", _delete_remark),
)
