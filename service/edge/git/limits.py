"""How much of a stranger's repository Hone is willing to read, and for how long."""

MIB = 1024 * 1024

BLOB_BYTES = 2 * MIB
"""Largest file that is diffed or read: hand-written source stays far below it, generated data does not."""

READ_BLOBS = 6_000
"""Blobs one diff reads: both sides of 3,000 files, as many as GitHub itself lists for one pull request."""

HISTORY_BLOBS = 12_000
"""Versions of files fetched to count the lines of past changes: about 2,000 changes, 50 MB."""

TREE_ENTRIES = 100_000
"""Files of one commit that are listed: GitHub's own limit for a recursive tree."""

RENAMES = 400
"""Added and deleted files compared for similar content (quadratic); beyond it only exact renames are seen."""

BATCH_BYTES = 256 * MIB
"""Content one call may hold in memory."""

OUTPUT_BYTES = 64 * MIB
"""Text one git command may print: about 400,000 changed files."""

PACK_BYTES = 2048 * MIB
"""Largest pack one fetch may write to the disk."""

FETCH_SECONDS = 90.0
LOCAL_SECONDS = 60.0
RETRY_SECONDS = 1.0
"""Pause before a refused commit is asked for again: GitHub's replicas lag behind its webhooks."""

LOCK_SECONDS = 240.0
"""Wait for another fetch of the same repository: longer than one with its fall-backs takes."""

STALL_SECONDS = 20
"""A transfer below 1 kB/s for this long is given up."""

PACKS = 64
"""Packs a clone collects before they are made one: each slows every look-up down a little."""
