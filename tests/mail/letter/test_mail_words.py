"""The words of letters: both bodies say the same, the typography is French, names are strict."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from command import copied
from hypothesis import given
from hypothesis import strategies as st
from paths import SNAPSHOTS

from tradefiche.errors import MailError
from tradefiche.fiche import Marks
from tradefiche.mail.letter import body
from tradefiche.mail.letter import template_context
from tradefiche.mail.letter import words
from tradefiche.mail.letter.words import Fichier
from tradefiche.mail.letter.words import Values
from tradefiche.mail.published import EditionSummary
from tradefiche.resources import assets
from tradefiche.wording.french import typeset

SNAPSHOT = SNAPSHOTS / "letters.txt"
FINAL = Marks(demonstration=False, quarters=(1, 2, 3, 4))
ALLIER = template_context.departement(
    EditionSummary(
        "03",
        "Allier",
        "l’Allier",
        "de l’Allier",
        "dans l’Allier",
        2_152_018_463,
        1_476_873_925,
        0.0037081,
        "les États-Unis",
        "l’Espagne",
        "2025-02-07",
        FINAL,
    )
)
EMPTY = template_context.departement(
    EditionSummary(
        "05",
        "Hautes-Alpes",
        "les Hautes-Alpes",
        "des Hautes-Alpes",
        "dans les Hautes-Alpes",
        0,
        0,
        None,
        "",
        "",
        "2025-02-07",
        FINAL,
    )
)
ATTACHED = Fichier("Allier (03)", "03-allier.pdf", "201\u00a0ko", "")
LINKED = replace(ATTACHED, adresse="https://example.org/f/03-allier.pdf")
ONLINE = replace(ATTACHED, adresse="https://example.org/f/2024/03-allier.html")
ONE = Values(
    annee=2024,
    date_donnees="7\u00a0février 2025",
    nom="Personne Un",
    civilite="",
    territoires=(),
    departements=(ALLIER,),
    fichiers=(ATTACHED,),
    laisses_de_cote=(),
    liens=False,
    contact="contact@example.org",
    desinscription="stop@example.org",
    expediteur="Observatoire",
)
CASES = {
    "one": ONE,
    "a territoire": replace(ONE, civilite="Madame", territoires=("Riom – Vichy",)),
    "two of each": replace(
        ONE,
        territoires=("Riom – Vichy", "Val de Durance"),
        departements=(ALLIER, EMPTY),
        fichiers=(ATTACHED, ATTACHED),
        laisses_de_cote=("Cantal (15)",),
    ),
    "a pack": replace(ONE, departements=(ALLIER, EMPTY), laisses_de_cote=("A (1)", "B (2)")),
    "links": replace(ONE, fichiers=(LINKED,), liens=True),
    "a page": replace(ONE, fichiers=(ONLINE,), liens=True, pages=True),
    "pages": replace(
        ONE, departements=(ALLIER, EMPTY), fichiers=(ONLINE,) * 2, liens=True, pages=True
    ),
    "many": replace(ONE, departements=(ALLIER,) * 5, fichiers=(ATTACHED,) * 5),
}


class Page(HTMLParser):
    """The words and elements of a page, without its head."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.parts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "head" not in self.open:
            self.parts.append(data)

    @property
    def words(self) -> list[str]:
        return "".join(self.parts).split()


def said(text: str) -> list[str]:
    """The words of a plain text, without the marks of its lists."""
    return re.sub(r"^- ", "", text, flags=re.MULTILINE).split()


# -- one source, two bodies ------------------------------------------------------------------


@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_both_bodies_have_the_same_words_in_french_typography(values: Values) -> None:
    written = words.load().write(values)
    assert Page(written.html).words == said(written.text)
    for line in [written.subject, *written.text.splitlines()]:
        without = re.sub(r"https?://\S+|\S+@\S+", "", line)
        assert typeset(without) == without
        assert "  " not in line
        assert not re.search(r" [;:!?»%€]|« |'", without)
    assert "None" not in written.text
    assert not re.search(r"\{|\}", written.text)


