"""Markup: what stands in it never becomes a part of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from web_pages import read

from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text
from tradefiche.web.html import void

HOSTILE = '<script>alert("x")</script>&amp;\''


def test_words_are_escaped_and_markup_is_not() -> None:
    inner = element("b", "1 < 2")
    assert inner == "<b>1 &lt; 2</b>"
    assert element("p", inner, " & ", None) == "<p><b>1 &lt; 2</b> &amp; </p>"
    assert join(["a", "", None, Html("<i></i>")], "<") == "a&lt;<i></i>"


def test_attributes() -> None:
    made = element("a", "x", class_="b", aria_label='"', href="?a&b", download=True, id=None)
    assert made == '<a class=b aria-label="&quot;" href="?a&amp;b" download>x</a>'
    assert element("p", hidden=False) == "<p></p>"
    assert void("meta", charset="utf-8") == "<meta charset=utf-8>"
    assert void("rect", width=0) == "<rect width=0 />"
    assert element("option", "x", value="") == '<option value="">x</option>'


def test_rows_and_items_need_no_end() -> None:
    items = [element("li", element("ul", element("li", "a"), element("li", "b"))), element("li")]
    assert element("ol", *items) == "<ol><li><ul><li>a<li>b</ul><li></ol>"
    row = element("tr", element("th", "a"), element("td", "b"))
    table = element("table", element("thead", row), element("tbody", row, row))
    assert table.count("</") == 1
    whole = read(table).one("table")
    assert [[c.text for c in r.content] for r in whole.all("tr")] == [["a", "b"]] * 3  # type: ignore[union-attr]
    assert [len(read(element("ol", *items)).all(name)) for name in ("li", "ul")] == [4, 1]


@given(st.text(), st.text(min_size=1))
def test_what_is_written_is_read_again(words: str, label: str) -> None:
    (made,) = read(element("p", words, title=label)).content
    assert made.name == "p"  # type: ignore[union-attr]
    seen, said = "".join(made.content), made.attributes["title"]  # type: ignore[union-attr, arg-type]
    assert seen == "".join(each for each in words if _is_seen(each))
    assert said == "".join(each for each in label if _is_seen(each))


def _is_seen(letter: str) -> bool:
    unseen = (*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F)
    turned = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
    return letter in "\t\n" or ord(letter) not in (*unseen, *turned)


def test_nothing_hostile_gets_out() -> None:
    made = read(element("p", HOSTILE, title=HOSTILE))
    assert [node.name for node in made.walk()] == ["", "p"]
    assert made.text == HOSTILE
    assert text("a\u202eb\u2066c\x00") == "abc"
