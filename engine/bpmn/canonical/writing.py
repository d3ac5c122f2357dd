"""Writes a tree as text: two blanks a level, one element a line, attributes in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.bpmn.canonical.order import is_mixed
from engine.bpmn.names import DC, DD, local

STEP = "  "
FIRST = {"id": 0, "name": 1}
PLACE = {"x": 0, "y": 1, "width": 2, "height": 3}
REFERENCES = frozenset({"incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef"})
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Spaces = dict[str | None, str]


def written(root: etree._Element) -> bytes:
    """The document, its comments before and after the root included, as UTF-8 with a line end at the end."""
    spaces = _shared_spaces(root)
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    parts += [f"{_aside(node)}\n" for node in reversed(list(root.itersiblings(preceding=True)))]
    parts += _lines(root, "", spaces, {})
    parts += [f"{_aside(node)}\n" for node in root.itersiblings()]
    return "".join(parts).encode()


def _shared_spaces(root: etree._Element) -> Spaces:
    """Namespaces the root declares: its own, and each prefix that means one thing in the whole file."""
    meanings: dict[str, set[str]] = {}
    for element in root.iter():
        for prefix, uri in element.nsmap.items():
            if prefix is not None:
                meanings.setdefault(prefix, set()).add(uri)
    shared: Spaces = {prefix: next(iter(uris)) for prefix, uris in meanings.items() if len(uris) == 1}
    return {**shared, **root.nsmap}


def _lines(element: etree._Element, indent: str, spaces: Spaces, known: Spaces) -> Iterator[str]:
    if not isinstance(element.tag, str):
        yield f"{indent}{_aside(element)}\n"
        return
    head, inside = _head(element, spaces, known)
    if is_mixed(element) or element.get(SPACE) == "preserve":
        yield f"{indent}{_verbatim(element, spaces, known)}\n"
    elif len(element):
        yield f"{indent}<{head}>\n"
        for child in element:
            yield from _lines(child, indent + STEP, {}, inside)
        yield f"{indent}</{_name(element.tag, element)}>\n"
    elif text := _leaf(element):
        yield f"{indent}<{head}>{_text(text)}</{_name(element.tag, element)}>\n"
    else:
        yield f"{indent}<{head} />\n"


def _leaf(element: etree._Element) -> str:
    text = element.text or ""
    if local(element.tag) in REFERENCES:
        return text.strip()
    return text if text.strip() else ""


def _verbatim(element: etree._Element, spaces: Spaces, known: Spaces) -> str:
    """With every blank, because text stands between the elements."""
    if not isinstance(element.tag, str):
        return _aside(element)
    head, inside = _head(element, spaces, known)
    parts = [_text(element.text or "")]
    for child in element:
        parts += [_verbatim(child, {}, inside), _text(child.tail or "")]
    body = "".join(parts)
    return f"<{head}>{body}</{_name(element.tag, element)}>" if body else f"<{head} />"


def _head(element: etree._Element, spaces: Spaces, known: Spaces) -> tuple[str, Spaces]:
    """Name, namespace declarations and attributes; and the namespaces known inside."""
    own = spaces or {p: uri for p, uri in element.nsmap.items() if known.get(p) != uri}
    if not spaces and None in known and None not in element.nsmap:
        own = {None: "", **own}
    declared = sorted(own.items(), key=lambda item: item[0] or "")
    parts = [_name(element.tag, element)]
    parts += [f'xmlns{":" + prefix if prefix else ""}="{_value(uri)}"' for prefix, uri in declared]
    inside = {p: uri for p, uri in {**known, **own}.items() if uri}
    numbers = element.tag.startswith((DC, DD))
    for name, value in sorted(element.attrib.items(), key=lambda item: _place(str(item[0]), element)):
        text = _number(str(value)) if numbers and local(name) in PLACE else str(value)
        parts.append(f'{_name(str(name), element)}="{_value(text)}"')
    return " ".join(parts), inside


def _place(name: str, element: etree._Element) -> tuple[int, int, str]:
    if name in FIRST:
        return 0, FIRST[name], ""
    if name in PLACE:
        return 1, PLACE[name], ""
    return (3 if name.startswith("{") else 2), 0, _name(name, element)


def _name(name: str, element: etree._Element) -> str:
    """With the prefix in force; an attribute never takes the default namespace."""
    if not name.startswith("{"):
        return name
    uri, own = name[1:].split("}", 1)
    if uri == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{own}"
    if name == element.tag:
        return f"{element.prefix}:{own}" if element.prefix else own
    return f"{min(p for p, found in element.nsmap.items() if found == uri and p)}:{own}"


def _number(text: str) -> str:
    """A coordinate to a thousandth, without what says nothing."""
    if not NUMBER.fullmatch(text.strip()):
        return text
    value = f"{float(text):.3f}".rstrip("0").rstrip(".")
    return "0" if value == "-0" else value


def _aside(node: etree._Element) -> str:
    """A comment or processing instruction as it stands."""
    if isinstance(node, etree._Comment):
        return f"<!--{node.text or ''}-->"
    return etree.tostring(node, encoding="unicode", with_tail=False)


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _value(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
