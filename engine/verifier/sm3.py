"""SM3 (GB/T 32905-2016) in plain Python, for machines whose OpenSSL has none."""

from __future__ import annotations

INITIAL = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)
MASK = 0xFFFFFFFF


def _rotate(x: int, n: int) -> int:
    return ((x << n) | (x >> (32 - n))) & MASK


# T_j rotated by j, as every round adds it
CONSTANTS = tuple(
    _rotate(0x79CC4519 if j < 16 else 0x7A879D8A, j % 32) if j % 32 else (0x79CC4519 if j < 16 else 0x7A879D8A)
    for j in range(64)
)


class Sm3:
    """The hash as hashlib's objects have it: `update`, `digest`, `hexdigest`."""

    def __init__(self, data: bytes = b"") -> None:
        self._state: tuple[int, ...] = INITIAL
        self._rest = b""
        self._length = 0
        self.update(data)

    def update(self, data: bytes) -> None:
        self._length += len(data)
        data = self._rest + data
        end = len(data) - len(data) % 64
        for start in range(0, end, 64):
            self._state = _compress(self._state, data[start : start + 64])
        self._rest = data[end:]

    def digest(self) -> bytes:
        padding = b"\x80" + bytes((55 - self._length) % 64) + (self._length * 8).to_bytes(8, "big")
        state, data = self._state, self._rest + padding
        for start in range(0, len(data), 64):
            state = _compress(state, data[start : start + 64])
        return b"".join(word.to_bytes(4, "big") for word in state)

    def hexdigest(self) -> str:
        return self.digest().hex()


def _expand(block: bytes) -> list[int]:
    words = [int.from_bytes(block[n : n + 4], "big") for n in range(0, 64, 4)]
    for j in range(16, 68):
        x = words[j - 16] ^ words[j - 9] ^ _rotate(words[j - 3], 15)
        x ^= _rotate(x, 15) ^ _rotate(x, 23)
        words.append(x ^ _rotate(words[j - 13], 7) ^ words[j - 6])
    return words


def _compress(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    words = _expand(block)
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        a12 = _rotate(a, 12)
        ss1 = _rotate((a12 + e + CONSTANTS[j]) & MASK, 7)
        if j < 16:
            ff, gg = a ^ b ^ c, e ^ f ^ g
        else:
            ff, gg = (a & b) | (a & c) | (b & c), (e & f) | (~e & MASK & g)
        tt1 = (ff + d + (ss1 ^ a12) + (words[j] ^ words[j + 4])) & MASK
        tt2 = (gg + h + ss1 + words[j]) & MASK
        a, b, c, d = tt1, a, _rotate(b, 9), c
        e, f, g, h = tt2 ^ _rotate(tt2, 9) ^ _rotate(tt2, 17), e, _rotate(f, 19), g
    return tuple(x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h), strict=True))
