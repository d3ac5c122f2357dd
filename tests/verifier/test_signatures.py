"""The verifier's own Ed25519, SM2 and SM3 against OpenSSL, on random messages, wrong signatures and known edge cases."""

from __future__ import annotations

import hashlib
import random
import subprocess
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.verifier import ed25519, sm2, sm3
from tests import seeds

SEED = seeds.seed(2**32)
RNG = random.Random(SEED)


def openssl(*arguments: str | Path) -> bytes:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout


def accepted(key: bytes, message: bytes, signature: bytes) -> bool:
    """OpenSSL's opinion."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_sm3_is_openssls_on_every_length() -> None:
    for length in [*range(260), 1000, 5000]:
        data = RNG.randbytes(length)
        whole = hashlib.new("sm3", data).hexdigest()
        assert sm3.Sm3(data).hexdigest() == whole, (SEED, length)
        pieces = sm3.Sm3()
        for start in range(0, length, 37):
            pieces.update(data[start : start + 37])
        assert pieces.hexdigest() == whole, (SEED, length)


def test_sm3_of_the_standards_example() -> None:
    assert sm3.Sm3(b"abc").hexdigest() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_ed25519_agrees_with_openssl_on_good_and_spoilt_signatures() -> None:
    for _ in range(60):
        private = Ed25519PrivateKey.generate()
        key, message = private.public_key().public_bytes_raw(), RNG.randbytes(RNG.randrange(200))
        signature = private.sign(message)
        assert ed25519.verify(key, message, signature), SEED
        spoilt = bytearray(signature)
        spoilt[RNG.randrange(64)] ^= 1 << RNG.randrange(8)
        assert ed25519.verify(key, message, bytes(spoilt)) == accepted(key, message, bytes(spoilt)) is False, SEED
        assert not ed25519.verify(key, message + b"x", signature), SEED
        other = bytearray(key)
        other[RNG.randrange(32)] ^= 1 << RNG.randrange(8)
        assert not ed25519.verify(bytes(other), message, signature), SEED


def test_ed25519_of_rfc_8032() -> None:
    key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert ed25519.verify(key, b"\x72", signature)


def test_ed25519_refuses_a_scalar_beyond_the_order() -> None:
    """S + L signs the same, mathematically; taking both would make signatures malleable."""
    private = Ed25519PrivateKey.generate()
    key, signature = private.public_key().public_bytes_raw(), private.sign(b"message")
    s = int.from_bytes(signature[32:], "little") + ed25519.ORDER
    moved = signature[:32] + s.to_bytes(32, "little")
    assert not ed25519.verify(key, b"message", moved)
    assert not accepted(key, b"message", moved)


# Points of small order, and encodings of them that are not canonical: under such a key anything can be "signed".
SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000080",
]


@pytest.mark.parametrize("key", SMALL)
def test_ed25519_takes_no_key_of_small_order(key: str) -> None:
    forged = bytes.fromhex(SMALL[0]) + bytes(32)  # R the neutral element, S zero
    assert not any(ed25519.verify(bytes.fromhex(key), bytes([n]), forged) for n in range(16))


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65])
def test_ed25519_refuses_other_lengths(length: int) -> None:
    assert not ed25519.verify(bytes(length), b"", bytes(64))
    assert not ed25519.verify(bytes.fromhex(SMALL[4]), b"", bytes(length))


@pytest.fixture(scope="module")
def sm2_pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    file = tmp_path_factory.mktemp("sm2") / "key.pem"
    openssl("genpkey", "-algorithm", "SM2", "-out", file)
    return file, openssl("pkey", "-in", file, "-pubout", "-outform", "DER")[-65:]


def signed(file: Path, message: bytes) -> bytes:
    """r | s, out of the DER that OpenSSL writes."""
    source = file.with_suffix(".txt")
    source.write_bytes(message)
    der = openssl(
        "pkeyutl", "-sign", "-inkey", file, "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678",
        "-in", source,
    )  # fmt: skip
    r, s = utils.decode_dss_signature(der)
    return both(r, s)


def both(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def test_sm2_takes_openssls_signatures_and_no_spoilt_ones(sm2_pair: tuple[Path, bytes]) -> None:
    file, key = sm2_pair
    for _ in range(12):
        message = RNG.randbytes(RNG.randrange(1, 300))
        signature = signed(file, message)
        assert sm2.verify(key, message, signature), SEED
        assert not sm2.verify(key, message + b"x", signature), SEED
        spoilt = bytearray(signature)
        spoilt[RNG.randrange(len(spoilt))] ^= 1 << RNG.randrange(8)
        assert not sm2.verify(key, message, bytes(spoilt)), SEED
        assert not sm2.verify(key, message, signature + b"\0"), SEED


def test_sm2_refuses_edge_numbers_and_points_off_the_curve(sm2_pair: tuple[Path, bytes]) -> None:
    file, key = sm2_pair
    signature = signed(file, b"m")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    assert sm2.verify(key, b"m", both(r, s))
    beyond = [pair for pair in ((r + sm2.ORDER, s), (r, s + sm2.ORDER)) if max(pair) < 2**256]
    for pair in [(0, s), (r, 0), (r, sm2.ORDER - r), (sm2.ORDER, s), (r, sm2.ORDER), *beyond]:
        assert not sm2.verify(key, b"m", both(*pair)), pair
    assert not sm2.verify(key[:-1] + bytes([key[-1] ^ 1]), b"m", signature)
    assert not sm2.verify(b"\x02" + key[1:33], b"m", signature)
    assert not sm2.verify(b"\x04" + bytes(64), b"m", signature)
    assert not sm2.verify(key, b"m", signature[:-1])
