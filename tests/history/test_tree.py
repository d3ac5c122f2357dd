"""The tree over all heads: RFC 6962's own examples, every path, and no path for a leaf that is not there."""

from __future__ import annotations

import hashlib
import random

import pytest

from engine.history.digests import hash_of
from engine.history.tree import Leaf, climb, node, path, root

SHA = hash_of("sha256")
# Certificate Transparency's published test inputs and the roots over the first n of them.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_roots_of_certificate_transparency():
    leaves = [SHA(b"\x00" + bytes.fromhex(each)) for each in INPUTS]
    assert [root(leaves[: n + 1], SHA).hex() for n in range(8)] == ROOTS
    assert root([], SHA) == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("alg", ["sha256", "sm3"])
def test_every_leaf_of_every_small_tree_climbs_to_the_root_and_no_other_does(alg):
    hash = hash_of(alg)
    for size in range(1, 40):
        leaves = [Leaf(n, n + 1, bytes([n]) * 32).hash(hash) for n in range(size)]
        top = root(leaves, hash)
        for index in range(size):
            way = path(leaves, index, hash)
            assert climb(leaves[index], index, size, way, hash) == top
            assert climb(Leaf(index, index + 2, bytes([index]) * 32).hash(hash), index, size, way, hash) != top
            assert climb(leaves[index], index, size, [*way, bytes(32)], hash) is None
            if way:
                assert climb(leaves[index], index, size, way[:-1], hash) is None
                wrong = random.Random(size * 100 + index).randrange(len(way))
                bent = [bytes(32) if n == wrong else each for n, each in enumerate(way)]
                assert climb(leaves[index], index, size, bent, hash) != top
        assert climb(leaves[0], size, size, [], hash) is None


def test_a_leaf_is_no_node():
    left, right = SHA(b"l"), SHA(b"r")
    assert node(SHA, left, right) == SHA(b"\x01" + left + right) != SHA(b"\x00" + left + right)
