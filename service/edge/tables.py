"""What Hone remembers, table by table; the engine keeps its own tables in the same database."""

import sqlalchemy as sa
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

NAMES = sa.MetaData()


class Row(SQLModel, registry=registry(metadata=NAMES)):
    """What every table shares: metadata of our own, free of anybody else's tables."""

    metadata = NAMES


def big(*, key: bool = False) -> sa.Column[int]:
    """A GitHub id: 64 bits, never made up by the database."""
    return sa.Column(sa.BigInteger, primary_key=key, autoincrement=False, nullable=False)


class DeliveryRow(Row, table=True):
    """One webhook delivery and how it ended: `queued | done | ignored | failed`."""

    __tablename__ = "delivery"

    id: str = Field(primary_key=True)
    event: str
    action: str
    key: str
    installation: int = Field(sa_column=big())
    repository: int = Field(sa_column=big())
    received_at: int = Field(sa_column=big())
    """Milliseconds since 1970."""
    state: str = Field(index=True)
    reason: str
    attempt: int
    payload: bytes | None
    """Compressed; dropped after three days, GitHub's redelivery window."""


class InstallationRow(Row, table=True):
    """An account that installed the App."""

    __tablename__ = "installation"

    id: int = Field(sa_column=big(key=True))
    account: str
    suspended: bool
    removed_at: str
    """Empty while it is installed."""


class RepositoryRow(Row, table=True):
    """A repository the App was given; `active` ends when it is taken away."""

    __tablename__ = "repository"

    id: int = Field(sa_column=big(key=True))
    installation: int = Field(sa_column=sa.Column(sa.BigInteger, nullable=False, index=True))
    owner: str
    name: str
    active: bool
    since: str
    """When Hone first heard of it, in GitHub's form: what lay untouched before is nobody's question."""


class ReviewRow(Row, table=True):
    """One verdict on one head: `running | published | superseded | failed | withdrawn`."""

    __tablename__ = "review"
    __table_args__ = (sa.Index("ix_review_head", "repository", "head"),)

    external_id: str = Field(primary_key=True)
    repository: int = Field(sa_column=big())
    owner: str
    name: str
    installation: int = Field(sa_column=big())
    key: str
    number: int | None = Field(sa_column=sa.Column(sa.BigInteger, nullable=True))
    ref: str
    head: str
    base: str
    base_ref: str
    attempt: str
    quiet: bool
    state: str
    conclusion: str
    started_at: int = Field(sa_column=big())
    finished_at: int | None = Field(sa_column=sa.Column(sa.BigInteger, nullable=True))
    report: str
    """JSON, empty until it is known."""


class PromptRow(Row, table=True):
    """A prompt as it was handed out."""

    __tablename__ = "prompt"
    __table_args__ = (sa.Index("ix_prompt_pull", "repository", "number"),)

    id: str = Field(primary_key=True)
    improvement: str
    repository: int = Field(sa_column=big())
    number: int | None = Field(sa_column=sa.Column(sa.BigInteger, nullable=True))
    head: str
    template: str
    title: str
    body: str
    created_at: int = Field(sa_column=big())


class MarkRow(Row, table=True):
    """A named point in time that survives restarts, such as the last scan for missed deliveries."""

    __tablename__ = "mark"

    name: str = Field(primary_key=True)
    at: str