def test_a_letter_reads_as_it_should() -> None:
    written = words.load().write(CASES["a territoire"])
    assert written.subject == "Commerce extérieur 2024\u00a0: la fiche de l’Allier"
    text = written.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert text.splitlines()[:4] == [
        "Les indicateurs clés : commerce extérieur, 2024",
        "",
        "Bonjour Madame Personne Un,",
        "",
    ]
    assert (
        "- Allier (03) : 2 152 millions d’euros d’exportations, soit 0,37 % de celles de la "
        "France, d’abord vers les États-Unis ; 1 476,9 millions d’euros d’importations, d’abord "
        "depuis l’Espagne ; solde de + 675,1 millions d’euros.\n" in text
    )
    assert "- Allier (03) : 03-allier.pdf (PDF, 201 ko)\n" in text
    assert "contact@example.org" in text
    assert "stop@example.org" in text


def test_whole_letters_read_as_a_person_has_read_them() -> None:
    """``snapshots/letters.txt``: to change a letter, rewrite it and read its diff line by line."""
    made = []
    for name, values in CASES.items():
        written = words.load().write(values, template_context.marks(FINAL, 2024))
        made.append(f"==== {name}\n{written.subject}\n\n{written.text}\n")
    assert "".join(made) == SNAPSHOT.read_text("utf-8")


def test_a_departement_without_trade_has_neither_share_nor_partner() -> None:
    written = words.load().write(replace(ONE, departements=(EMPTY,)))
    line = next(line for line in written.text.splitlines() if line.startswith("- Hautes-Alpes"))
    assert line.replace("\u00a0", " ").replace("\u202f", " ") == (
        "- Hautes-Alpes (05) : 0 euro d’exportations ; 0 euro d’importations ; solde de 0 euro."
    )


def test_the_html_is_simple_and_accessible() -> None:
    page = Page(words.load().write(CASES["links"]).html)
    assert page.open == []
    names = [name for name, _ in page.elements]
    assert page.elements[0] == ("html", {"lang": "fr"})
    assert page.elements[names.index("body") + 1] == ("div", {"lang": "fr"})
    assert names.count("h1") == names.count("title") == names.count("ul") - 1 == 1
    assert "h2" in names
    assert not {"img", "table", "font", "script", "link"} & {*names}
    links = [attributes["href"] for name, attributes in page.elements if name == "a"]
    assert links == [LINKED.adresse, "mailto:contact@example.org", "mailto:stop@example.org"]
    colours = re.findall(r"(?:color|background)[^:;]*:\s*[^;}]+", words.load().write(ONE).html)
    assert [each for each in colours if "color-scheme" not in each] == []


@given(st.text(max_size=200))
def test_any_text_makes_two_bodies_with_the_same_words(text: str) -> None:
    found = body.blocks(text)
    page = Page(f"<body>{body.markup(found)}</body>")
    assert page.words == said(body.plain(found))
    allowed = {"body", "h1", "h2", "p", "ul", "li", "a"}
    assert {name for name, _ in page.elements} <= allowed
    assert page.open == []


def test_values_cannot_become_markup() -> None:
    written = words.load().write(replace(ONE, nom='<b onclick="x">&amp; {{ annee }} # - "'))
    assert '&lt;b onclick="x"&gt;&amp;amp; {{ annee }} # - "' in written.html
    assert '<b onclick="x">&amp; {{ annee }} # - "' in written.text


def test_a_name_keeps_its_own_typography() -> None:
    assert "Bonjour O'Un !? ; x,\n" in words.load().write(replace(ONE, nom="O'Un !? ; x")).text


@pytest.mark.parametrize(
    ("marks", "subject", "first"),
    [
        (Marks(True, (1, 2, 3, 4)), "[Démonstration] ", "Données de démonstration – chiffres"),
        (Marks(False, (1, 2)), "[Provisoire] ", "Chiffres provisoires\u00a0: T1 et T2 2024."),
        (Marks(True, ()), "[Démonstration] [Provisoire] ", "Données de démonstration"),
    ],
)
def test_what_must_be_admitted_is_said_whatever_the_template(
    tmp_path: Path, marks: Marks, subject: str, first: str
) -> None:
    (tmp_path / "subject.txt").write_text("Sujet", "utf-8")
    (tmp_path / "body.txt").write_text("Corps", "utf-8")
    written = words.load(tmp_path).write(
        ONE, [("TEST", "Essai."), *template_context.marks(marks, 2024)]
    )
    assert written.subject == f"[TEST] {subject}Sujet"
    assert written.text.startswith(f"Essai.\n\n{first}")
    assert written.text.endswith("\n\nCorps\n")
    assert Page(written.html).words == said(written.text)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "1\u00a0ko"), (499, "1\u00a0ko"), (201_302, "201\u00a0ko"), (999_499, "999\u00a0ko"),
     (999_500, "1\u00a0Mo"), (1_449_999, "1,4\u00a0Mo"), (30_000_000, "30\u00a0Mo")],
)  # fmt: skip
def test_sizes_are_in_words(size: int, text: str) -> None:
    assert template_context.size(size) == text


