"""Ways to tamper with a package: each changes what a forger would change, consistently, and says which event of which
matter is then the first that is wrong (None where only the package as a whole can be blamed)."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tests.verifier.writing import Signer, jsonl, link, plain, zipped

Json = dict[str, Any]
Expected = tuple[str, int] | None


class Inapplicable(Exception):
    """This package has nothing that this tampering could change."""


@lru_cache(maxsize=32)
def _unzipped(package: bytes) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


@dataclass
class Dossier:
    """A package taken apart."""

    files: dict[str, bytes]
    chains: dict[str, list[Json]] = field(default_factory=dict)  # path -> lines, those changed

    @classmethod
    def open(cls, package: bytes) -> Dossier:
        return cls(dict(_unzipped(package)))

    @property
    def manifest(self) -> Json:
        return json.loads(self.files["manifest.json"])

    def lines(self, path: str) -> list[Json]:
        if path not in self.chains:
            self.chains[path] = [json.loads(line) for line in self.files[path].splitlines()]
        return self.chains[path]

    def zip(self, manifest: Json, relist: bool = True, signed: bool = False) -> bytes:
        """The package again; a forger can make the manifest agree, and leave its signature out, not sign it."""
        files = dict(self.files)
        for path, lines in self.chains.items():
            files[path] = jsonl(lines)
        del files["manifest.json"]
        if not signed:
            files.pop("manifest.note", None)
        if relist:
            manifest["files"] = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        return zipped({"manifest.json": plain(manifest).encode(), **files})


@dataclass
class Victim:
    """One matter of a package being tampered with."""

    dossier: Dossier
    manifest: Json
    entry: Json
    rng: random.Random

    @property
    def number(self) -> str:
        return str(self.entry["number"])

    @property
    def folder(self) -> str:
        return f"instances/{self.number}/"

    @property
    def lines(self) -> list[Json]:
        return self.dossier.lines(self.folder + "events.jsonl")

    @property
    def proof(self) -> Json:
        return json.loads(self.dossier.files[self.folder + "proof.json"])

    def prove(self, **changes: Any) -> None:
        self.dossier.files[self.folder + "proof.json"] = plain({**self.proof, **changes}).encode()

    def any(self, first: int = 0, short: int = 0) -> int:
        """A place in the chain, `short` of its end."""
        end = len(self.lines) - 1 - short
        if end < first:
            raise Inapplicable
        return self.rng.randint(first, end)

    def body(self, place: int) -> Json:
        return json.loads(self.lines[place]["body"])

    def claim(self) -> None:
        """The manifest follows the chain as it now is."""
        self.entry.update(events=len(self.lines), head=self.lines[-1]["hash"])

    def relink(self, place: int) -> None:
        link(self.lines, self.entry["id"], place)
        self.claim()
        self.prove(head=self.lines[-1]["hash"], events=len(self.lines))

    def named(self, place: int) -> Expected:
        """Which event is named once the chain from here on was computed anew: its head, or the last one that an older,
        witnessed checkpoint binds as well."""
        witnessed = self.dossier.files.get(self.folder + "witnessed.json")
        bound = json.loads(witnessed)["events"] if witnessed else 0
        return self.number, bound if place < bound else len(self.lines)

    def meta(self, place: int, **changes: Any) -> None:
        line = self.lines[place]
        line["meta"] = plain({**json.loads(line["meta"]), **changes})


def _other(v: Victim, value: Any) -> Any:
    """A value unlike this one, of its own kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + v.rng.choice((-1, 1, 1000))
        case str():
            return value + v.rng.choice("甲乙丙x1")
        case None:
            return "U5"
        case list():
            return [*value, "x"]
        case {"§": _}:
            return "改写"
        case _:
            return {**value, "x": 1}


def edit(v: Victim) -> Expected:
    place = v.any()
    body = v.body(place)
    key = v.rng.choice(sorted(body))
    body[key] = _other(v, body[key])
    v.lines[place]["body"] = plain(body)
    if v.rng.random() < 0.5:  # the digest as well, not the hash
        line = v.lines[place]
        alg = json.loads(line["meta"])["alg"]
        line["digest"] = hashlib.new(alg, bytes.fromhex(line["salt"]) + line["body"].encode()).hexdigest()
    return v.number, place + 1


