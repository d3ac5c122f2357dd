"""SM2 signatures with SM3 (GB/T 32918), by the OpenSSL program: no Python library here can be trusted to sign with it.

The signer's identity is the standard's default, 1234567812345678. A signature is r | s, 32 bytes each; the program
speaks DER. The private key is handed over in a file that only its owner may read, in a folder that goes at once.
"""

from __future__ import annotations

import tempfile
from base64 import b64encode

from engine.history.openssl import openssl, run, temporary

IDENTITY = "distid:1234567812345678"
# SubjectPublicKeyInfo of a point on the curve SM2, up to the point: id-ecPublicKey, 1.2.156.10197.1.301
PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")


def generate() -> bytes:
    """A new private key as PKCS#8 PEM."""
    return openssl("genpkey", "-algorithm", "SM2")


def public(pem: bytes) -> bytes:
    """The uncompressed point of a private key, 65 bytes."""
    with tempfile.TemporaryDirectory() as folder:
        der = openssl("pkey", "-in", temporary(folder, "key", pem), "-pubout", "-outform", "DER")
    if not der.startswith(PREFIX) or len(der) != len(PREFIX) + 65:
        raise ValueError("not an SM2 key")
    return der[len(PREFIX) :]


def sign(pem: bytes, message: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        der = openssl(
            "pkeyutl", "-sign", "-inkey", temporary(folder, "key", pem), "-rawin", "-digest", "sm3",
            "-in", temporary(folder, "message", message), "-pkeyopt", IDENTITY,
        )  # fmt: skip
    return _plain(der)


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    if len(key) != 65 or len(signature) != 64:
        return False
    body = b64encode(PREFIX + key).decode()
    pem = f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n".encode()
    with tempfile.TemporaryDirectory() as folder:
        done = run(
            "pkeyutl", "-verify", "-pubin", "-inkey", temporary(folder, "key", pem), "-rawin", "-digest", "sm3",
            "-in", temporary(folder, "message", message), "-sigfile", temporary(folder, "signature", _der(signature)),
            "-pkeyopt", IDENTITY,
        )  # fmt: skip
    return done.returncode == 0 and b"Verified Successfully" in done.stdout


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
