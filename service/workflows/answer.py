"""ANSWER: somebody wrote `/hone ...`; they see 👀, then 🚀 or 😕 with one calm reply.

A command whose answer takes work is promised one: its reply says so, and the request behind it edits that reply.
"""

from service import commands
from service.commands import Answer, Given, Verb, View
from service.model import Comment, Commented, Effect, IssueChanged, Pull, React, Request, Start
from service.ports import Edge, Fault, Run, Unavailable, Withdrawn
from service.words import replies
from service.workflows.patience import patiently


async def answer(run: Run, said: Commented, edge: Edge) -> str:
    """Carry out the command on the comment's first line; the outcome in a few words."""
    if said.bot:
        return "a bot's comment"
    try:
        given = commands.parse(said)
    except commands.Misspelt as fault:
        return await reply(
            run, edge, said, Answer(replies.usage("…", "/hone <verb> [arguments]", str(fault)), done=False)
        )
    if given is None:
        return "no command"
    verb = commands.every().get(given.verb)
    if verb is None:
        return await reply(run, edge, said, unknown(given))
    try:
        return await carry_out(run, edge, given, verb)
    except Withdrawn as fault:
        return f"not answered: {fault}"


async def carry_out(run: Run, edge: Edge, given: Given, verb: Verb) -> str:
    """Do what a known command says, when its author may; 👀 stands only while somebody works on it."""
    if not await allowed(run, edge, given, verb):
        return "not allowed"
    said = given.comment
    await put(run, "seen", edge, React(said.repo, said.comment, "eyes"))
    try:
        pull = await patiently(run, "pull", edge.github.pull, said.repo, said.number) if said.on_pull else None
        outcome = verb.act(given, await view(run, edge, given, verb, pull))
        match outcome.start:
            case Start(Request() as asked):
                return await promise(run, edge, said, outcome, asked)
            case Start(work):
                await run.start("work", work)
        return await reply(run, edge, said, outcome)
    except Exception:
        await put(run, "could not", edge, React(said.repo, said.comment, "confused", instead_of="eyes"))
        raise


async def view(run: Run, edge: Edge, given: Given, verb: Verb, pull: Pull | None) -> View:
    """What the command may know of the place it was given in."""
    verbs = tuple(commands.every().values())
    if not verb.whole:
        return View(pull, verbs)
    repo = given.comment.repo
    baseline = await run.step("baseline", edge.store.baseline, repo)
    return View(pull, verbs, baseline, await run.step("trend", edge.store.trend, repo))


async def reply(run: Run, edge: Edge, said: Commented, outcome: Answer) -> str:
    """Say what there is to say, and leave a reaction."""
    refused = ""
    if outcome.said:
        body = replies.reply(said.comment, outcome.said)
        refused = await put(run, "reply", edge, Comment(said.repo, said.number, replies.marker(said.comment), body))
    mood = React(said.repo, said.comment, "rocket" if outcome.done and not refused else "confused", instead_of="eyes")
    refused = await put(run, "done", edge, mood) or refused
    if refused:
        return f"not answered: {refused}"
    return "answered" if outcome.done else "answered with a refusal"


async def promise(run: Run, edge: Edge, said: Commented, outcome: Answer, asked: Request) -> str:
    """Say that an answer comes, then queue the work; 👀 stays until it is done.

    The promise stands before the work begins: else it could take the place of its own answer.
    """
    body = replies.reply(said.comment, outcome.said)
    effect = Comment(said.repo, said.number, replies.marker(said.comment), body)
    if refused := await put(run, "reply", edge, effect):
        await put(run, "done", edge, React(said.repo, said.comment, "confused", instead_of="eyes"))
        return f"not answered: {refused}"
    await run.start("work", asked)
    return "an answer is on its way"


async def put(run: Run, name: str, edge: Edge, effect: Effect) -> str:
    """Make it so, or tell why GitHub will not have it: a locked conversation is no reason to try again."""
    try:
        await patiently(run, name, edge.github.apply, effect)
    except Unavailable:
        raise
    except Fault as fault:
        return str(fault)
    return ""


async def allowed(run: Run, edge: Edge, given: Given, verb: Verb) -> bool:
    """True when GitHub's permission API lets the author run it; else one refusal an hour stands there."""
    said = given.comment
    author = said.on_pull and said.author == said.pull_author
    return verb.allows("none", author) or await may(run, edge, verb, said, said.author, author_of_pull=author)


async def may(
    run: Run, edge: Edge, verb: Verb, where: Commented | IssueChanged, login: str, *, author_of_pull: bool = False
) -> bool:
    """True when the role GitHub gives that login lets it run the verb; else one refusal an hour stands there."""
    role = await patiently(run, "role", edge.github.permission, where.repo, login)
    if verb.allows(role, author_of_pull):
        return True
    hour = await run.step("hour", this_hour, edge)
    marker = replies.refusal_marker(login, hour)
    body = f"{marker}\n{replies.refused(verb.name, verb.who, login, role)}"
    await put(run, "refusal", edge, Comment(where.repo, where.number, marker, body))
    return False


def unknown(given: Given) -> Answer:
    """Answer to a verb that nothing here carries out."""
    if given.verb in commands.LATER:
        return Answer(replies.later(given.verb, commands.LATER[given.verb]), done=False)
    return Answer(replies.unknown(given.verb, commands.nearest(given.verb)), done=False)


async def this_hour(edge: Edge) -> str:
    """The hour that bounds how often a refusal is said."""
    return edge.lab.clock.now().strftime("%Y-%m-%dT%H")