def who(v: Victim) -> Expected:
    place = v.any()
    v.meta(place, who=json.loads(v.lines[place]["meta"])["who"] + "9")
    return v.number, place + 1


def when(v: Victim) -> Expected:
    place = v.any()
    at = json.loads(v.lines[place]["meta"])["at"]
    v.meta(place, at=at.replace("T0", "T1") if "T0" in at else at.replace("T1", "T0").replace("T2", "T0"))
    return v.number, place + 1


def behalf(v: Victim) -> Expected:
    place = v.any()
    v.meta(place, **{"for": None if json.loads(v.lines[place]["meta"])["for"] else "L1"})
    return v.number, place + 1


def drop(v: Victim) -> Expected:
    place = v.any(short=1)
    del v.lines[place]
    v.claim()
    return v.number, place + 1


def cut_tail(v: Victim) -> Expected:
    place = v.any(first=1)
    del v.lines[place:]
    v.claim()
    return v.number, place + 1


def swap(v: Victim) -> Expected:
    place = v.any(short=1)
    lines = v.lines
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    return v.number, place + 1


def duplicate(v: Victim) -> Expected:
    place = v.any()
    v.lines.insert(place, dict(v.lines[place]))
    v.claim()
    return v.number, place + 2


def insert(v: Victim) -> Expected:
    place = v.any()
    line = dict(v.lines[place])
    meta = json.loads(line["meta"])
    line["meta"] = plain({**meta, "who": meta["who"] + "9", "command": "forged"})
    v.lines.insert(place, line)
    v.claim()
    return v.number, place + 1


def recomputed_chain(v: Victim) -> Expected:
    place = v.any()
    v.meta(place, who=json.loads(v.lines[place]["meta"])["who"] + "9")
    v.relink(place)
    return v.named(place)


def recomputed_content(v: Victim) -> Expected:
    place = v.any()
    body = v.body(place)
    key = v.rng.choice(sorted(set(body) - {"in_force", "definition", "files", "number"}))
    body[key] = _other(v, body[key])
    v.lines[place]["body"] = plain(body)
    if v.lines[place].get("sealed"):  # marks that the edit removed would be told by the texts left over
        marks = v.lines[place]["body"]
        v.lines[place]["sealed"] = {k: t for k, t in v.lines[place]["sealed"].items() if k in marks}
    v.relink(place)
    return v.named(place)


def inserted_and_recomputed(v: Victim) -> Expected:
    place = v.any(first=1)
    v.lines.insert(place, dict(v.lines[place]))
    for at in range(place, len(v.lines)):
        v.meta(at, seq=at + 1)
    v.relink(place)
    return v.named(place + 1)  # the copy is what stood there anyway


def forged_head(v: Victim) -> Expected:
    place = v.any(first=1)
    del v.lines[place:]
    v.claim()
    v.prove(head=v.lines[-1]["hash"], events=len(v.lines))
    return v.number, len(v.lines)


def forged_proof(v: Victim) -> Expected:
    proof = v.proof
    change = v.rng.choice(["index", "path", "head", "events", "leaves"])
    if change == "path":
        if not proof["path"]:
            raise Inapplicable
        proof["path"][v.rng.randrange(len(proof["path"]))] = v.rng.randbytes(32).hex()
    elif change == "head":
        proof["head"] = v.rng.randbytes(32).hex()
    elif change == "leaves":
        proof["leaves"] += 1
    else:
        proof[change] += v.rng.choice((-1, 1))
    v.prove(**proof)
    return None if change == "leaves" else (v.number, len(v.lines))


def definition(v: Victim) -> Expected:
    return _definition(v, lambda path: True)


def dmn(v: Victim) -> Expected:
    return _definition(v, lambda path: path.endswith(".dmn"))


def _definition(v: Victim, which: Callable[[str], bool]) -> Expected:
    """Changed under its own name, or under the name it then has."""
    folder = f"definitions/{v.entry['definition']}/"
    paths = [path for path in v.dossier.files if path.startswith(folder) and which(path)]
    if not paths:
        raise Inapplicable
    path = v.rng.choice(sorted(paths))
    data = v.dossier.files[path]
    v.dossier.files[path] = data.replace(b"5", b"6", 1) if b"5" in data else data + b" "
    first = min(_sharing(v, lambda e: e["definition"] == v.entry["definition"]))
    if v.rng.random() < 0.5:
        inside = {p.removeprefix(folder): d for p, d in v.dossier.files.items() if p.startswith(folder)}
        total = hashlib.sha256(b"banjie.package.v1")
        for name in sorted(inside):
            total.update(name.encode() + b"\0" + hashlib.sha256(inside[name]).digest())
        for name, data in inside.items():
            del v.dossier.files[folder + name]
            v.dossier.files[f"definitions/{total.hexdigest()}/{name}"] = data
    return first[1], 1


