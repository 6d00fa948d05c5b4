"""The bytes of a letter: read back as they were meant, whatever the names; same in, same out."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from email import policy
from email.header import decode_header
from email.header import make_header
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mailings import publish

from tradefiche.errors import MailError
from tradefiche.mail import published
from tradefiche.mail.letter import message
from tradefiche.mail.letter.headers import Head
from tradefiche.mail.letter.letter import Enclosure
from tradefiche.mail.letter.letter import Recipient
from tradefiche.mail.letter.message import Encoded
from tradefiche.mail.letter.words import Written
from tradefiche.mail.recipients import addresses
from tradefiche.mail.settings import Mailbox

WHEN = datetime(2025, 3, 1, 8, 30, tzinfo=UTC)
HEAD = Head(
    Mailbox("Observatoire de l’industrie", "fiches@example.org"),
    Mailbox("Personne Un", "un@example.org"),
    (),
    None,
    f"<tradefiche.{'4f' * 20}@example.org>",
    "stop@example.org",
)
WITH_SUBJECT = "?subject=D%C3%A9sinscription"
WRITTEN = Written("Sujet", "Bonjour.\n", "<p>Bonjour.</p>\n")
NAMES = {"From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted",
         "Content-Language", "List-Unsubscribe", "MIME-Version", "Content-Type"}  # fmt: skip
FORBIDDEN = ("Cc", "Cs", "Zl", "Zp")
#: All that a cell may hold, once it is accepted, as one line.
CELLS = (
    st.text(st.characters(exclude_categories=FORBIDDEN), min_size=1, max_size=200)
    | st.lists(
        st.sampled_from(["é", ",", '"', "\\", "<a@example.org>", "=?utf-8?q?x?=", " ", "😀", ";",
                         "Bcc:", "(x)", "a" * 30, "@", "’"]), min_size=1, max_size=30
    ).map("".join)
).map(str.strip).filter(lambda text: bool(text) and not addresses.unprintable(text))  # fmt: skip


def enclosures(folder: Path, *codes: str, size: int = 1000) -> tuple[Enclosure, ...]:
    found = published.read(publish(folder, codes, size=size), 2024)
    return found.letter(Recipient("un@example.org", "Un", departements=codes)).enclosures


def made(head: Head = HEAD, written: Written = WRITTEN, *files: Enclosure) -> bytes:
    composed = message.compose(head, written, files, WHEN)
    content = composed.content(Encoded())
    assert len(content) == composed.size
    return content


def parsed(content: bytes) -> EmailMessage:
    found = email.message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def names(content: bytes) -> list[str]:
    """The header names that stand in the bytes, as a server sees them."""
    head = content.partition(b"\r\n\r\n")[0].decode("ascii")
    return re.findall(r"^([^\s:]+):", head, re.MULTILINE)


def plain(content: bytes, name: str) -> str:
    """A header decoded by the standard's rules; Python's newer parser puts spaces into names."""
    raw = email.message_from_bytes(content, policy=policy.compat32)[name]
    return str(make_header(decode_header(re.sub(r"\r\n[ \t]", " ", raw))))


# -- headers ---------------------------------------------------------------------------------


def test_the_headers_are_those_of_an_automatic_letter() -> None:
    head = replace(
        HEAD,
        copies=("deux@example.org", '"trois, x"@example.org'),
        reply_to=Mailbox("", "contact@example.org"),
    )
    found = parsed(made(head))
    assert {name: str(found[name]) for name in NAMES - {"Content-Type"}} == {
        "From": "Observatoire de l’industrie <fiches@example.org>",
        "To": "Personne Un <un@example.org>",
        "Cc": 'deux@example.org, "trois, x"@example.org',
        "Reply-To": "contact@example.org",
        "Subject": "Sujet",
        "Date": "Sat, 01 Mar 2025 08:30:00 +0000",
        "Message-ID": HEAD.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": "fr",
        "List-Unsubscribe": f"<mailto:stop@example.org{WITH_SUBJECT}>",
        "MIME-Version": "1.0",
    }


def test_the_same_letter_has_the_same_bytes(tmp_path: Path) -> None:
    files = enclosures(tmp_path, "03", "63")
    assert made(HEAD, WRITTEN, *files) == made(HEAD, WRITTEN, *files)


@given(CELLS, CELLS)
@example("x, " * 60 + "x", "x" * 200)
@example("evil@evil.example, " * 9 + "x", "é, " * 60 + "x")
@example("=?utf-8?q?x?=", '"' * 58)
def test_no_name_adds_a_header_or_a_recipient(name: str, sender: str) -> None:
    head = replace(
        HEAD, to=Mailbox(name, HEAD.to.address), sender=Mailbox(sender, "fiches@example.org")
    )
    content = made(head, replace(WRITTEN, subject=name))
    assert sorted(names(content)) == sorted(NAMES - {"Cc", "Reply-To"})
    found = parsed(content)
    for header, address in (("To", HEAD.to.address), ("From", "fiches@example.org")):
        (only,) = found[header].addresses
        assert only.addr_spec == address
    assert plain(content, "Subject") == name
    shown = plain(content, "To")
    assert shown in (f"{name} <un@example.org>", f'"{_escaped(name)}" <un@example.org>')
    assert max(map(len, content.split(b"\r\n"))) <= 78


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


@given(st.text(max_size=60))
def test_no_address_adds_a_header_or_a_recipient(local: str) -> None:
    try:
        address = addresses.normalised(f"{local}@example.org")
    except ValueError:
        return
    content = made(replace(HEAD, to=Mailbox("", address), copies=(address,)))
    assert sorted(names(content)) == sorted(NAMES - {"Reply-To"})
    assert [each.addr_spec for each in parsed(content)["To"].addresses] == [address]


@pytest.mark.parametrize("name", ["a\r\nBcc: x@example.org", "a\nb", "é\r\nBcc: x", "\u2028"])
def test_the_last_door_is_closed_too(name: str) -> None:
    """What the list would have refused, were it not asked."""
    doors = [
        replace(HEAD, message_id=name),
        replace(HEAD, to=Mailbox("", name)),
        replace(HEAD, to=Mailbox(name, "un@example.org")),
        replace(HEAD, copies=(name,)),
    ]
    for head in doors:
        with pytest.raises(ValueError, match=r"plain ASCII|may not contain"):
            made(head)
    with pytest.raises(ValueError, match=r"plain ASCII|may not contain"):
        made(HEAD, replace(WRITTEN, subject=name))


def test_long_domains_stay_whole() -> None:
    domain = ".".join(["a" * 60] * 4)
    head = replace(
        HEAD,
        message_id=f"<tradefiche.{'4f' * 20}@{domain}>",
        to=Mailbox("é" * 100, f"un@{domain}"),
        unsubscribe=f"stop@{domain}",
    )
    content = made(head)
    assert parsed(content)["Message-ID"] == head.message_id
    assert parsed(content)["List-Unsubscribe"] == f"<mailto:stop@{domain}{WITH_SUBJECT}>"
    assert [each.addr_spec for each in parsed(content)["To"].addresses] == [f"un@{domain}"]
    assert max(map(len, content.split(b"\r\n"))) < 998


def test_unsubscribing_may_be_a_page() -> None:
    head = replace(HEAD, unsubscribe="https://example.org/désinscription?x=1&y=é")
    expected = "<https://example.org/d%C3%A9sinscription?x=1&y=%C3%A9>"
    assert parsed(made(head))["List-Unsubscribe"] == expected


# -- bodies and PDFs -------------------------------------------------------------------------


def test_a_letter_has_two_bodies_and_its_pdf(tmp_path: Path) -> None:
    files = enclosures(tmp_path, "03", "63", size=5000)
    written = Written("É", "Bonjour « é » 😀\u202f!\n" + "x" * 2000 + "\n.\n", "<p>É</p>\n")
    found = parsed(made(HEAD, written, *files))
    assert found.get_content_type() == "multipart/mixed"
    bodies, *attached = found.iter_parts()
    assert bodies.get_content_type() == "multipart/alternative"
    text, html = bodies.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == written.text
    assert html.get_content().replace("\r\n", "\n") == written.html
    assert [part.get_filename() for part in attached] == ["03-allier.pdf", "63-puy-de-dome.pdf"]
    for part, file in zip(attached, files, strict=True):
        assert part.get_content_type() == "application/pdf"
        assert part.get_content_disposition() == "attachment"
        assert part.get_content() == file.path.read_bytes()


def test_a_letter_of_links_has_bodies_only() -> None:
    found = parsed(made())
    assert found.get_content_type() == "multipart/alternative"
    assert len(list(found.iter_parts())) == 2


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\0"), max_size=300))
@hypothesis_settings(max_examples=50)
def test_any_body_comes_back_and_no_line_is_too_long(text: str) -> None:
    lines = "".join(f"{line}\n" for line in text.splitlines())
    content = made(HEAD, Written("s", lines, f"<p>{lines}</p>\n"))
    found = next(iter(parsed(content).iter_parts()))
    assert (found.get_content().splitlines() or [""]) == (lines.splitlines() or [""])
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("size", [*range(130, 250), 1_000_003])
def test_the_size_is_known_without_reading_the_file(tmp_path: Path, size: int) -> None:
    (file,) = enclosures(tmp_path, "03", size=size)
    content = made(HEAD, WRITTEN, file)  # which compares it
    (_, part) = parsed(content).iter_parts()
    assert part.get_content() == file.path.read_bytes()


def test_forty_files_are_in_their_order(tmp_path: Path) -> None:
    codes = [f"{number:02}" for number in range(1, 41) if number != 20]
    files = enclosures(tmp_path, *codes)
    _, *attached = parsed(made(HEAD, WRITTEN, *files)).iter_parts()
    assert [str(part.get_filename())[:2] for part in attached] == codes


def test_files_are_read_once_while_there_is_room(tmp_path: Path) -> None:
    files = enclosures(tmp_path, "03", "63", "15")
    large = message.encoded_size(1000)
    encoded = Encoded(room=2 * large)
    first = encoded.of(files[0])
    assert encoded.of(files[0]) is first
    encoded.of(files[1])
    files[0].path.unlink()
    assert encoded.of(files[0]) is first
    encoded.of(files[2])  # the one that was not used longest goes
    assert encoded.of(files[0]) is first
    files[1].path.write_bytes(b"x")
    with pytest.raises(MailError, match="changed since the plan was made"):
        encoded.of(files[1])
    assert Encoded(room=0).of(files[2])  # larger than all the room, and not kept
