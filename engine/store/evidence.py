"""What the office's evidence is kept by: where keys and exported notes lie, and the setting that names the keys."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from engine.errors import Missing, Refused
from engine.history.keys import PublicKey, read_key
from engine.history.signer import FileSigner, load_public, load_signer
from engine.store import tables as t
from engine.store.execute import insert_once
from engine.store.journal import EVIDENCE

KEYS, CHECKPOINTS, MINUTES = "var/keys", "var/checkpoints", 60


@dataclass(frozen=True)
class EvidenceSettings:
    """`keys`: folder of key files, outside the database. `folder`: where notes are exported, best another machine's.
    `minutes` between checkpoints, 0 for none but on demand. `mail`: the day's first goes to whoever audits."""

    keys: Path
    folder: Path | None
    minutes: int = MINUTES
    mail: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> EvidenceSettings:
        """BANJIE_KEYS, BANJIE_CHECKPOINTS, BANJIE_CHECKPOINT_MINUTES, BANJIE_CHECKPOINT_MAIL=1."""
        given = os.environ if environment is None else environment
        minutes = given.get("BANJIE_CHECKPOINT_MINUTES", str(MINUTES))
        if not minutes.isdecimal():
            raise Refused("evidence_minutes", "检查点间隔应为分钟数。", "BANJIE_CHECKPOINT_MINUTES is not a number.")
        return cls(
            Path(given.get("BANJIE_KEYS", KEYS)), Path(given.get("BANJIE_CHECKPOINTS", CHECKPOINTS)),
            int(minutes), given.get("BANJIE_CHECKPOINT_MAIL") == "1",
        )  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """The setting `evidence`: hash function, the office's name in notes, its key, every key it had, its witnesses."""

    alg: str = "sha256"
    office: str = ""
    key: str = ""  # file name of the signing key, without suffix
    keys: tuple[str, ...] = ()  # public lines, oldest first
    witnesses: Mapping[str, str] = field(default_factory=dict)  # person -> public line

    def public(self) -> tuple[PublicKey, ...]:
        return tuple(read_key(line) for line in self.keys)

    def trusted(self, settings: EvidenceSettings) -> tuple[PublicKey, ...]:
        """The office's public keys as the folder has them: whoever can write the database cannot exchange them."""
        files = (settings.keys / f"{key.name}.pub" for key in self.public())
        return tuple(load_public(file) for file in files if file.is_file())

    def witnessing(self, settings: EvidenceSettings) -> tuple[PublicKey, ...]:
        """Whose else public keys the folder has: no witness's stands beside a private key."""
        files = sorted(settings.keys.glob("*.pub")) if settings.keys.is_dir() else []
        own = {key.key for key in self.trusted(settings)}
        found = (load_public(file) for file in files if not file.with_suffix(".key").exists())
        return tuple(key for key in found if key.key not in own)

    def signer(self, settings: EvidenceSettings) -> FileSigner:
        if not self.key:
            raise Missing(
                "no_keys", "本机关还没有签名密钥,请运行 banjie keys office。", "The office has no signing key yet."
            )
        return load_signer(settings.keys / f"{self.key}.key")


def evidence_of(connection: Connection, *, lock: bool = False) -> Evidence:
    wanted = select(t.setting.c.value).where(t.setting.c.key == EVIDENCE)
    found: dict[str, Any] = connection.execute(wanted.with_for_update() if lock else wanted).scalar_one_or_none() or {}
    return Evidence(**{**found, "keys": tuple(found.get("keys", ()))})


def keep_evidence(connection: Connection, evidence: Evidence) -> None:
    put_setting(connection, EVIDENCE, asdict(evidence))


def put_setting(connection: Connection, key: str, value: Any) -> None:
    insert_once(connection, t.setting, [{"key": key, "value": value}])
    connection.execute(update(t.setting).where(t.setting.c.key == key).values(value=value))
