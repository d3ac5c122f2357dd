"""Uploaded XML that attacks the reader: refused by name, quickly, without eating memory."""

from __future__ import annotations

import contextlib
import resource

import pytest

from engine.xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, XmlRefused, parse, serialize
from tests.timing import cpu_seconds

LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]><lolz>&l9;</lolz>"
)
QUADRATIC = f'<!DOCTYPE q [<!ENTITY a "{"a" * 50_000}">]><q>{"&a;" * 30_000}</q>'

HOSTILE = {
    "external entity reads a file": (
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
        "xml_doctype",
    ),
    "external entity reaches the network": (
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><r>&x;</r>',
        "xml_doctype",
    ),
    "parameter entity": (
        b'<!DOCTYPE r [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><r/>',
        "xml_doctype",
    ),
    "external DTD": (b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', "xml_doctype"),
    "billion laughs": (LAUGHS.encode(), "xml_doctype"),
    "quadratic blow-up": (QUADRATIC.encode(), "xml_doctype"),
    "DOCTYPE behind a comment and an instruction": (
        b'<?xml version="1.0"?><!-- <r> --><?x <r> ?>\n<!DOCTYPE r><r/>',
        "xml_doctype",
    ),
    "DOCTYPE hidden in UTF-16": (
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r><r/>'.encode("utf-16"),
        "xml_doctype",
    ),
    "UTF-16 without its mark": ("<!DOCTYPE r><r/>".encode("utf-16-le"), "xml_character"),
    "UTF-32": ("<!DOCTYPE r><r/>".encode("utf-32"), "xml_character"),
    "DOCTYPE hidden in UTF-7": (
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE r+AD4-+ADw-r/+AD4-',
        "xml_encoding",
    ),
    "EBCDIC": ('<?xml version="1.0" encoding="cp037"?><!DOCTYPE r><r/>'.encode("cp037"), "xml_encoding"),
    "encoding contradicts the byte order mark": (
        b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-16"?><r/>',
        "xml_encoding",
    ),
    "bytes that are not UTF-8": (b"<r>\xff\xfe\xfa</r>", "xml_encoding"),
    "NUL byte": (b"<r>\x00</r>", "xml_character"),
    "deep nesting": (b"<a>" * 200_000, "xml_too_deep"),
    "nesting one too deep": (b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1), "xml_too_deep"),
    "flood of elements": (b"<r>" + b"<a/>" * 400_000 + b"</r>", "xml_too_many_elements"),
    "flood of attributes": (
        b"<r " + b" ".join(b'a%d=""' % n for n in range(150_000)) + b"/>",
        "xml_too_many_attributes",
    ),
    "too large": (b"<r>" + b"x" * MAX_BYTES + b"</r>", "xml_too_large"),
    "undeclared entity": (b"<r>&x;</r>", "xml_syntax"),
    "unclosed": (b"<r><a></r>", "xml_syntax"),
    "unclosed comment before the root": (b"<!-- " + b"<!-- " * 100_000, "xml_doctype"),
    "two roots": (b"<r/><r/>", "xml_syntax"),
    "not XML": ("这不是 XML".encode(), "xml_syntax"),
    "JSON": (b'{"a": 1}', "xml_syntax"),
    "zip": (b"PK\x03\x04\x14\x00", "xml_character"),
    "nothing": (b"", "xml_syntax"),
    "only space": (b" \n ", "xml_syntax"),
}


def attempt(data: bytes) -> None:
    with contextlib.suppress(XmlRefused):
        parse(data)


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses(name: str) -> None:
    data, code = HOSTILE[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(XmlRefused) as refused:
        parse(data, source="p.bpmn")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB
    assert cpu_seconds(lambda: attempt(data)) < 0.2
    assert refused.value.code == code
    assert refused.value.zh.startswith("p.bpmn:")
    assert refused.value.en.startswith("p.bpmn: ")


def test_a_namespace_flood_ends_in_time() -> None:
    data = b"<r " + b" ".join(b'xmlns:n%d="u%d"' % (n, n) for n in range(80_000)) + b"/>"
    assert cpu_seconds(lambda: attempt(data)) < 0.2


def test_an_include_is_only_an_element() -> None:
    include = b'<x:include href="/etc/passwd" parse="text"/>'
    root = parse(b'<r xmlns:x="http://www.w3.org/2001/XInclude">' + include + b"</r>")
    assert [child.tag for child in root] == ["{http://www.w3.org/2001/XInclude}include"]
    assert root.xpath("string()") == ""


def test_it_never_follows_a_schema_location() -> None:
    root = parse(
        b'<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="u http://127.0.0.1:9/x"/>'
    )
    assert root.tag == "r"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_it_reads_chinese_in_the_usual_encodings(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    data = f'<?xml version="1.0" encoding="{declared}"?>\n<表 名="发文"><!-- 略 -->办结</表>'.encode(encoding)
    root = parse(data)
    assert (root.tag, root.get("名"), root.text) == ("表", "发文", "办结")


def test_it_drops_comments_and_instructions() -> None:
    root = parse(b"<?xml-stylesheet href='x'?><r>a<!-- b -->c<?d e?><f/></r>")
    assert [child.tag for child in root] == ["f"]
    assert root.text == "ac"


def test_the_limits_themselves_are_allowed() -> None:
    assert len(parse(b"<r>" + b"<a/>" * (MAX_ELEMENTS - 1) + b"</r>")) == MAX_ELEMENTS - 1
    assert parse(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH).tag == "a"


def test_what_is_written_reads_back() -> None:
    data = serialize(parse('<r a="1">金额 &lt; 5</r>'.encode()))
    assert data.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert parse(data).text == "金额 < 5"


def test_a_syntax_error_names_its_line() -> None:
    with pytest.raises(XmlRefused) as refused:
        parse(b'<?xml version="1.0"?>\n<r>\n<a></b>\n</r>')
    assert refused.value.details["line"] == 3
