"""RFC 3161 timestamps of checkpoints: what was stamped and when; the authority's own signature is not judged here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from .der import Element, NotDer, elements, inside
from .digests import digest
from .findings import Findings
from .notes import Note
from .package import Package

SEQUENCE, INTEGER, OCTETS, OID, TIME, EXPLICIT = 0x30, 0x02, 0x04, 0x06, 0x18, 0xA0
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
TST_INFO = bytes.fromhex("2a864886f70d0109100104")
HASHES = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
    bytes.fromhex("2a811ccf55018311"): "sm3",
}


@dataclass(frozen=True)
class Stamp:
    """What an authority says: this hash existed at this time."""

    algorithm: str
    imprint: bytes
    time: datetime


def read_timestamp(data: bytes) -> Stamp:
    """From a TimeStampResp or a TimeStampToken; raises NotDer for anything else."""
    try:
        (outer,) = elements(data)
        parts = inside(outer, SEQUENCE)
        if parts and parts[0].tag == SEQUENCE:  # a response: its status, then the token
            parts = inside(parts[1], SEQUENCE)
        kind, signed = parts
        if (kind.tag, kind.content) != (OID, SIGNED_DATA):
            raise NotDer("not signed data")
        (data_inside,) = inside(signed, EXPLICIT)
        content = inside(data_inside, SEQUENCE)[2]
        kind, wrapped = inside(content, SEQUENCE)
        if (kind.tag, kind.content) != (OID, TST_INFO):
            raise NotDer("not a timestamp")
        (octets,) = inside(wrapped, EXPLICIT)
        if octets.tag != OCTETS:
            raise NotDer("no content")
        (info,) = elements(octets.content)
        return _stamp(inside(info, SEQUENCE))
    except (ValueError, IndexError) as error:
        raise NotDer("not a timestamp") from error


def _stamp(info: list[Element]) -> Stamp:
    """version, policy, messageImprint, serialNumber, genTime, …"""
    algorithm, imprint = inside(info[2], SEQUENCE)
    name = HASHES.get(inside(algorithm, SEQUENCE)[0].content)
    if name is None or imprint.tag != OCTETS or info[4].tag != TIME:
        raise NotDer("an unknown hash, or no time")
    text = info[4].content.decode("ascii")
    if not text.endswith("Z"):
        raise NotDer("a time that is not UTC")
    moment = datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return Stamp(name, imprint.content, moment)


def check_timestamp(package: Package, note: Note, found: Findings) -> None:
    """A stamp beside a checkpoint must be of that checkpoint; who the authority is, nobody judges."""
    name = f"checkpoints/{note.number}.tsr"
    if name not in package.archive:
        return
    try:
        stamp = read_timestamp(package.archive.read(name))
    except NotDer as error:
        found.fault(
            4, "timestamp_unreadable", f"时间戳无法读取:{name}。", f"{name} is no timestamp: {error}.", path=name
        )
        return
    imprint = digest("sm3", note.text) if stamp.algorithm == "sm3" else hashlib.new(stamp.algorithm, note.text).digest()
    if imprint != stamp.imprint:
        found.fault(
            4, "timestamp_foreign", f"时间戳不是第 {note.number} 号检查点的。",
            f"The timestamp is not of checkpoint {note.number}.", path=name,
        )  # fmt: skip
    elif stamp.time < note.time.replace(microsecond=0):
        found.fault(
            4, "timestamp_early", f"时间戳早于第 {note.number} 号检查点自己的时间。",
            f"The timestamp is older than checkpoint {note.number}.", path=name,
        )  # fmt: skip
    else:
        found.gap(
            4, "authority_unverified",
            f"第 {note.number} 号检查点带有 {stamp.time:%Y-%m-%d %H:%M:%S}(UTC)的时间戳,内容相符;时间戳机构的签名未核对"
            "(可用 openssl ts -verify)。",
            f"Checkpoint {note.number} bears a timestamp of {stamp.time.isoformat()} over it; the authority's own "
            "signature was not checked (openssl ts -verify does).", path=name,
        )  # fmt: skip
