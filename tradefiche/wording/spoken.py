"""How what is printed short is heard: units and abbreviations in full, « moins de » for « < ».

A French voice spells « M€ », drops « < » and says nothing for « – ».
"""

from __future__ import annotations

import re
from functools import lru_cache

NOTHING = "–"
NOT_APPLICABLE = "sans objet"
EXPANSIONS = {
    "Md€": "milliards d’euros",
    "M€": "millions d’euros",
    "k€": "milliers d’euros",
    "NC8": "nomenclature combinée à huit chiffres",
    "EMEBI": "enquête mensuelle statistique sur les échanges de biens intra-Union européenne",
    "DEB": "déclaration d’échanges de biens",
    "CAF": "coût, assurance, fret",
    "FAB": "franco à bord",
    "CA": "communauté d’agglomération",
    "CC": "communauté de communes",
    "CU": "communauté urbaine",
}
"""What short forms stand for."""
_SHORT = re.compile(rf"(?<!\w)({'|'.join(EXPANSIONS)})(?![\w’])")
_IN_HEAD = re.compile(r"\(((?:million|millier|milliard)s d’euros)\)")
_RATIO = re.compile("^(>[ \u00a0\u202f])?×[ \u00a0\u202f](.+)$")
_SIGNS = (
    (re.compile("<[ \u00a0\u202f]"), "moins de "),
    (re.compile("→"), "vers"),
)


@lru_cache(maxsize=16_384)
def said(text: str) -> str:
    """How a cell or a line is heard; nothing where that is as it is printed."""
    if text == NOTHING:
        return NOT_APPLICABLE
    heard = _SHORT.sub(lambda found: EXPANSIONS[found[1]], text)
    # Functions, not templates: Python reads a template anew for each text.
    heard = _IN_HEAD.sub(lambda found: f"en {found[1]}", heard)
    heard = _RATIO.sub(lambda found: f"{'plus de ' if found[1] else ''}{found[2]} fois", heard)
    for pattern, words in _SIGNS:
        heard = pattern.sub(words, heard)
    return heard if heard != text else ""


@lru_cache(maxsize=4_096)
def parted(text: str) -> tuple[tuple[str, str], ...]:
    """A text cut at its abbreviations: each part with what it stands for, or nothing."""
    parts = _SHORT.split(text)
    return tuple((part, EXPANSIONS.get(part, "")) for part in parts if part)
