"""How codes are called that the tables do not know: in the index, and to the operator.

The index keeps the English name of each that was accepted, whatever the operator speaks.
"""

from __future__ import annotations

import re

from tradefiche.messages import _

_KINDS = {"departement": "département", "region": "region", "a129": "A129", "country": "country"}
_NAME = re.compile(r"(\S+) (\S+)(?: in region (\S+)| \((closed|in use) since (\S+)\))?")


def unknown(column: str, code: str) -> str:
    """« country XY », of a code that no table has."""
    return f"{_KINDS[column]} {code}"


def misplaced(departement: str, region: str) -> str:
    """« département 03 in region 07 », where it is not."""
    return f"département {departement} in region {region}"


def closed(country: str, month: str) -> str:
    """« country SU (closed since 1992-05) »."""
    return f"country {country} (closed since {month})"


def begun(country: str, month: str) -> str:
    """« country XI (in use since 2021-01) »."""
    return f"country {country} (in use since {month})"


def said(name: str) -> str:
    """The name of one of these in the operator's language; another one as it is."""
    found = _NAME.fullmatch(name)
    if not found:
        return name
    kind, code, region, since, month = found.groups()
    if region:
        return _("département {code} in region {region}", code=code, region=region)
    if since == "closed":
        return _("country {code} (closed since {month})", code=code, month=month)
    if since:
        return _("country {code} (in use since {month})", code=code, month=month)
    words = {
        "département": _("département {code}", code=code),
        "region": _("region {code}", code=code),
        "country": _("country {code}", code=code),
    }
    return words.get(kind, name)
