"""How DBOS is set up: JSON only, quiet, one version, nothing sent anywhere."""

import logging

import sqlalchemy as sa
from dbos import DBOSConfig, DBOSPortableJSONSerializer
from dbos._serialization import DefaultSerializer

NAME = "hone"

VERSION = "1"
"""Constant: DBOS leaves unfinished work of other versions alone, so a version a deploy changes would strand it."""

ATTEMPTS = 20
"""Restarts after which a workflow counts as the cause of the crashes and is put aside."""


def config(engine: sa.Engine, executor: str) -> DBOSConfig:
    """The configuration on this engine; no conductor and no telemetry, so DBOS opens no connection but these."""
    return {
        "name": NAME,
        "system_database_engine": engine,
        "executor_id": executor,
        "application_version": VERSION,
        "serializer": DBOSPortableJSONSerializer(),
        "use_listen_notify": False,
        "notification_listener_polling_interval_sec": 0.25,
        "enable_otlp": False,
        "max_executor_threads": 64,
        "log_level": "WARNING",
    }


def settle() -> None:
    """Give DBOS the log of the process instead of its own, and take pickle away from it.

    A row that claims to be pickled is unpickled whatever the serializer: who writes the database could run code.
    """
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    setattr(DefaultSerializer, "deserialize", _refuse)  # noqa: B010 - a class of the library, patched on purpose


def _refuse(_self: DefaultSerializer, _data: str) -> object:
    raise ValueError("pickled data is not read")
