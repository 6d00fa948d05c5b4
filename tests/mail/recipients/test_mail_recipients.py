"""The list of recipients: what is read, what is refused, on which line and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradefiche import atomic
from tradefiche.errors import MailError
from tradefiche.mail.letter.letter import Recipient
from tradefiche.mail.recipients import addresses
from tradefiche.mail.recipients import recipients
from tradefiche.mail.recipients import recipients_csv
from tradefiche.mail.recipients.recipients import Roster
from tradefiche.reference import industry

HEADER = "territoire;departement;civilite;nom;email;cc;notes"


def roster(folder: Path, *lines: str, header: str = HEADER) -> Roster:
    path = folder / "leads.csv"
    path.write_bytes("\n".join([header, *lines]).encode())
    return recipients.read(path)


def one(folder: Path, *lines: str, header: str = HEADER) -> Recipient:
    (found,) = roster(folder, *lines, header=header).recipients
    return found


def faults(folder: Path, *lines: str, header: str = HEADER) -> list[str]:
    return list(map(str, roster(folder, *lines, header=header).faults))


# -- the table -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "departement;nom;email\n03;Personne Un;un@example.org\n",
        "\ufeffD\u00c9PARTEMENT,Nom,E-mail\r\n03,Personne Un,un@example.org\r\n",
        "nom,Département,email\r03,x,y\r".replace("03,x,y", "Personne Un,03,un@example.org"),
        '"Nom";"E-mail";"departement";;\n"Personne Un";"un@example.org";"3";;\n;;;;\n',
        "\n\ndepartement;nom;email\n\n allier ; Personne Un ; un@EXAMPLE.org \n",
    ],
    ids=["plain", "BOM, capitals, commas, CRLF", "CR", "quoted, empty columns", "spaces"],
)
def test_spreadsheets_write_the_same_list_in_many_ways(tmp_path: Path, content: str) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(content.encode())
    (found,) = recipients.read(path).recipients
    assert (found.address, found.name, found.departements) == (
        "un@example.org",
        "Personne Un",
        ("03",),
    )


def test_the_empty_list_has_the_columns_that_are_read(tmp_path: Path) -> None:
    header, example, rest = recipients_csv.template().split("\r\n")
    assert (header, rest) == (HEADER, "")
    assert example.startswith("# ")
    assert example.count(";") == header.count(";")
    found = one(
        tmp_path, "Riom - Vichy;;Mme;Personne Un;un@example.org;deux@example.org;rien à dire"
    )
    assert found.civility == "Mme"
    assert found.copies == ("deux@example.org",)
    assert dict(found.columns)["notes"] == "rien à dire"
    assert found.lines == (2,)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty, or without a header"),
        (b"\n;;\n", "empty, or without a header"),
        (HEADER.encode(), "no recipient in it"),
        (b"departement;nom;email\n03;Un;a@example.org\n03;Andr\xe9;b@example.org", "line 3: not t"),
        (HEADER.encode("utf-16"), "line 1: not text in UTF-8"),
        (b"departement;nom;courrier\n", "unknown column 'courrier'; no column 'email'"),
        (b"nom;email\n", "no column 'territoire' or 'departement'"),
        (b"03;Un;un@example.org\n", "unknown column 'Un'; unknown column '\u2026'; no column"),
        (b"departement;nom;email;Nom\n", "two columns 'nom'"),
        (b"departement\tnom\temail\n", "unknown column 'departement\\tnom\\temail'"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(content)
    with pytest.raises(MailError) as caught:
        recipients.read(path)
    assert said in caught.value.message
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MailError, match="cannot be read"):
        recipients.read(tmp_path)


def test_a_list_that_a_spreadsheet_holds_is_to_be_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "leads.csv"

    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(MailError, match="cannot be read \\(Permission denied\\)") as caught:
        recipients.read(path)
    assert caught.value.hint == atomic.CLOSE_IT


def test_every_bad_line_is_told_at_once_with_its_number(tmp_path: Path) -> None:
    found = roster(
        tmp_path,
        ";03;;Personne Un;un@example.org;;",
        ";03;;;deux@example;;",
        '"ti-0101";;;"Personne\nTrois";trois@example.org;;',
        ";Alier;;Personne Quatre;quatre@example..org;;",
        ";03;;Personne Un;un@example.org;;",
        ";03;Personne Six",
        ";03;;Personne Sept;sept@example.org;SEPT@example.org;",
        "Vichy;;;Personne Huit;huit@example.org;;",
        ";;;Personne Neuf;neuf@example.org;;",
        "Basse-Terre;03;;Personne Dix;dix@example.org;;",
        ";03;;Personne Onze;ünze@example.org;;",
        ";03;;" + "x" * 201 + ";douze@example.org;;",
        ";03;;Autre Nom;un@example.org;;",
    )
    assert [each.name for each in found.recipients] == ["Personne Un"]
    said = list(map(str, found.faults))
    assert said == [
        "line 3: nom is empty",
        "line 3: the address is not one: the part after the @-sign is not valid. It should have a "
        "period",
        "line 4: nom has a line break (U+000A)",
        "line 6: the address is not one: an email address cannot have two periods in a row",
        "line 6: “Alier” is not a département. Did you mean Allier (03)?",
        "line 7: the same as line 2",
        "line 8: 3 fields where the header has 7",
        "line 9: cc repeats the address itself",
        "line 10: “Vichy” is only part of a name: write " + _named("Vichy"),
        "line 11: neither a territoire nor a département",
        "line 12: Allier (03) has no commune of Basse-Terre: give it a line of its own",
        "line 13: the address is not one: what stands before its @ has accents: ask for an "
        "address without",
        "line 14: nom has 201 characters",
        "line 15: the address of line 2 under another name: write the same on both lines",
    ]
    assert not any("@example" in reason for reason in said)  # no address in what is logged


def _named(text: str) -> str:
    return " or ".join(f"{whole.name} ({whole.id})" for whole in industry.search(text))


def test_what_is_not_csv_is_a_fault_of_its_line(tmp_path: Path) -> None:
    said = faults(
        tmp_path, ";03;;Personne Un;un@example.org;;", ';03;;"Per"sonne;deux@example.org;;'
    )
    assert said == [
        "line 3: not CSV from here on, and what follows is not read (';' expected after '\"')"
    ]
    (open_quote,) = faults(tmp_path, ';03;;"Personne Un;un@example.org;;', ";03;;b;c@example.org;;")
    assert open_quote.startswith("line 2: not CSV")


# -- who gets what ---------------------------------------------------------------------------


def test_lines_of_one_address_are_one_recipient(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        "ti-0101|Cap Excellence;;;Personne Un;Un@Example.org;a@example.org b@example.org;",
        "ti-0102;;Mme;Personne Un;un@example.org;B@example.org, c@example.org;",
        ";Allier|2A;;Personne Un;UN@example.org;;",
    )
    assert found.address == "Un@example.org"  # as first written, the domain in lower case
    assert found.civility == "Mme"
    assert found.territoires == ("ti-0101", "ti-0102")
    assert found.departements == ("03", "20")
    assert found.lines == (2, 3, 4)
    assert [each.lower() for each in found.copies] == [f"{x}@example.org" for x in "abc"]


def test_two_civilities_for_one_address_are_refused(tmp_path: Path) -> None:
    assert faults(
        tmp_path, ";03;Mme;Personne Un;un@example.org;;", ";63;M.;Personne Un;un@example.org;;"
    ) == ["line 3: the address of line 2 with another civilité: write the same on both lines"]


def test_a_departement_of_the_territoire_may_stand_beside_it(tmp_path: Path) -> None:
    found = one(tmp_path, "Riom - Vichy;Allier;;Personne Un;un@example.org;;")
    assert found.departements == ("03",)


def test_unknown_names_come_with_the_nearest(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, "Riom - Vichi;;;Personne Un;un@example.org;;")
    assert "is not a Territoire d’industrie. Did you mean Riom – Vichy" in said
    (said,) = faults(tmp_path, "Allier;;;Personne Un;un@example.org;;")
    assert "Allier (03) is a département" in said


def test_a_copy_may_have_anything_but_spaces(tmp_path: Path) -> None:
    found = one(tmp_path, ';03;;Personne Un;un@example.org;"""a,b""@example.org";')
    assert found.copies == ('"a,b"@example.org',)
    line = ';03;;Personne Un;un@example.org;"""a b""@example.org";'
    assert faults(tmp_path, line) == ["line 2: an address in cc is not one: it has a space"]


