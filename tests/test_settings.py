"""The environment is read once, and all its faults are told together."""

import pytest

from service.edge.llm import budget
from service.model import Budget
from service.settings import BadSettings, read


def test_nothing_set_is_a_hone_on_sqlite_whose_door_stays_shut(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = read({})

    assert settings.database == f"sqlite:///{tmp_path / 'hone-data' / 'hone.db'}"
    assert settings.webhook_secrets == ()
    assert settings.github_api_url == "https://api.github.com"


def test_several_secrets_are_in_force_during_rotation():
    assert read({"HONE_WEBHOOK_SECRET": "new,old,"}).webhook_secrets == ("new", "old")


@pytest.mark.parametrize("url", ["postgresql://h/d", "postgresql+psycopg://h/d"])
def test_postgresql_is_chosen_by_the_address_alone(url):
    assert read({"HONE_DATABASE_URL": url}).database == "postgresql+psycopg://h/d"


def test_a_key_comes_from_a_file_or_from_one_line(tmp_path):
    file = tmp_path / "key.pem"
    file.write_text("PEM\n")

    assert read({"HONE_GITHUB_PRIVATE_KEY_FILE": str(file)}).private_key == "PEM\n"
    assert read({"HONE_GITHUB_PRIVATE_KEY": "a\\nb"}).private_key == "a\nb"


def test_without_a_model_the_rules_work_alone_and_budgets_have_defaults():
    settings = read({})

    assert settings.llm_model == ""
    assert (settings.llm_tokens_per_pull, settings.llm_tokens_per_day) == (200_000, 2_000_000)
    assert settings.llm_base_url == "https://api.openai.com/v1"


@pytest.mark.parametrize("prices", ["2/8", "2.5/10/1.25", "0/0"])
def test_prices_are_told_in_one_line(prices):
    assert read({"HONE_LLM_PRICES": prices, "HONE_LLM_MONEY_PER_DAY": "3"}).llm_money_per_day == 3


def test_a_limit_of_money_needs_prices():
    with pytest.raises(BadSettings, match="HONE_LLM_MONEY_PER_DAY: needs HONE_LLM_PRICES"):
        read({"HONE_LLM_MONEY_PER_DAY": "3"})


def test_the_budget_without_settings_is_the_one_of_the_settings():
    assert budget(read({})) == Budget()


def test_all_faults_are_told_at_once():
    faulty = {
        "HONE_DATABASE_URL": "mysql://x",
        "HONE_GITHUB_API_URL": "ftp://x",
        "HONE_LOG_LEVEL": "LOUD",
        "HONE_EXECUTOR_ID": "a b",
        "HONE_GITHUB_PRIVATE_KEY_FILE": "/nowhere/key.pem",
        "HONE_LLM_BASE_URL": "localhost:11434",
        "HONE_LLM_PRICES": "cheap",
        "HONE_LLM_JUDGE_PRICES": "1/2/3/4",
        "HONE_LLM_TIMEOUT": "0",
        "HONE_LLM_TOKENS_PER_PULL": "-1",
        "HONE_LLM_TOKENS_PER_DAY": "many",
        "HONE_LLM_MONEY_PER_DAY": "3",
    }

    with pytest.raises(BadSettings) as told:
        read(faulty)

    assert {line.partition(":")[0] for line in str(told.value).splitlines()} == set(faulty)


def test_no_secret_is_in_what_is_printed():
    settings = read({"HONE_WEBHOOK_SECRET": "hush", "HONE_GITHUB_PRIVATE_KEY": "PEM", "HONE_LLM_API_KEY": "sk-1"})

    assert "hush" not in repr(settings)
    assert "sk-1" not in repr(settings)
    assert "PEM" not in repr(settings)
