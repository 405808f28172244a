"""Proves that a call comes from the App itself: a short token signed with its private key."""

from functools import cached_property
from typing import TYPE_CHECKING

from service.ports import Fault
from service.settings import Settings

if TYPE_CHECKING:
    from githubkit.auth.app import AppAuth


class Signer:
    """Signs as the App. The key is read once, on first use, and stays in here."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def jwt(self) -> str:
        """A token of the App itself, good for at least a minute. Raises Fault without a usable key."""
        from jwt.exceptions import InvalidKeyError

        try:
            return await self._auth.aget_jwt()
        except InvalidKeyError as error:
            raise Fault("HONE_GITHUB_PRIVATE_KEY is not a private key in PEM form.") from error

    @cached_property
    def _auth(self) -> "AppAuth":
        # Imported on first use: a CLI that only reads a local clone does without it.
        from githubkit import GitHub
        from githubkit.auth.app import AppAuth
        from githubkit.cache import MemCacheStrategy

        key = self._settings.private_key
        if not self._settings.github_app_id or not key:
            raise Fault("No GitHub App is configured: set HONE_GITHUB_APP_ID and HONE_GITHUB_PRIVATE_KEY.")
        # Its default cache is one for the process and knows the App's id, not the key: a new key would go unused.
        lone = GitHub(http_cache=False, auto_retry=False, cache_strategy=MemCacheStrategy())
        return AppAuth(lone, self._settings.github_app_id, key)