# -- addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("un@Example.ORG", "un@example.org"),
        ('"a b, c"@example.org', '"a b, c"@example.org'),
        ("un@münchen.example.org", "un@xn--mnchen-3ya.example.org"),
        ("o'un+fiches@example.org", "o'un+fiches@example.org"),
        ("x" * 64 + "@example.org", "x" * 64 + "@example.org"),
    ],
)
def test_addresses_are_brought_to_one_form(written: str, address: str) -> None:
    assert addresses.normalised(written) == address
    assert addresses.normalised(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "un", "un@", "@example.org", "un@example", "un@localhost", "un deux@example.org",
        "un@@example.org", "Personne Un <un@example.org>", "un@example.org>", "é@example.org",
        "x" * 65 + "@example.org", "un@" + "b" * 64 + ".org", "un@[127.0.0.1]",
        "un@example.org\nBcc: deux@example.org", "un@exa mple.org", "un@example.invalid",
        "un.@example.org", "un@example.org.", "un@-example.org", '"un@example.org',
        "un@" + "a." * 130 + "org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        addresses.normalised(text)
    assert not text or "example.org" not in str(caught.value)


def test_one_cell_may_hold_several_addresses() -> None:
    cell = 'a@example.org;"b, c"@example.org | d@example.org,\te@example.org'
    assert addresses.split(cell) == (
        "a@example.org",
        '"b, c"@example.org',
        "d@example.org",
        "e@example.org",
    )
    assert addresses.split(" ;, ") == ()
    assert addresses.split('"a b') == ('"a', "b")  # and neither is an address


@given(st.text(max_size=40))
def test_what_is_accepted_is_plain_ascii_on_one_line(text: str) -> None:
    try:
        address = addresses.normalised(f"{text}@example.org")
    except ValueError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert addresses.normalised(address) == address


@pytest.mark.parametrize("character", ["\n", "\r", "\t", "\0", "\x85", "\u2028", "\u202e", "\x1b"])
@pytest.mark.parametrize("column", ["nom", "civilite", "notes", "email", "cc", "departement"])
def test_no_cell_holds_a_line_break(tmp_path: Path, character: str, column: str) -> None:
    cells = dict.fromkeys(HEADER.split(";"), "") | {
        "departement": "03",
        "nom": "Personne Un",
        "email": "un@example.org",
    }
    cells[column] += f"{character}Bcc: deux@example.org"
    (said,) = faults(tmp_path, ";".join(f'"{cell}"' for cell in cells.values()))
    assert said.startswith(f"line 2: {column} has a ")
    assert f"(U+{ord(character):04X})" in said
