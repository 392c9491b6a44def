"""XML: the tree and its lines, and what is refused, each with its reason."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.texts import xml
from checks.texts.unreadable import Unreadable

POM = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment -->
<m:project xmlns:m="http://maven.apache.org/POM/4.0.0">
  <m:name a="1"
          b="&lt;2&gt;">x &amp; <!-- in between -->y<![CDATA[<z>]]></m:name>
  <list><item>one</item><item>
    two
  </item></list>
</m:project>
"""


def test_every_element_knows_its_line_name_attributes_and_own_text() -> None:
    root = xml.from_xml(POM)
    assert (root.name, root.line, root.text) == ("project", 3, "")
    name = root.first("name")
    assert name is not None
    assert (name.line, name.attributes, name.text) == (4, {"a": "1", "b": "<2>"}, "x & y<z>")
    assert [(item.text, item.line) for item in root.all("list", "item")] == [("one", 6), ("two", 6)]


def test_a_path_that_is_not_there_has_no_value() -> None:
    root = xml.from_xml(POM)
    assert root.value("list", "item") == "one"
    assert root.value("list", "absent", "item") == ""
    assert root.first("absent", "item") is None
    assert list(root.all("absent", "item")) == []


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0" encoding="windows-1252"?><a>Müller</a>'.encode("cp1252"),
        '<?xml version="1.0" encoding="utf-8"?><a>Müller</a>'.encode(),
        '<?xml version="1.0" encoding="utf-8"?><a>Müller</a>'.encode("utf-8-sig"),
        '<?xml version="1.0" encoding="utf-16"?><a>Müller</a>'.encode("utf-16"),
        "<a>Müller</a>".encode(),
    ],
)
def test_it_is_read_in_its_own_encoding(content: bytes) -> None:
    assert xml.from_xml(content).text == "Müller"


BOMB = b"""<!DOCTYPE a [<!ENTITY b "%s"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>""" % (b"x" * 100)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB, "line 1 declares a document type, which may hold entities that unfold without end"),
        (b'\n<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "line 2 declares a document type"),
        (b"<a>&b;</a>", "it is no XML: undefined entity in line 1"),
        (b"<a>\n<b></a>", "it is no XML: mismatched tag in line 2"),
        (b"", "it is no XML: no element found in line 1"),
        (b"<a/><b/>", "it is no XML: junk after document element in line 1"),
        (b"<a>\0</a>", "it is no XML: not well-formed (invalid token) in line 1"),
        (b"<a>\xff</a>", "it is no utf-8 text (byte 3)"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "it is not in the encoding that it declares, klingon"),
        (b'<?xml version="1.0" encoding="rot13"?><a/>', "it is not in the encoding that it declares, rot13"),
        (b"<a>\n<<<<<<< HEAD\n</a>", "line 2 is a merge conflict's"),
        (b"<a>" * 101 + b"</a>" * 101, "line 1 is nested too deeply"),
        (b"<a>" * 5_000_000, "line 1 is nested too deeply"),
        (b"<a>" + b"<b/>" * 300_001 + b"</a>", "it holds more than 300000 elements"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    started = time.monotonic()
    with pytest.raises(Unreadable) as raised:
        xml.from_xml(content)
    assert str(raised.value).startswith(reason)
    assert time.monotonic() - started < 5


def test_what_is_just_within_the_limits_is_read() -> None:
    assert xml.from_xml(b"<a>" * 100 + b"</a>" * 100).name == "a"
    assert len(xml.from_xml(b"<a>" + b"<b/>" * 10_000 + b"</a>").children) == 10_000


def test_a_very_long_text_is_read_in_linear_time() -> None:
    started = time.monotonic()
    assert len(xml.from_xml(b"<a>" + b"x\n" * 4_000_000 + b"</a>").text) == 7_999_999
    assert time.monotonic() - started < 5


@given(st.binary(max_size=200) | st.text("<>&;!DOCTYPEab/\"'= \n[]", max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert xml.from_xml(content).line >= 1
