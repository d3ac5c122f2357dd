"""SM2 signatures with SM3 (GB/T 32918), by the OpenSSL program: no Python library here can be trusted to sign with it.

The signer's identity is the standard's default, 1234567812345678. A signature is r | s, 32 bytes each; the program
speaks DER. The private key is handed over in a file that only its owner may read, in a folder that goes at once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from base64 import b64encode

from engine.errors import Refused

IDENTITY = "distid:1234567812345678"
SECONDS = 20
# SubjectPublicKeyInfo of a point on the curve SM2, up to the point: id-ecPublicKey, 1.2.156.10197.1.301
PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")


def generate() -> bytes:
    """A new private key as PKCS#8 PEM."""
    return _openssl("genpkey", "-algorithm", "SM2")


def public(pem: bytes) -> bytes:
    """The uncompressed point of a private key, 65 bytes."""
    with tempfile.TemporaryDirectory() as folder:
        der = _openssl("pkey", "-in", _file(folder, "key", pem), "-pubout", "-outform", "DER")
    if not der.startswith(PREFIX) or len(der) != len(PREFIX) + 65:
        raise ValueError("not an SM2 key")
    return der[len(PREFIX) :]


def sign(pem: bytes, message: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        der = _openssl(
            "pkeyutl", "-sign", "-inkey", _file(folder, "key", pem), "-rawin", "-digest", "sm3",
            "-in", _file(folder, "message", message), "-pkeyopt", IDENTITY,
        )  # fmt: skip
    return _plain(der)


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    if len(key) != 65 or len(signature) != 64:
        return False
    body = b64encode(PREFIX + key).decode()
    pem = f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n".encode()
    with tempfile.TemporaryDirectory() as folder:
        done = _run(
            "pkeyutl", "-verify", "-pubin", "-inkey", _file(folder, "key", pem), "-rawin", "-digest", "sm3",
            "-in", _file(folder, "message", message), "-sigfile", _file(folder, "signature", _der(signature)),
            "-pkeyopt", IDENTITY,
        )  # fmt: skip
    return done.returncode == 0 and b"Verified Successfully" in done.stdout


def _file(folder: str, name: str, data: bytes) -> str:
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    return path


def _openssl(*arguments: str) -> bytes:
    done = _run(*arguments)
    if done.returncode:
        raise Refused(
            "openssl_failed", "OpenSSL 程序执行失败,本机可能不支持国密算法。",
            "The OpenSSL program failed; it may lack SM2.", says=done.stderr.decode(errors="replace")[-300:],
        )  # fmt: skip
    return done.stdout


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("openssl")
    if program is None:
        raise Refused("openssl_missing", "本机没有 OpenSSL 程序。", "The OpenSSL program is missing.")
    return subprocess.run([program, *arguments], capture_output=True, timeout=SECONDS, check=False)


def _plain(der: bytes) -> bytes:
    """r | s of a DER SEQUENCE of two INTEGERs."""
    numbers, at = [], 2
    for _ in range(2):
        size = der[at + 1]
        numbers.append(int.from_bytes(der[at + 2 : at + 2 + size], "big"))
        at += 2 + size
    return b"".join(number.to_bytes(32, "big") for number in numbers)


def _der(signature: bytes) -> bytes:
    parts = b""
    for half in (signature[:32], signature[32:]):
        number = half.lstrip(b"\x00") or b"\x00"
        number = b"\x00" + number if number[0] & 0x80 else number
        parts += bytes([2, len(number)]) + number
    return bytes([0x30, len(parts)]) + parts
