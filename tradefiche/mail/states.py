"""How the states of letters are called, in the operator's language; it knows no letter.

Files and programs are given the values of ``State`` instead, which are the same in every language.
"""

from __future__ import annotations

from tradefiche.mail.ledger.records import State
from tradefiche.messages import _


def word(state: State) -> str:
    """« accepted », of one letter."""
    return {
        State.PLANNED: _("planned"),
        State.ATTEMPTING: _("attempting"),
        State.ACCEPTED: _("accepted"),
        State.REFUSED: _("refused"),
        State.DEFERRED: _("deferred"),
        State.UNCERTAIN: _("uncertain"),
    }[state]


def counted(state: State, count: int) -> str:
    """« 3 accepted », of letters: other languages agree with their number."""
    one = count == 1
    return {
        State.PLANNED: _("1 planned") if one else _("{count} planned", count=count),
        State.ATTEMPTING: _("1 attempting") if one else _("{count} attempting", count=count),
        State.ACCEPTED: _("1 accepted") if one else _("{count} accepted", count=count),
        State.REFUSED: _("1 refused") if one else _("{count} refused", count=count),
        State.DEFERRED: _("1 deferred") if one else _("{count} deferred", count=count),
        State.UNCERTAIN: _("1 uncertain") if one else _("{count} uncertain", count=count),
    }[state]