# -- one's own templates ---------------------------------------------------------------------


def test_a_folder_may_replace_any_of_the_three(tmp_path: Path) -> None:
    (tmp_path / "subject.txt").write_text("Pour {{ nom }} !", "utf-8-sig")
    written = words.load(tmp_path).write(ONE)
    assert written.subject == "Pour Personne Un\u202f!"
    assert written.text == words.load().write(ONE).text


def test_a_copy_of_the_project_s_says_the_same(tmp_path: Path) -> None:
    assert words.load(copied("mail", tmp_path)).write(ONE) == words.load().write(ONE)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("body.txt", "a\n{{ nom }}\n{{ nomm }} {{ nomm }}", "line 3: unknown variable 'nomm'"),
        ("body.txt", "{% if false %}{{ prenom }}{% endif %}", "line 1: unknown variable 'prenom'"),
        ("subject.txt", "{{ departements[0].nme }}", "line 1: unknown variable 'nme'"),
        ("body.txt", "\n{% for x in fichiers %}\n{{ x.poids }}{% endfor %}", "line 3: unknown v"),
        ("body.txt", "\n\n{% if nom %}", "line 3: Unexpected end of template"),
        ("body.txt", "{{ nom|majuscules }}", "line 1: No filter named 'majuscules'"),
        ("body.txt", "{{ departements[7].nom }}", "line 1: unknown variable 7"),
        ("body.txt", "\n{{ annee - nom }}", "line 2: unsupported operand"),
        ("body.txt", "{{ range(9) }}", "line 1: '(…)' is not for letters"),
        ("body.txt", "{% include '/etc/passwd' %}", "line 1: "),
        ("body.txt", "{{ nom.__class__.__mro__ }}", "line 1: "),
        ("subject.txt", " \n", "makes a subject of 0 characters"),
        ("subject.txt", "é" * 201, "makes a subject of 201 characters"),
        ("body.txt", "{# nothing #}\n", "makes an empty letter"),
        ("body.txt", "a" * 99_990 + "{{ nom }}", "makes more than 100000 characters"),
        ("layout.html", "{{ contenus }}", "line 1: unknown variable 'contenus'"),
        ("boddy.txt", "", "holds no template but 'boddy.txt'"),
    ],
)
def test_a_wrong_template_is_told_with_file_and_line(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(MailError) as caught:
        words.load(tmp_path).write(ONE)
    assert said in caught.value.message
    assert caught.value.message.startswith(str(tmp_path))
    assert caught.value.hint


def test_all_unknown_names_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "subject.txt").write_text("{{ a }}", "utf-8")
    (tmp_path / "body.txt").write_text("{{ b }}\n{{ c }}", "utf-8")
    with pytest.raises(MailError) as caught:
        words.load(tmp_path)
    assert re.findall(r"(\w+\.txt), line (\d): unknown variable '(\w)'", caught.value.message) == [
        ("subject.txt", "1", "a"),
        ("body.txt", "1", "b"),
        ("body.txt", "2", "c"),
    ]


def test_what_is_no_folder_of_templates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MailError, match="holds no template"):
        words.load(tmp_path)
    with pytest.raises(MailError, match="no folder of templates"):
        words.load(tmp_path / "absent")
    (tmp_path / "body.txt").write_bytes(b"\xe9")
    with pytest.raises(MailError, match="cannot be read \\(not text in UTF-8\\)"):
        words.load(tmp_path)


def test_the_project_s_templates_use_what_is_described() -> None:
    used = " ".join(path.read_text("utf-8") for path in assets("mail").iterdir())
    for each in Values.__slots__:
        assert re.search(rf"\b{each}\b", used), each
