"""Code access on a visitor's own clone: the same diff, nothing written, none of their settings obeyed."""

import subprocess

import pytest

from service.edge.git import Local, default_base
from service.ports import Unfetchable
from tests.repositories import Repository, link


@pytest.fixture
def origin(tmp_path):
    made = Repository(tmp_path / "origin.git")
    made.commit({"a.py": "one\n", ".gitattributes": "*.py -diff diff=evil filter=evil\n"})
    return made


@pytest.fixture
def clone(origin, tmp_path):
    path = tmp_path / "clone"
    run("clone", "--quiet", f"file://{origin.path}", str(path))
    return path


def run(*arguments, folder="/"):
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    named = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    ran = subprocess.run(["git", *named, *arguments], cwd=folder, env=environment, capture_output=True, check=True)
    return ran.stdout.decode().strip()


def commit(folder, files):
    for name, content in files.items():
        (folder / name).write_text(content)
    run("add", "--all", folder=folder)
    run("commit", "--quiet", "--message", "Change", folder=folder)
    return run("rev-parse", "HEAD", folder=folder)


def contents(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()}


async def test_a_branch_is_compared_with_where_it_left_the_default_branch(clone):
    base = run("rev-parse", "HEAD", folder=clone)
    head = commit(clone, {"a.py": "two\n", "b.py": "new\n"})
    before = contents(clone)
    local = Local(clone)

    change = await local.change()
    diff = await local.fetch(change)

    assert (change.head, change.base, diff.base) == (head, base, base)
    assert [(file.path, file.added, file.deleted, file.binary) for file in diff.files] == [
        ("a.py", 1, 1, False),
        ("b.py", 1, 0, False),
    ]
    assert list((await local.blobs(change.repo, [diff.files[1].new_blob])).values()) == [b"new\n"]
    assert (await local.tree(change.repo, head)).keys() == {".gitattributes", "a.py", "b.py"}
    assert [commit.author for commit in await local.history(change.repo, head, 5)] == ["ada@example.org"] * 2
    assert contents(clone) == before


HOSTILE = """
[core]
    repositoryformatversion = 1
    fsmonitor = touch {pwned}
    hooksPath = {hooks}
    sshCommand = touch {pwned}
    pager = touch {pwned}
    attributesFile = {attributes}
    bigFileThreshold = 1
[diff]
    external = touch {pwned}
    renameLimit = 1
    noprefix = true
[diff "evil"]
    command = touch {pwned}
    textconv = touch {pwned}
[filter "evil"]
    smudge = touch {pwned}
    clean = touch {pwned}
[log]
    showSignature = true
[gpg]
    program = touch {pwned}
[alias]
    rev-parse = !touch {pwned}
    diff-tree = !touch {pwned}
[protocol "ext"]
    allow = always
[remote "evil"]
    url = ext::touch {pwned}
    promisor = true
    partialclonefilter = blob:none
    uploadpack = touch {pwned}
[extensions]
    partialClone = evil
"""


async def test_no_setting_of_the_clone_is_obeyed(clone, tmp_path):
    head = commit(clone, {"a.py": "two\n"})
    base = run("rev-parse", "HEAD~1", folder=clone)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "reference-transaction", "pre-auto-gc"):
        (hooks / hook).write_text(f"#!/bin/sh\ntouch {tmp_path}/pwned\n")
        (hooks / hook).chmod(0o755)
    (tmp_path / "attributes").write_text("*.py -diff\n")
    (clone / ".git" / "info").mkdir(exist_ok=True)
    (clone / ".git" / "info" / "attributes").write_text("*.py -diff\n")
    config = HOSTILE.format(pwned=tmp_path / "pwned", hooks=hooks, attributes=tmp_path / "attributes")
    with (clone / ".git" / "config").open("a") as file:
        file.write(config)
    local = Local(clone)

    diff = await local.fetch(await local.change(base, head))
    await local.history(diff, head, 5)
    await local.blobs(diff, ["d" * 40])
    for ref in ("d" * 40, f"{head}~7", "absent"):
        with pytest.raises(Unfetchable):
            await local.resolve(ref)

    assert [(file.path, file.added, file.deleted) for file in diff.files] == [("a.py", 1, 1)]
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("ref", ["", "--help", "-h", "absent", "HEAD:a.py", "HEAD^{tree}", "x\ny", "$(id)", "@{-1}"])
async def test_what_names_no_commit_is_refused_calmly(clone, ref):
    with pytest.raises(Unfetchable, match="There is no commit called"):
        await Local(clone).resolve(ref)


@pytest.mark.parametrize(
    ("branch", "keep_remote", "expected"),
    [
        ("main", True, "refs/remotes/origin/HEAD"),
        ("main", False, "refs/heads/main"),
        ("master", False, "refs/heads/master"),
    ],
)
async def test_the_default_base_is_what_the_clone_calls_its_main_line(clone, branch, keep_remote, expected):
    run("branch", "--move", "main", branch, folder=clone)
    if not keep_remote:
        run("remote", "remove", "origin", folder=clone)

    assert await default_base(clone) == expected


async def test_without_a_main_line_a_base_has_to_be_named(clone):
    run("branch", "--move", "main", "topic", folder=clone)
    run("remote", "remove", "origin", folder=clone)

    with pytest.raises(Unfetchable, match="--base"):
        await Local(clone).change()


async def test_a_folder_that_is_no_repository_is_said(tmp_path):
    with pytest.raises(Unfetchable, match="is not a git repository"):
        await Local(tmp_path).change("main")


async def test_bare_shallow_partial_and_sha256_clones_and_worktrees_are_read(origin, clone, tmp_path):
    origin.commit({"a.py": "two\n", "l": link("/etc/passwd")})
    run("config", "uploadpack.allowFilter", "true", folder=origin.path)
    run("pull", "--quiet", folder=clone)
    run("worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"), folder=clone)
    run("clone", "--quiet", "--depth=2", f"file://{origin.path}", str(tmp_path / "shallow"))
    origin.commit({"a.py": "three\n"})
    run("pull", "--quiet", "--depth=2", folder=tmp_path / "shallow")

    for path in (origin.path, clone, tmp_path / "tree", tmp_path / "shallow", clone / ".git"):
        local = Local(path)
        diff = await local.fetch(await local.change("HEAD~1", "HEAD"))
        assert next(file.added for file in diff.files if file.path == "a.py") == 1

    run("init", "--quiet", "--object-format=sha256", "--initial-branch=main", str(tmp_path / "long"))
    commit(tmp_path / "long", {"a.py": "one\n"})
    head = commit(tmp_path / "long", {"a.py": "two\n"})
    local = Local(tmp_path / "long")
    assert len(head) == 64
    assert [file.added for file in (await local.fetch(await local.change("HEAD~1"))).files] == [1]


async def test_content_missing_in_a_partial_clone_is_not_fetched(origin, tmp_path):
    origin.commit({"a.py": "two\n"})
    run("config", "uploadpack.allowFilter", "true", folder=origin.path)
    run("clone", "--quiet", "--bare", "--filter=blob:none", f"file://{origin.path}", str(tmp_path / "partial.git"))
    local = Local(tmp_path / "partial.git")

    (file,) = (await local.fetch(await local.change("HEAD~1", "HEAD"))).files

    assert (file.path, file.oversized) == ("a.py", True)
