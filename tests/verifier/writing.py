"""Evidence packages written from the description of the format alone, sharing no line with engine: an invented office
with a few matters, whose events need make no sense to a procedure."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ZERO = bytes(32)
Json = dict[str, Any]


def plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def H(alg: str, data: bytes) -> bytes:
    return hashlib.new(alg, data).digest()


@dataclass
class Signer:
    name: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def raw(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n\x01" + self.raw).digest()[:4]

    @property
    def public(self) -> bytes:
        return f"{self.name}+{self.key_id.hex()}+".encode() + base64.b64encode(b"\x01" + self.raw) + b"\n"

    def line(self, text: bytes) -> str:
        return f"— {self.name} " + base64.b64encode(self.key_id + self.key.sign(text)).decode() + "\n"


@dataclass
class Chain:
    """One chain as lines of events.jsonl; `add` links another event."""

    id: int
    alg: str = "sha256"
    lines: list[Json] = field(default_factory=list)

    def add(self, kind: str, who: str, at: datetime, body: Json, texts: Json | None = None, behalf: str | None = None) -> None:
        meta = plain({
            "alg": self.alg, "at": at.isoformat(), "command": f"c-{self.id}-{len(self.lines) + 1}", "for": behalf,
            "instance": self.id, "kind": kind, "seq": len(self.lines) + 1, "who": who,
        })  # fmt: skip
        line = {"meta": meta, "salt": random.randbytes(16).hex(), "body": plain(body)}
        if texts:
            line["sealed"] = texts
        self.lines.append(line)
        link(self.lines, self.id, len(self.lines) - 1)

    @property
    def head(self) -> bytes:
        return bytes.fromhex(self.lines[-1]["hash"]) if self.lines else ZERO

    def seal(self, text: str) -> tuple[Json, Json]:
        """A text's mark for the body, and what stands beside it."""
        salt = random.randbytes(16)
        name = H(self.alg, b"banjie.text.v1" + salt + text.encode()).hex()
        return {"§": name}, {name: [salt.hex(), text]}


def link(lines: list[Json], id: int, start: int = 0) -> None:
    """Compute digests and hashes again from this place on, as whoever rewrites history would."""
    previous = bytes.fromhex(lines[start - 1]["hash"]) if start else ZERO
    for place, line in enumerate(lines[start:], start=start + 1):
        alg = json.loads(line["meta"])["alg"]
        if line.get("body"):
            line["digest"] = H(alg, bytes.fromhex(line["salt"]) + line["body"].encode()).hex()
        where = id.to_bytes(8, "big") + place.to_bytes(8, "big")
        previous = H(
            alg,
            b"banjie.event.v1" + where + previous + H(alg, line["meta"].encode()) + bytes.fromhex(line["digest"]),
        )
        line["hash"] = previous.hex()


def leaf(alg: str, id: int, events: int, head: bytes) -> bytes:
    return H(alg, b"\0" + id.to_bytes(8, "big") + events.to_bytes(8, "big") + head)


