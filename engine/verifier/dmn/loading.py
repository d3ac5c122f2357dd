"""A DMN file and those it imports, read into a model. Nothing but the files handed over is ever looked at."""

from __future__ import annotations

from collections.abc import Iterable

from ..not_verified import NotVerified, TooMuch
from ..xml import Element, read_xml
from .model import KINDS, File, Model, read_part
from .types import Types, read_item

NAMES = 20_000  # of elements, in one file


def read_model(xml: bytes, others: Iterable[bytes] = ()) -> Model:
    """NotVerified names what in a file is not supported, or which imported one is missing."""
    root = _definitions(xml)
    offered = {}
    for other in others:
        definitions = _definitions(other)
        offered[definitions.get("namespace")] = definitions
    asked = root.get("namespace")
    files = {asked: _read(root)}
    waiting = [(asked, namespace) for namespace in files[asked].aliases.values()]
    while waiting:
        _, namespace = waiting.pop()
        if namespace not in files:
            if namespace not in offered:
                raise NotVerified(f"引用的决策文件“{namespace}”不在包里。")
            files[namespace] = _read(offered[namespace])
            waiting += [(namespace, further) for further in files[namespace].aliases.values()]
    for file in files.values():
        file.types.others.update({alias: files[namespace].types for alias, namespace in file.aliases.items()})
    return Model(asked, files)


def _definitions(xml: bytes) -> Element:
    root = read_xml(xml)
    if root.tag != "definitions" or "DMN" not in root.namespace.upper():
        raise NotVerified("文件不是 DMN 决策文件。")
    return root


def _read(root: Element) -> File:
    language = root.get("expressionLanguage")
    if language and "FEEL" not in language.upper():
        raise NotVerified(f"表达式语言“{language}”未予核验。")
    aliases = {}
    for element in root.all("import"):
        if "DMN" not in element.get("importType").upper():
            raise NotVerified(f"引用的文件类型“{element.get('importType')}”未予核验。")
        aliases[element.get("name")] = element.get("namespace")
    parts = {}
    for element in root.all(*KINDS):
        part = read_part(element, root.get("namespace"))
        if part.id in parts:
            raise NotVerified(f"编号“{part.id}”重复。")
        parts[part.id] = part
    types = Types({item.name: item for item in map(read_item, root.all("itemDefinition"))})
    names = {each.get(key) for each in root.walk() for key in ("name", "iteratorVariable")} | types.names()
    if len(names) > NAMES:
        raise TooMuch("决策文件中的名称过多。")
    return File(parts, types, frozenset(names - {""}), aliases)
