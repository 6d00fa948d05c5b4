"""What is wrong with French sentences, as far as rules can tell; for tests of what is written.

It knows no figures: spaces, elisions, contractions, units, ordinals, ends, and verbs that agree
with the place they are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tradefiche.fiche import Place

NBSP, NARROW = "\u00a0", "\u202f"
SPACES = f"[ {NBSP}{NARROW}]"
ASPIRATED = r"(?!Haut|haut|Hong|houille|hors|huit|onz|Hollande)"
VOWEL = "[aàâeéèêëiîïoôuûhyAÀÂEÉÈÊËIÎOÔUHÀ]"
SINGULAR = ("exporte", "importe", "vend", "achète", "reçoit")
PLURAL = ("exportent", "importent", "vendent", "achètent", "reçoivent")

RULES: tuple[tuple[str, str], ...] = (
    ("two spaces", rf"{SPACES}{{2,}}"),
    ("a space at an end", rf"^{SPACES}|{SPACES}$"),
    (
        "a missing elision",
        rf"\b([Dd]e|[Qq]ue|[Ll]e|[Ll]a|[Nn]e|[Ss]e|[Jj]usque) {ASPIRATED}{VOWEL}",
    ),
    ("a missing contraction", r"\b([Dd]e|[Àà]) les? (?![A-Z]\w+ d’Olonne)"),
    ("an elision before a consonant", r"\b[dlnsqDLNSQ]u?’[bcdfgjklmnpqrstvwxzBCDFGJKLMNPQRSTVWXZ]"),
    ("a straight apostrophe", r"'"),
    ("no narrow space before ; ! ?", rf"(?<!{NARROW})[;!?]"),
    ("no space before :", rf"(?<!{NBSP}):"),
    ("no space before a unit", rf"(?<!{NBSP})(%|(?<![Mk]|d)€|M€|k€|Md€)"),
    ("guillemets without their spaces", rf"«(?!{NBSP})|(?<!{NBSP})»"),
    ("a space before a comma or a point", rf"{SPACES}[,.)]"),
    ("no space after a mark", r"[;:](?! |\u00a0)|[.,](?=[A-Za-zÀ-ÿ])"),
    ("a word twice", r"\b(\w+) \1\b(?! (?!\w))"),
    ("a code word", r"None|nan|inf|[{}_]"),
    ("nothing written as a share", rf"(?<![\d,])0{NBSP}%"),
    ("a wrong ordinal", r"\b1e\b|\b(?!1)\d+(er|re)\b|\b1er part|\b\d+re rang"),
    ("a plural of one", rf"(?<![\d,{NARROW}])1{NBSP}€ vendus|\bUne? \w+ produits\b"),
    ("several of a kind said one", r"\b(Seul|Premier) (client|fournisseur)\b[^.]*(\bet\b|, )"),
    ("a sign without its number", r"[+−](?!\u202f|\u00a0|\d)"),
    ("a comma before a full stop", r"[,;:]\."),
)
_UNITS = rf"{NBSP}(%|€|M€|k€|Md€)"
_NUMBER = rf"\d{{1,3}}(?:{NARROW}\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?"
_PLAIN = r"(?:en|sur|des|à) $"
"""Before a number without a unit: a year, a count."""


def faults(text: str, place: Place | None = None) -> list[str]:
    """What is wrong with one or several sentences."""
    return [*_by_rules(text), *_by_structure(text), *(_disagreements(text, place) if place else ())]


def _by_rules(text: str) -> Iterator[str]:
    for name, pattern in RULES:
        if found := re.search(pattern, text):
            yield f"{name}: {text[max(found.start() - 20, 0) : found.end() + 20]!r}"


def _by_structure(text: str) -> Iterator[str]:
    if not text.endswith("."):
        yield "no full stop"
    if text[:1].islower():
        yield "no capital"
    if re.search(r"\. [a-zà-ÿ]", text):
        yield "no capital after a full stop"
    if text.count("(") != text.count(")") or text.count("«") != text.count("»"):
        yield "brackets do not close"
    for found in re.finditer(_NUMBER, text):
        rest, before = text[found.end() :], text[: found.start()]
        if re.match(rf"{_UNITS}|(e|er|re)\b", rest) or re.search(_PLAIN, before):
            continue
        yield f"a number without its unit: {text[max(found.start() - 20, 0) : found.end() + 10]!r}"


def _disagreements(text: str, place: Place) -> Iterator[str]:
    wrong = SINGULAR if place.plural else PLURAL
    name = re.escape(place.the)
    for form in wrong:
        if re.search(rf"{name} (?:en |n’)?{form}\b", text, re.IGNORECASE):
            yield f"{place.the} {form}"
    if place.the.startswith(("le ", "les ")):
        rest = place.the.split(" ", 1)[1]
        for particle in ("de", "à"):
            if f"{particle} {place.the}" in text:
                yield f"{particle} {place.the}"
        if re.search(rf"\b(?:du|au) {re.escape(rest)}", text) and place.plural:
            yield f"a singular article before {rest}"


OF_MESSAGES: tuple[tuple[str, str], ...] = (
    ("a straight apostrophe", r"(?<=[A-Za-zÀ-ÿ])'(?=[A-Za-zÀ-ÿ{])"),
    ("no space before ; ! ?", rf"(?<![{NBSP}])[;!?](?=\s|$)"),
    ("no space before :", rf"(?<![{NBSP}]):(?=\s|$)"),
    ("no space before %", r"(?<=[\d}}]) ?%(?!\()"),
    ("guillemets without their spaces", rf"«(?!{NBSP})|(?<!{NBSP})»"),
    ("points for an ellipsis", r"(?<![.\]])\.\.\.(?![./\]])"),
    ("a word twice", r"\b([a-zà-ÿ]{2,}) \1\b"),
)
"""A terminal has one no-break space, the wide one: not all of its fonts have the narrow."""


def faults_of_message(text: str) -> list[str]:
    """What is wrong with the typography of a message; paths and options stay as they are."""
    return [f"{name}: {found[0]}" for name, rule in OF_MESSAGES if (found := re.search(rule, text))]
