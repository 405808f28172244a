"""What git prints, read without git: raw entries, patches, trees, logs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.edge.git.diff import entries
from service.edge.git.listing import commits, files_of
from service.edge.git.patch import Patch, PatchReader
from service.edge.git.paths import is_sha, shown, shown_apart
from service.model import Commit, Hunk

A, B, NONE = "a" * 40, "b" * 40, "0" * 40


@pytest.mark.parametrize(
    ("line", "status", "path", "old_path", "blobs"),
    [
        (f":100644 100644 {A} {B} M\0src/a.py\0", "modified", b"src/a.py", b"src/a.py", (A, B)),
        (f":000000 100644 {NONE} {B} A\0-rf\0", "added", b"-rf", b"-rf", (B,)),
        (f":100644 000000 {A} {NONE} D\0a\nb\0", "deleted", b"a\nb", b"a\nb", (A,)),
        (f":100644 100644 {A} {B} R087\0old\0new\0", "renamed", b"new", b"old", (A, B)),
        (f":100644 120000 {A} {B} T\0x\0", "retyped", b"x", b"x", (A, B)),
        (f":160000 160000 {A} {B} M\0vendor\0", "modified", b"vendor", b"vendor", ()),
        (f":160000 100644 {A} {B} T\0vendor\0", "retyped", b"vendor", b"vendor", (B,)),
    ],
)
def test_a_raw_entry_is_read(line, status, path, old_path, blobs):
    (entry,) = entries(line.encode())

    assert (entry.status, entry.path, entry.old_path, entry.blobs) == (status, path, old_path, blobs)


def test_no_raw_output_is_no_entries():
    assert list(entries(b"")) == []


PATCH = f"""diff --git a/one.py b/one.py
index {A}..{B} 100644
--- a/one.py
+++ b/one.py
@@ -1 +1 @@
-@@ -9,9 +9,9 @@ this was a line of the file
+index {B}..{A}
\\ No newline at end of file
@@ -10,0 +11,3 @@ def work():
+Binary files a and b differ
+carriage return\r
+@@ -1 +1 @@
diff --git a/two.png b/two.png
new file mode 100644
index {NONE}..{A}
Binary files /dev/null and b/two.png differ
""".encode()

READ = {
    (A, B): Patch((Hunk(1, 1, 1, 1), Hunk(10, 0, 11, 3))),
    ("", A): Patch(binary=True),
}


@pytest.mark.parametrize("size", [1, 2, 7, 64, 10_000])
def test_a_patch_is_read_however_it_is_cut(size):
    reader = PatchReader()

    for at in range(0, len(PATCH), size):
        reader.feed(PATCH[at : at + size])

    assert reader.close() == READ


def test_a_line_of_megabytes_is_not_kept():
    reader = PatchReader()
    reader.feed(b"+" + b"x" * 5_000_000)

    assert len(reader._rest) < 1_000


@pytest.mark.parametrize(
    ("path", "text"),
    [(b"src/a.py", "src/a.py"), ("größe.py".encode(), "größe.py"), (b"caf\xe9.py", "caf\\xe9.py"), (b"a\nb", "a\nb")],
)
def test_a_path_is_shown_as_text(path, text):
    assert shown(path) == text


@given(st.lists(st.binary(min_size=1, max_size=6), unique=True))
def test_shown_paths_differ_and_fit_in_json(paths):
    texts = shown_apart(paths)

    assert len(set(texts)) == len(paths)
    assert json.loads(json.dumps(texts).encode("utf-8")) == texts


def test_an_escaped_path_cannot_take_the_name_of_another_file():
    assert shown_apart([b"a\xff.py", b"a\\xff.py"]) == ["a\\\\xff.py", "a\\xff.py"]


def test_a_tree_lists_regular_files_only():
    tree = f"100644 blob {A}\ta b\n.py\x00120000 blob {B}\tlink\x00160000 commit {B}\tvendor\x00100755 blob {B}\trun\0"

    assert files_of(tree.encode()) == {"a b\n.py": A, "run": B}


def test_a_log_gives_each_commit_its_paths():
    log = (
        f"{A}\0ada@example.org\x0017\0Fix :100644 it\0\n:100644 100644 {A} {B} M\0a\0:000000 100644 {NONE} {B} A\0b\0"
        f"{B}\0bob@example.org\x0016\0Merge\0{A}\0\x0015\0\0\n:000000 100644 {NONE} {B} A\0c\0"
    )

    assert list(commits(log.encode())) == [
        Commit(A, "ada@example.org", 17, "Fix :100644 it", ("a", "b")),
        Commit(B, "bob@example.org", 16, "Merge"),
        Commit(A, "", 15, "", ("c",)),
    ]


@pytest.mark.parametrize("text", ["", "HEAD", "a" * 39, "A" * 40, "a" * 40 + "\n", "--upload-pack=x", "g" * 40])
def test_only_full_lower_case_ids_are_ids(text):
    assert not is_sha(text)
    assert is_sha("a" * 40)
    assert is_sha("0" * 64)
