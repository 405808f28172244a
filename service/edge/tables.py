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
    """One verdict on one head: `running | published | superseded | failed | withdrawn | off`."""

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
    findings: str
    """Ids of what it is about, each between spaces."""
    data: str
    """JSON of the change and the prompt; empty where a version before this one kept it."""


class CallRow(Row, table=True):
    """One request to a language model: what it took and what it cost."""

    __tablename__ = "model_call"
    __table_args__ = (sa.Index("ix_model_call_repository", "repository", "at"), sa.Index("ix_model_call_at", "at"))

    id: str = Field(primary_key=True)
    repository: int = Field(sa_column=big())
    number: int = Field(sa_column=big())
    """The pull request or issue; 0: neither."""
    at: int = Field(sa_column=big())
    """Milliseconds since 1970."""
    model: str
    role: str
    purpose: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    estimated: bool
    seconds: float
    cost: float
    rung: str
    fault: str


class SuggestionRow(Row, table=True):
    """A finding that has, or had, its inline comment on a pull request."""

    __tablename__ = "suggestion"

    repository: int = Field(sa_column=big(key=True))
    number: int = Field(sa_column=big(key=True))
    finding: str = Field(primary_key=True)
    suggested_at: int = Field(sa_column=big())


class ImprovementRow(Row, table=True):
    """One improvement of a repository's queue: `proposed | open | closed`."""

    __tablename__ = "improvement"

    repository: int = Field(sa_column=big(key=True))
    id: str = Field(primary_key=True)
    rank: int
    """Its place in the queue."""
    state: str
    data: str
    """JSON of `Queued`."""


class OrganisationRow(Row, table=True):
    """What an account decides for all of its repositories: the settings file of its `.github` repository."""

    __tablename__ = "organisation"

    owner: str = Field(primary_key=True)
    """In lower case."""
    text: str
    seen_at: int = Field(sa_column=big())


class MarkRow(Row, table=True):
    """A named point in time that survives restarts, such as the last scan for missed deliveries."""

    __tablename__ = "mark"

    name: str = Field(primary_key=True)
    at: str


class BaselineRow(Row, table=True):
    """The newest look at the whole tree of a repository."""

    __tablename__ = "baseline"

    repository: int = Field(sa_column=big(key=True))
    head: str
    taken_at: int = Field(sa_column=big())
    """Seconds since 1970, as everywhere in what is known of a tree."""
    summary: bytes
    """Compressed JSON, as are the findings."""
    findings: bytes


class TrendRow(Row, table=True):
    """How a repository stood at one head."""

    __tablename__ = "trend"

    repository: int = Field(sa_column=big(key=True))
    head: str = Field(primary_key=True)
    taken_at: int = Field(sa_column=big())
    minutes: int = Field(sa_column=big())
    lines: int = Field(sa_column=big())
    findings: int
    health: float | None


class CrossingRow(Row, table=True):
    """A limit that a repository crossed for the worse."""

    __tablename__ = "crossing"

    repository: int = Field(sa_column=big(key=True))
    head: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    taken_at: int = Field(sa_column=big())
    before: float
    after: float


class ProfileRow(Row, table=True):
    """What is known of a repository's history."""

    __tablename__ = "profile"

    repository: int = Field(sa_column=big(key=True))
    head: str
    data: bytes
    """Compressed JSON."""


class LessonRow(Row, table=True):
    """One gap of one prompt, and what mended it: nothing where `strategy` is empty."""

    __tablename__ = "lesson"

    id: int | None = Field(
        default=None,
        sa_column=sa.Column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    )
    repository: int = Field(sa_column=sa.Column(sa.BigInteger, nullable=False, index=True))
    template: str
    kind: str
    key: str
    strategy: str
    gain: float
    at: int = Field(sa_column=big())
    """Seconds since 1970."""
