"""The JSON schema of `.github/hone.yml`, for editors; `schema.json` beside this file is what it prints."""

from service.config import keys


def schema() -> dict[str, object]:
    """The schema (draft 2020-12) of exactly what the parser takes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": ".github/hone.yml",
        **keys.root().schema(),
    }
