"""SM2 signature verification (GB/T 32918.2-2016, curve of 32918.5) in plain Python, with SM3."""

from __future__ import annotations

from .digests import digest

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
SIGNER = b"1234567812345678"  # the identity everybody signs under unless agreed otherwise (GM/T 0009)

Point = tuple[int, int, int]  # Jacobian: x = X/Z^2, y = Y/Z^3; Z = 0 is the point at infinity
INFINITY: Point = (1, 1, 0)


def _double(p: Point) -> Point:
    x, y, z = p
    if not z or not y:
        return INFINITY
    yy = y * y % P
    s = 4 * x * yy % P
    zz = z * z % P
    m = 3 * (x - zz) * (x + zz) % P  # a = -3
    x3 = (m * m - 2 * s) % P
    return x3, (m * (s - x3) - 8 * yy * yy) % P, 2 * y * z % P


def _add(p: Point, q: Point) -> Point:
    if not p[2]:
        return q
    if not q[2]:
        return p
    z1, z2 = p[2] * p[2] % P, q[2] * q[2] % P
    u1, u2 = p[0] * z2 % P, q[0] * z1 % P
    s1, s2 = p[1] * z2 * q[2] % P, q[1] * z1 * p[2] % P
    if u1 == u2:
        return _double(p) if s1 == s2 else INFINITY
    h, r = (u2 - u1) % P, (s2 - s1) % P
    hh = h * h % P
    hhh, v = h * hh % P, u1 * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - s1 * hhh) % P, h * p[2] * q[2] % P


def _times(n: int, p: Point) -> Point:
    result = INFINITY
    while n:
        if n & 1:
            result = _add(result, p)
        p = _double(p)
        n >>= 1
    return result


def _public(key: bytes) -> tuple[int, int] | None:
    """The point of an uncompressed key (0x04 | x | y), None unless it lies on the curve."""
    if len(key) != 65 or key[0] != 4:
        return None
    x, y = int.from_bytes(key[1:33], "big"), int.from_bytes(key[33:], "big")
    on_curve = x < P and y < P and not (y * y - (x * x * x + A * x + B)) % P
    return (x, y) if on_curve else None


def _identity(x: int, y: int) -> bytes:
    """Z: the hash of signer, curve and key that is signed before the message."""
    numbers = b"".join(n.to_bytes(32, "big") for n in (A, B, GX, GY, x, y))
    return digest("sm3", (len(SIGNER) * 8).to_bytes(2, "big") + SIGNER + numbers)


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is a signature (r | s, 64 bytes) of this key (0x04 | x | y) over this message."""
    public = _public(key)
    if public is None or len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < ORDER and 0 < s < ORDER):
        return False
    t = (r + s) % ORDER
    if not t:
        return False
    x, _, z = _add(_times(s, (GX, GY, 1)), _times(t, (*public, 1)))
    if not z:
        return False
    e = int.from_bytes(digest("sm3", _identity(*public) + message), "big")
    return (e + x * pow(z, P - 3, P) % P) % ORDER == r  # z**(p-3) = z**-2
