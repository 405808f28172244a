"""The server that `ack.py` compares with: FastAPI, the signature, one row committed with synchronous=FULL, 202."""

import hashlib
import hmac
import json
import os
import sqlite3

from fastapi import FastAPI, HTTPException, Request

SECRET = os.environ["HONE_WEBHOOK_SECRET"].encode()

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
rows = sqlite3.connect(os.environ["BENCH_DATABASE"], isolation_level=None)
rows.execute("PRAGMA journal_mode=WAL")
rows.execute("PRAGMA synchronous=FULL")
rows.execute("CREATE TABLE IF NOT EXISTS delivery (id TEXT PRIMARY KEY, event TEXT, payload BLOB)")


@app.post("/webhooks/github", status_code=202)
async def receive(request: Request) -> dict[str, str]:
    """Verify, parse, commit."""
    body = await request.body()
    expected = "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("x-hub-signature-256", "")):
        raise HTTPException(401)
    json.loads(body)
    row = (request.headers["x-github-delivery"], request.headers["x-github-event"], body)
    rows.execute("INSERT OR IGNORE INTO delivery VALUES (?, ?, ?)", row)
    return {"state": "queued"}