def _sharing(v: Victim, which: Callable[[Json], bool]) -> list[tuple[int, str]]:
    """Place in the manifest and number of the matters that share what was changed."""
    return [(n, e["number"]) for n, e in enumerate(v.manifest["instances"]) if which(e)]


def attachment(v: Victim) -> Expected:
    folder = v.folder + "files/"
    paths = sorted(path for path in v.dossier.files if path.startswith(folder))
    if not paths:
        raise Inapplicable
    path = v.rng.choice(paths)
    data = v.dossier.files[path] + b"!"
    name = path.removeprefix(folder)
    match v.rng.randrange(3):
        case 0:
            v.dossier.files[path] = data
        case 1:
            del v.dossier.files[path]
            v.dossier.files[folder + hashlib.sha256(data).hexdigest()] = data
        case 2:
            del v.dossier.files[path]
    opened = (plain([line["body"], line.get("sealed")]) for line in v.lines)
    return v.number, next(n for n, text in enumerate(opened, start=1) if name in text)


def organization(v: Victim) -> Expected:
    return _reference(v, "organization")


def calendar(v: Victim) -> Expected:
    return _reference(v, "calendar")


def _reference(v: Victim, kind: str) -> Expected:
    """Somebody is taken from his post (or a day made a holiday), under the old name or the one that follows."""
    paths = sorted({
        f"{kind}/{body['in_force'][kind]}.json" for line in v.lines if "in_force" in (body := json.loads(line["body"]))
    })  # fmt: skip
    path = v.rng.choice(paths)
    value = json.loads(v.dossier.files[path])
    key = v.rng.choice(sorted(k for k, each in value.items() if each))
    value[key] = value[key][:-1] if isinstance(value[key], list) else _other(v, value[key])
    data = plain(value).encode()
    old, new = path.removeprefix(f"{kind}/").removesuffix(".json"), hashlib.sha256(data).hexdigest()
    if v.rng.random() < 0.5:
        v.dossier.files[path] = data
    else:
        del v.dossier.files[path]
        v.dossier.files[f"{kind}/{new}.json"] = data
    for entry in v.manifest["instances"]:
        lines = v.dossier.lines(f"instances/{entry['number']}/events.jsonl")
        for place, line in enumerate(lines, start=1):
            if f'"{kind}":"{old}"' in line["body"]:
                return str(entry["number"]), place
    raise Inapplicable


def entitlement_removed(v: Victim) -> Expected:
    """The organization changed, and events and chain rewritten to name the new one."""
    place = next(n for n, line in enumerate(v.lines) if "in_force" in json.loads(line["body"]))
    old = v.body(place)["in_force"]["organization"]
    value = json.loads(v.dossier.files[f"organization/{old}.json"])
    key = v.rng.choice(sorted(k for k, each in value.items() if each))
    value[key] = value[key][:-1]
    data = plain(value).encode()
    new = hashlib.sha256(data).hexdigest()
    v.dossier.files[f"organization/{new}.json"] = data
    for line in v.lines:
        line["body"] = line["body"].replace(old, new)
    v.relink(0)
    return v.number, place + 1


def note(v: Victim) -> Expected:
    """A signed note with another word in it."""
    paths = sorted(path for path in v.dossier.files if path.startswith("checkpoints/") and path.endswith(".note"))
    path = v.rng.choice(paths)
    lines = v.dossier.files[path].decode().split("\n")
    place = v.rng.choice([n for n, line in enumerate(lines) if line.startswith(("events ", "time ", "banjie/", "previous "))])
    word = lines[place]
    digits = [n for n, c in enumerate(word) if c.isdigit() and (n > 8 or not word.startswith("time"))]
    if word.startswith("banjie/"):
        lines[place] = word + "x"
    else:
        at = v.rng.choice(digits)
        lines[place] = word[:at] + str((int(word[at]) + 1) % 10 or 1) + word[at + 1 :]
        if lines[place] == word:
            raise Inapplicable
    v.dossier.files[path] = "\n".join(lines).encode()
    return None