def merkle(alg: str, leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return H(alg, b"\1" + merkle(alg, leaves[:k]) + merkle(alg, leaves[k:]))


def audit_path(alg: str, leaves: list[bytes], index: int) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < k:
        return [*audit_path(alg, leaves[:k], index), merkle(alg, leaves[k:])]
    return [*audit_path(alg, leaves[k:], index - k), merkle(alg, leaves[:k])]


@dataclass
class Office:
    """What the package is made of, before it is written."""

    alg: str = "sha256"
    server: Signer = field(default_factory=lambda: Signer("banjie/qinglan"))
    witness: Signer = field(default_factory=lambda: Signer("audit/A3"))
    journal: Chain = field(default_factory=lambda: Chain(0))
    chains: list[Chain] = field(default_factory=list)
    numbers: dict[int, str] = field(default_factory=dict)
    definition: dict[str, bytes] = field(default_factory=dict)
    references: dict[str, bytes] = field(default_factory=dict)  # path -> bytes
    files: dict[int, list[bytes]] = field(default_factory=dict)
    notes: list[bytes] = field(default_factory=list)
    now: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    @property
    def definition_hash(self) -> str:
        total = hashlib.sha256(b"banjie.package.v1")
        for path in sorted(self.definition):
            total.update(path.encode() + b"\0" + hashlib.sha256(self.definition[path]).digest())
        return total.hexdigest()

    def checkpoint(self, witnessed: bool = True) -> None:
        every = [self.journal, *self.chains]
        leaves = [leaf(self.alg, c.id, len(c.lines), c.head) for c in every]
        previous = H(self.alg, self.notes[-1].partition(b"\n\n")[0] + b"\n").hex() if self.notes else ZERO.hex()
        text = (
            f"{self.server.name}\n{len(leaves)}\n{base64.b64encode(merkle(self.alg, leaves)).decode()}\n"
            f"events {sum(len(c.lines) for c in every)}\njournal {len(self.journal.lines)} {self.journal.head.hex()}\n"
            f"previous {previous}\nnumber {len(self.notes) + 1}\ntime {self.now.isoformat()}\nalg {self.alg}\n"
        ).encode()
        signed = text + b"\n" + self.server.line(text).encode()
        self.notes.append(signed + self.witness.line(text).encode() if witnessed else signed)

    def files_of_package(self, ids: list[int] | None = None) -> dict[str, bytes]:
        """Path -> bytes without the manifest, proved by the last checkpoint."""
        wanted = [c for c in self.chains if ids is None or c.id in ids]
        every = [self.journal, *self.chains]
        leaves = [leaf(self.alg, c.id, len(c.lines), c.head) for c in every]
        found = {f"checkpoints/{n}.note": note for n, note in enumerate(self.notes, start=1)}
        found["journal.jsonl"] = jsonl(self.journal.lines)
        for chain in wanted:
            folder = f"instances/{self.numbers[chain.id]}/"
            index = every.index(chain)
            found[folder + "events.jsonl"] = jsonl(chain.lines)
            found[folder + "proof.json"] = plain({
                "checkpoint": len(self.notes), "index": index, "leaves": len(leaves), "id": chain.id,
                "events": len(chain.lines), "head": chain.head.hex(),
                "path": [p.hex() for p in audit_path(self.alg, leaves, index)],
            }).encode()  # fmt: skip
            for data in self.files.get(chain.id, []):
                found[folder + "files/" + hashlib.sha256(data).hexdigest()] = data
        found |= {f"definitions/{self.definition_hash}/{path}": data for path, data in self.definition.items()}
        found |= self.references
        found |= {"keys/server.pub": self.server.public, "keys/witness.pub": self.witness.public}
        found["README.txt"] = "说明".encode()
        return found

    def manifest(self, files: dict[str, bytes], ids: list[int] | None = None) -> Json:
        wanted = [c for c in self.chains if ids is None or c.id in ids]
        return {
            "format": "banjie.package.v1", "kind": "instance" if len(wanted) == 1 else "period",
            "made_at": self.now.isoformat(), "made_by": "A4", "office": "青岚区政府办公室",
            "instances": [
                {"id": c.id, "number": self.numbers[c.id], "events": len(c.lines), "head": c.head.hex(),
                 "definition": self.definition_hash} for c in wanted
            ],
            "files": {path: hashlib.sha256(data).hexdigest() for path, data in files.items()},
            "metadata": {},
        }  # fmt: skip

    def package(self, ids: list[int] | None = None) -> bytes:
        files = self.files_of_package(ids)
        return self.signed(files, self.manifest(files, ids))

    def signed(self, files: dict[str, bytes], manifest: Json) -> bytes:
        data = plain(manifest).encode()
        text = f"{self.server.name}\npackage {hashlib.sha256(data).hexdigest()}\ntime {self.now.isoformat()}\n".encode()
        note = text + b"\n" + self.server.line(text).encode()
        return zipped({"manifest.json": data, **files, "manifest.note": note})


def jsonl(lines: list[Json]) -> bytes:
    return "".join(plain(line) + "\n" for line in lines).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return buffer.getvalue()


def invented(matters: int = 3, alg: str = "sha256") -> Office:
    """An office with a published definition, a change of its organization, and some matters with sealed texts."""
    office = Office(alg=alg, journal=Chain(0, alg))
    office.definition = {"procedure.toml": b'key = "x"\n', "process.bpmn": b"<definitions/>"}
    organizations = [plain({"people": [{"id": f"P{n}"} for n in range(size)]}).encode() for size in (3, 4)]
    calendar = plain({"years": {"2026": []}}).encode()
    prints = [hashlib.sha256(data).hexdigest() for data in (*organizations, calendar)]
    office.references = {
        f"organization/{prints[0]}.json": organizations[0], f"organization/{prints[1]}.json": organizations[1],
        f"calendar/{prints[2]}.json": calendar,
    }  # fmt: skip
    start = office.now
    office.journal.add("calendar.changed", "system", start, {"before": None, "after": prints[2]})
    office.journal.add("organization.changed", "system", start, {"before": None, "after": prints[0]})
    office.journal.add("definition.published", "system", start, {"hash": office.definition_hash, "version": 1})
    office.chains = [Chain(n, alg) for n in range(1, matters + 1)]
    for chain in office.chains:
        office.numbers[chain.id] = f"QS2026{chain.id:04}"
    for step in range(6):
        office.now += timedelta(hours=2)
        if step == 3:
            office.journal.add("session.opened", "P1", office.now, {"person": "P1"})
            office.journal.lines[-1].update(body=None, salt=None)
            office.journal.add("organization.changed", "A2", office.now, {"before": prints[0], "after": prints[1]})
            office.checkpoint()
            office.now += timedelta(hours=2)
        for chain in office.chains:
            mark, texts = chain.seal(f"意见{step}：同意,请{chain.id}办。")
            content = f"附件{chain.id}-{step}".encode()
            files = [{"sha256": hashlib.sha256(content).hexdigest(), "field": "files"}] if step == 2 else []
            if files:
                office.files.setdefault(chain.id, []).append(content)
            body = {
                "opinion": mark, "files": files, "element": f"step{step}", "again": [mark],
                "in_force": {"organization": prints[step >= 3], "calendar": prints[2]},
            }  # fmt: skip
            if step == 0:
                body |= {"definition": office.definition_hash, "number": office.numbers[chain.id]}
            kind = "task.completed" if step else "instance.started"
            chain.add(kind, f"P{step}", office.now, body, texts, "P9" if step % 2 else None)
    office.checkpoint()
    return office
