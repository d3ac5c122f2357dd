"""Signers: what an office, or its witness, signs notes with. A third kind (UKey, signing server) is one more class.

Private keys are files outside the database that only their owner may read; a file others may read is refused.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Protocol

from engine.errors import Missing, Refused
from engine.history import ed25519, sm2
from engine.history.keys import NAME, PublicKey, read_key
from engine.history.note import Note, Signature

ALGORITHMS: dict[str, ModuleType] = {"ed25519": ed25519, "sm2": sm2}


class Signer(Protocol):
    """Whoever signs: the public key that belongs to it, and a signature over bytes."""

    @property
    def public(self) -> PublicKey: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True)
class FileSigner:
    """A key in a file, Ed25519 or SM2."""

    public: PublicKey
    pem: bytes

    def __repr__(self) -> str:
        return f"FileSigner({self.public.line})"

    def sign(self, message: bytes) -> bytes:
        signature: bytes = ALGORITHMS[self.public.kind].sign(self.pem, message)
        return signature


def make_key(folder: Path, name: str, kind: str = "ed25519") -> PublicKey:
    """Write `<name>.key` (mode 600) and `<name>.pub`; raises Refused `key_exists` rather than overwrite one."""
    if kind not in ALGORITHMS or not NAME.fullmatch(name):
        raise Refused("key_malformed", "密钥名称或算法有误。", "The key's name or algorithm is wrong.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem: bytes = ALGORITHMS[kind].generate()
    public = PublicKey(name, kind, ALGORITHMS[kind].public(pem))
    try:
        handle = os.open(folder / f"{name}.key", os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused("key_exists", f"密钥“{name}”已经存在。", f"There is a key {name!r} already.") from error
    with open(handle, "wb") as file:
        file.write(pem)
    (folder / f"{name}.pub").write_text(public.line + "\n", encoding="utf-8")
    return public


def load_signer(path: Path) -> FileSigner:
    """The signer of a `.key` file with its `.pub` beside it."""
    if not path.is_file():
        raise Missing("key_missing", f"没有密钥文件 {path.name}。", f"There is no key file {path.name}.")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Refused(
            "key_readable", f"密钥文件 {path.name} 他人可读,请改为仅本人可读(chmod 600)。",
            f"Others may read the key file {path.name}; make it mode 600.",
        )  # fmt: skip
    public, pem = load_public(path.with_suffix(".pub")), path.read_bytes()
    try:
        own: bytes = ALGORITHMS[public.kind].public(pem)
    except ValueError as error:
        raise Refused("key_malformed", "密钥文件格式有误。", "The key file is malformed.") from error
    if own != public.key:
        raise Refused("key_mismatch", "公钥与私钥不相符。", "The public key is not that of the private key.")
    return FileSigner(public, pem)


def load_public(path: Path) -> PublicKey:
    if not path.is_file():
        raise Missing("key_missing", f"没有公钥文件 {path.name}。", f"There is no public key file {path.name}.")
    return read_key(path.read_text(encoding="utf-8"))


def sign_note(note: Note, signer: Signer) -> Note:
    return note.signed(Signature(signer.public.name, signer.public.id, signer.sign(note.text.encode())))


def signed_by(note: Note, key: PublicKey) -> bool:
    """Whether the note bears a valid signature of this key."""
    found = note.of(key)
    return found is not None and bool(ALGORITHMS[key.kind].verify(key.key, note.text.encode(), found.bytes))
