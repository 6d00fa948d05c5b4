"""Settings of the mailing: the file, the environment, what is refused and in which words."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

import pytest
from paths import ROOT

from tradefiche.errors import MailError
from tradefiche.mail import settings
from tradefiche.mail.settings import Mailbox
from tradefiche.mail.settings import Security

LEAST = 'server = "smtp.example.org"\nfrom = "fiches@example.org"\n'


def written(tmp_path: Path, lines: str, table: str = "[mail]") -> Path:
    path = tmp_path / "tradefiche.toml"
    path.write_text(f"{table}\n{lines}", "utf-8")
    return path


def loaded(tmp_path: Path, lines: str, **environment: str) -> settings.Settings:
    return settings.load(written(tmp_path, lines), environment)


def refused(tmp_path: Path, lines: str, **environment: str) -> MailError:
    with pytest.raises(MailError) as caught:
        loaded(tmp_path, lines, **environment)
    return caught.value


def test_server_and_sender_are_enough(tmp_path: Path) -> None:
    found = loaded(tmp_path, LEAST)
    assert (found.server, found.port, found.security) == (
        "smtp.example.org",
        587,
        Security.STARTTLS,
    )
    assert found.sender == Mailbox("", "fiches@example.org")
    assert found.envelope_from == "fiches@example.org"
    assert found.reply_to is None
    assert not found.user


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_the_protection(tmp_path: Path, security: str, port: int) -> None:
    found = loaded(tmp_path, f'{LEAST}security = "{security}"\n')
    assert found.port == port
    assert loaded(tmp_path, f'{LEAST}security = "{security}"\nport = 2525\n').port == 2525


def test_all_keys_are_read(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        'server = "smtp.example.org"\nsecurity = "tls"\nuser = "fiches"\n'
        'from = "Commerce extérieur, « fiches » <fiches@example.org>"\n'
        'reply_to = "Études <etudes@example.org>"\nenvelope_from = "retours@example.org"\n'
        "per_minute = 10\nper_day = 300\nretries = 1\nretry_after = 5\ntimeout = 7\n"
        "failures_in_a_row = 3\nmessages_a_connection = 9\nsize_limit = 1000\n"
        'base_url = "https://example.org/fiches"\ncontact = "le pôle études"\n'
        'unsubscribe = "stop@example.org"\nca_file = "ca.pem"\n'
        'token_command = ["token", "--for", "fiches"]\n',
    )
    assert found == settings.Settings(
        "smtp.example.org",
        465,
        Security.TLS,
        "fiches",
        Mailbox("Commerce extérieur, « fiches »", "fiches@example.org"),
        Mailbox("Études", "etudes@example.org"),
        "retours@example.org",
        10,
        300,
        1,
        5,
        7,
        3,
        9,
        1000,
        "https://example.org/fiches",
        "le pôle études",
        "stop@example.org",
        tmp_path / "ca.pem",  # beside the file
        ("token", "--for", "fiches"),
    )


def test_the_environment_comes_first(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        f"{LEAST}per_minute = 1\n",
        TRADEFICHE_MAIL_SERVER="other.example.org",
        TRADEFICHE_MAIL_PER_MINUTE="12",
        TRADEFICHE_MAIL_USER="x",
        TRADEFICHE_MAIL_TOKEN_COMMAND="token --for 'two words'",
        TRADEFICHE_MAIL_PASSWORD="not a setting",
        TRADEFICHE_DATA="data",
    )
    assert (found.server, found.per_minute) == ("other.example.org", 12)
    assert found.token_command == ("token", "--for", "two words")
    assert "not a setting" not in repr(found)


def test_the_environment_alone_may_do(here: Path) -> None:
    given = {"TRADEFICHE_MAIL_SERVER": "localhost", "TRADEFICHE_MAIL_FROM": "a@example.org"}
    assert settings.load(None, given).local
    with pytest.raises(MailError, match=r"tradefiche\.toml: \[mail\] lacks server, from"):
        settings.load(None, {})


@pytest.mark.parametrize(
    "key", ["password", "PASSWORD", "passwd", "pwd", "secret", "token", "api_key", "mot_de_passe"]
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    error = refused(tmp_path, f'{LEAST}{key} = "hunter2"\n')
    assert f"[mail] {key}: no secret belongs in this file" in error.message
    assert "TRADEFICHE_MAIL_PASSWORD" in error.hint
    assert "hunter2" not in f"{error.message} {error.hint} {error.__context__}"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('sever = "x"', "unknown key 'sever' Did you mean 'server'?"),
        ("qqqqq = 1", "unknown key 'qqqqq' There are: server, from, port,"),
        ('port = "high"', "Expected `int | null`, got `str` - at `$.port`"),
        ("port = 0", "port must be between 1 and 65535"),
        ("retries = -1", "retries must be between 0 and 20"),
        ('security = "ssl"', "Invalid enum value 'ssl'"),
        ('security = "none"\nuser = "x"', "a password never goes unprotected"),
        ('token_command = ["x"]', "token_command without user"),
        ('base_url = "http://example.org"', "base_url must begin with https://"),
        ('reply_to = "nobody"', "reply_to is not an address"),
        ('envelope_from = "Name <a@example.org>"', "envelope_from is an address without a name"),
        ('contact = "a\\r\\nBcc: b@example.org"', "contact has a line break"),
        ('user = "a\\u0000b"', "user has a line break or a control character"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, lines: str, said: str) -> None:
    error = refused(tmp_path, f"{LEAST}{lines}\n")
    assert said in f"{error.message} {error.hint}"
    assert "tradefiche.toml" in error.message


@pytest.mark.parametrize("text", ["<>", "a@", "@b", "a b@example.org", "A <a@b> <c@d>", "A <a@b"])
def test_a_sender_is_an_address(tmp_path: Path, text: str) -> None:
    assert "from is not an address" in refused(tmp_path, f'server = "x"\nfrom = "{text}"').message


def test_other_tables_variables_and_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MailError, match="unknown table 'mial'") as caught:
        settings.load(written(tmp_path, LEAST, "[mial]"), {})
    assert caught.value.hint == "Did you mean 'mail'?"
    error = refused(tmp_path, LEAST, TRADEFICHE_MAIL_PASWORD="hunter2")
    assert error.hint == "Did you mean 'TRADEFICHE_MAIL_PASSWORD'?"
    assert "hunter2" not in error.message
    with pytest.raises(MailError, match=r"settings cannot be read \(No such file or directory\)"):
        settings.load(tmp_path / "missing.toml", {})
    (tmp_path / "broken.toml").write_text("[mail", "utf-8")
    with pytest.raises(MailError, match="wrong mail settings"):
        settings.load(tmp_path / "broken.toml", {})


@pytest.mark.parametrize(
    ("server", "local"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost.example.org", False),
        ("10.0.0.1", False),
        ("127.0.0.1.example.org", False),
    ],
)
def test_what_is_on_this_machine(tmp_path: Path, server: str, local: bool) -> None:
    found = loaded(tmp_path, f'server = "{server}"\nfrom = "a@example.org"\nsecurity = "none"\n')
    assert found.local is local


# -- the page that shows them ----------------------------------------------------------------

PAGE = (ROOT / "docs" / "mailing.md").read_text("utf-8")


def test_the_example_of_the_documentation_is_one(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "tradefiche.toml"
    path.write_text(example, "utf-8")
    found = settings.load(path, {})
    assert found.sender.name == "Observatoire du commerce extérieur"
    assert found.per_day == 300


def test_every_key_is_in_the_documentation() -> None:
    (table,) = re.findall(r"^\| key \|.*?\n\n", PAGE, re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.M))))
    keys = {field.name for field in dataclasses.fields(settings.Settings)}
    assert named == (keys - {"sender"}) | {"from"}
    for key in ("per_minute", "retries", "retry_after", "failures_in_a_row", "timeout"):
        default = getattr(loaded_defaults(), key)
        (row,) = re.findall(rf"^\|.*`{key}`.*\|$", table, re.MULTILINE)
        assert str(default) in row.split("|")[2], key


def loaded_defaults() -> settings.Settings:
    given = {"TRADEFICHE_MAIL_SERVER": "localhost", "TRADEFICHE_MAIL_FROM": "a@example.org"}
    return settings.load(Path(os.devnull), given)


@pytest.mark.parametrize(
    ("path", "said"),
    [(r"C:\certs\ca.pem", r"Unescaped '\' in a string"), (r"C:\Users\ca.pem", "Invalid hex value")],
)
def test_a_windows_path_between_double_quotes_is_told_its_quotes(
    tmp_path: Path, path: str, said: str
) -> None:
    found = refused(tmp_path, LEAST + f'ca_file = "{path}"\n')
    assert said in found.message
    assert "single quotes: 'C:\\certs\\ca.pem'" in found.hint


def test_the_guide_shows_settings_that_are_read(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    (shown,) = re.findall(r"^```toml\n(\[mail\]\n.*?)^```", guide, re.MULTILINE | re.DOTALL)
    path = tmp_path / "tradefiche.toml"
    path.write_text(shown.replace("# ca_file", "ca_file"), "utf-8")
    found = settings.load(path, {})
    assert found.server == "smtp.example.org"
    assert str(found.ca_file).endswith("C:\\certs\\autorite.pem")
