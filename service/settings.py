"""The environment, read once into one frozen value; all faults are reported together."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

PREFIX = "HONE_"


class BadSettings(Exception):
    """The environment is not usable; the message names every variable at fault, one a line."""


def _prices(told: str) -> str:
    if told and not re.fullmatch(r"\d+(\.\d+)?(/\d+(\.\d+)?){1,2}", told, re.ASCII):
        raise ValueError("must be read/written or read/written/cached per million tokens, such as 2.5/10/1.25")
    return told


class Settings(BaseModel):
    """What the operator decides, each field being the variable `HONE_<NAME>`."""

    model_config = ConfigDict(frozen=True)

    data_dir: Path = Path("hone-data")
    database_url: str = ""
    github_api_url: str = "https://api.github.com"
    github_git_url: str = "https://github.com"
    github_app_id: str = ""
    github_private_key: SecretStr = SecretStr("")
    github_private_key_file: Path | None = None
    webhook_secret: SecretStr = SecretStr("")
    public_url: str = ""
    llm_base_url: str = "https://api.openai.com/v1"
    llm_api_key: SecretStr = SecretStr("")
    llm_model: str = ""
    """Empty: rules alone."""
    llm_judge_model: str = ""
    """Empty: the writer judges, too."""
    llm_prices: Annotated[str, AfterValidator(_prices)] = ""
    """Money per million tokens: read/written, or read/written/cached."""
    llm_judge_prices: Annotated[str, AfterValidator(_prices)] = ""
    """Empty: the writer's."""
    llm_timeout: Annotated[float, Field(ge=1, le=600)] = 75.0
    """Seconds for one request; some models think for a minute."""
    llm_tokens_per_pull: Annotated[int, Field(ge=0)] = 200_000
    llm_tokens_per_day: Annotated[int, Field(ge=0)] = 2_000_000
    llm_money_per_day: Annotated[float, Field(ge=0)] = 10.0
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    executor_id: Annotated[str, Field(pattern=r"^[\w.-]{1,64}$")] = "hone-1"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return url

    @field_validator("github_api_url", "github_git_url", "public_url", "llm_base_url")
    @classmethod
    def _address(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return url.rstrip("/")

    @field_validator("llm_money_per_day")
    @classmethod
    def _countable(cls, most: float, others: ValidationInfo) -> float:
        if not others.data.get("llm_prices"):
            raise ValueError("needs HONE_LLM_PRICES: without prices no money is counted")
        return most

    @field_validator("github_private_key_file")
    @classmethod
    def _key_readable(cls, file: Path | None) -> Path | None:
        if file and not file.is_file():
            raise ValueError(f"no file {str(file)!r} to read")
        return file

    @property
    def database(self) -> str:
        """SQLAlchemy URL: the one given, else SQLite under the data directory."""
        url = self.database_url or f"sqlite:///{(self.data_dir / 'hone.db').absolute()}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def private_key(self) -> str:
        """PEM text of the App's key, or empty when none is configured."""
        if self.github_private_key_file:
            return self.github_private_key_file.read_text()
        return self.github_private_key.get_secret_value().replace("\\n", "\n")

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """Every secret in force; several during rotation, none: the door stays shut."""
        return tuple(part for part in self.webhook_secret.get_secret_value().split(",") if part)


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment. Raises BadSettings with every fault at once."""
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and value
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        faults = (
            f"{PREFIX}{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors(include_url=False, include_input=False)
        )
        raise BadSettings("\n".join(faults)) from None