def signature(v: Victim) -> Expected:
    path = v.rng.choice(sorted(path for path in v.dossier.files if path.startswith("checkpoints/")))
    data = bytearray(v.dossier.files[path])
    start = data.index(b"\n\n")
    places = [n for n in range(start, len(data)) if chr(data[n]).isalnum() and data[n - 8 : n].isalnum()]
    at = v.rng.choice(places[:40])
    data[at] = ord("A") if data[at] != ord("A") else ord("B")
    v.dossier.files[path] = bytes(data)
    return None


FORGER = Signer("banjie/qinglan")


def other_key(v: Victim) -> Expected:
    """Every note signed anew by a key of the forger's own, which the package then brings along."""
    for path in [path for path in v.dossier.files if path.startswith("checkpoints/") and path.endswith(".note")]:
        text, _, below = v.dossier.files[path].partition(b"\n\n")
        forger = Signer(below.split(b" ")[1].decode(), FORGER.key)
        v.dossier.files[path] = text + b"\n\n" + forger.line(text + b"\n").encode()
    for path in [path for path in v.dossier.files if path.startswith("keys/")]:
        v.dossier.files[path] = forger.public
    return None


def sealed_text(v: Victim) -> Expected:
    places = [n for n, line in enumerate(v.lines) if line.get("sealed")]
    if not places:
        raise Inapplicable
    place = v.rng.choice(places)
    texts = dict(v.lines[place]["sealed"])
    name = v.rng.choice(sorted(texts))
    match v.rng.randrange(4):
        case 0:
            texts[name] = [texts[name][0], texts[name][1] + "不"]
        case 1:
            texts[name] = [v.rng.randbytes(16).hex(), texts[name][1]]
        case 2:
            texts[name] = None  # erased, they will say; no erasure tells of it
        case 3:
            del texts[name]
    v.lines[place]["sealed"] = texts
    return v.number, place + 1


def journal(v: Victim) -> Expected:
    lines = v.dossier.lines("journal.jsonl")
    place = v.rng.randrange(len(lines))
    if v.rng.random() < 0.5:
        meta = json.loads(lines[place]["meta"])
        lines[place]["meta"] = plain({**meta, "at": "2020" + meta["at"][4:]})
    else:
        del lines[place]
    return "journal", place + 1


def journal_recomputed(v: Victim) -> Expected:
    lines = v.dossier.lines("journal.jsonl")
    place = v.rng.randrange(len(lines))
    meta = json.loads(lines[place]["meta"])
    lines[place]["meta"] = plain({**meta, "who": meta["who"] + "9"})
    link(lines, 0, place)
    return "journal", None  # type: ignore[return-value]


def other_number(v: Victim) -> Expected:
    """A matter's whole record under the number of another."""
    new = v.number[:-1] + ("1" if v.number[-1] != "1" else "2")
    if any(entry["number"] == new for entry in v.manifest["instances"]):
        raise Inapplicable
    for path in [path for path in v.dossier.files if path.startswith(v.folder)]:
        v.dossier.files[f"instances/{new}/" + path.removeprefix(v.folder)] = v.dossier.files.pop(path)
    v.entry["number"] = new
    return new, 1


ALL: tuple[Callable[[Victim], Expected], ...] = (
    edit, who, when, behalf, drop, cut_tail, swap, duplicate, insert, recomputed_chain, recomputed_content,
    inserted_and_recomputed, forged_head, forged_proof, definition, dmn, attachment, organization, calendar,
    entitlement_removed, note, signature, other_key, sealed_text, journal, journal_recomputed, other_number,
)  # fmt: skip


def tamper(package: bytes, how: Callable[[Victim], Expected], rng: random.Random) -> tuple[bytes, Expected]:
    """A tampered copy and the event that must be named; raises Inapplicable."""
    dossier = Dossier.open(package)
    manifest = dossier.manifest
    entry = rng.choice(manifest["instances"])
    expected = how(Victim(dossier, manifest, entry, rng))
    # a forger seldom forgets the manifest's hashes, and cannot sign it again
    return dossier.zip(manifest, relist=rng.random() < 0.9, signed=rng.random() < 0.3), expected
