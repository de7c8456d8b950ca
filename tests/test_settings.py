"""Where settings come from, and what is said of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_bot.cli.doctor import examine
from qa_bot.errors import UsageError
from qa_bot.settings import Settings


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own file, where the command is called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "qa-bot.toml"


def test_a_file_changes_the_lines_it_has_and_the_environment_wins(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default = Settings.load()
    own.write_text("[answer]\nsentences = 2\ntop = 3\n", encoding="utf-8")
    monkeypatch.setenv("QA_BOT__ANSWER__TOP", "5")
    settings = Settings.load()
    assert (settings.answer.sentences, settings.answer.top) == (2, 5)
    assert settings.answer.min_share == default.answer.min_share


def test_a_file_of_windows_is_read(own: Path) -> None:
    own.write_bytes(b"\xef\xbb\xbf[answer]\r\nsentences = 2\r\n")
    assert Settings.load().answer.sentences == 2


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            "[answer]\nsentence = 2\n",
            "no setting answer.sentence (qa-bot.toml); do you mean answer.sentences?",
        ),
        ("[answr]\nsentences = 2\n", "no setting answr (qa-bot.toml); do you mean answer?"),
        ("[ferry]\nfare = 2\n", "default.toml lists all."),
        ("ferry = 2\n", "no setting ferry (qa-bot.toml)"),
        ("answer = 2\n", "The setting answer = 2 is wrong"),
        ("[answer]\nsentences = 0\n", "The setting answer.sentences = 0 is wrong"),
        ("[answer\n", "is not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_one_sentence(own: Path, file: str, said: str) -> None:
    own.write_text(file, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        Settings.load()
    assert said in str(error.value)


@pytest.mark.parametrize("variable", ["QA_BOT__ANSWR__SENTENCES", "QA_BOT__ANSWER__SENTENCE"])
def test_a_variable_that_sets_nothing_is_a_mistake(
    own: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "2")
    with pytest.raises(UsageError) as error:
        Settings.load()
    assert variable in str(error.value) and "answer.sentences" in str(error.value)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("QA_BOT__INDEX__PATH", "", "index.path = '' is wrong: Value error, name a folder."),
        ("QA_BOT__INGEST__MAX_FILE_MB", "inf", "ingest.max_file_mb = 'inf' is wrong"),
        ("QA_BOT__INGEST__LOCK_WAIT_S", "nan", "ingest.lock_wait_s = 'nan' is wrong"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(
    own: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError) as error:
        Settings.load()
    assert said in str(error.value)


def test_an_entry_of_a_table_may_come_from_the_environment(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_BOT__SLACK__ARTICLES__C0123", "ferries")
    assert "ferries" in Settings.load().slack.articles.values()


def test_the_doctor_names_the_file_in_use(own: Path) -> None:
    own.write_text("[answer]\nsentences = 2\n", encoding="utf-8")
    (found,) = (finding for finding in examine(Settings.load) if finding.part == "settings")
    assert found.says.endswith("changed by qa-bot.toml")


@pytest.mark.parametrize(
    ("file", "key", "address"),
    [
        ("[generative]\nbase_url = 'https://me:pw@evil.example/v1'\n", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
        ("[generative]\nbase_url = 'http://127.0.0.1@evil.example'\n", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
        ("[index]\nurl = 'https://evil.example'\n", "CHROMA_API_KEY", "CHROMA_URL"),
        ("[index]\nurl = 'https://evil.example'\n", "QA_BOT__INDEX__TOKEN", "CHROMA_URL"),
    ],
)
def test_a_file_merely_found_sends_no_key_of_the_environment_anywhere(
    own: Path, monkeypatch: pytest.MonkeyPatch, file: str, key: str, address: str
) -> None:
    own.write_text(file, encoding="utf-8")
    assert Settings.load()  # there is no key to send
    monkeypatch.setenv(key, "sk-1f2e")
    with pytest.raises(UsageError) as error:
        Settings.load()
    said = str(error.value)
    assert (
        key in said
        and address in said
        and "evil.example" in said
        and not {"pw", "sk-1f2e"} & set(said.split())
    )
    assert Settings.load(index={"url": ""}, generative={"base_url": ""})  # the command line names another


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPENAI_BASE_URL", "https://models.example/v1"),
        ("QA_BOT__GENERATIVE__BASE_URL", "https://models.example/v1"),
        ("QA_BOT_CONFIG", "qa-bot.toml"),
        ("HOME", "."),
    ],
)
def test_an_address_that_the_user_named_gets_the_key(
    own: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    own.write_text("[generative]\nbase_url = 'https://models.example/v1'\n", encoding="utf-8")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1f2e")
    monkeypatch.setenv(variable, str(own.parent) if variable == "HOME" else value)
    assert Settings.load().generative.base_url == "https://models.example/v1"


@pytest.mark.parametrize(
    "host", ["localhost:11434", "127.0.0.1:8000", "[::1]:8000", "10.0.0.5", "192.168.1.2"]
)
def test_a_server_of_ones_own_network_gets_the_key(
    own: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    own.write_text(f"[generative]\nbase_url = 'http://{host}/v1'\n", encoding="utf-8")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1f2e")
    assert host in Settings.load().generative.base_url


def test_a_token_that_is_wrong_is_not_repeated(own: Path) -> None:
    own.write_text("[index]\ntoken = 424242\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        Settings.load()
    assert "index.token is wrong" in str(error.value) and "424242" not in str(error.value)
