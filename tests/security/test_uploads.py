"""Hostile attachments: kept as bytes, named harmlessly, handed out only as downloads that no browser runs."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest

from engine.actions import Upload
from engine.actions.uploads import keep, safe_name
from engine.errors import Invalid
from engine.store.office import Office
from tests.actions import desk
from tests.security.conftest import Visit

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>'
HTML = b"<html><script>fetch('/inbox/todo')</script></html>"
POLYGLOT = b"GIF89a/*" + HTML + b"*/=1;"


def bomb() -> bytes:
    """A zip of 10 MB that unpacks to 10 GB."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", b"\0" * 10_000_000)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_STORED) as archive:
        for n in range(1000):
            archive.writestr(f"{n}.zip", inner.getvalue())
    return outer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("图.svg", SVG, "image/svg+xml"),
        ("页.html", HTML, "text/html"),
        ("页.xhtml", HTML, "application/xhtml+xml"),
        ("图.gif", POLYGLOT, "image/gif"),
        ("脚本.js", b"alert(1)", "text/javascript"),
        ("表.csv", b'=HYPERLINK("http://example.org")', "text/csv"),
        ("宏.docm", b"PK\x03\x04", "application/vnd.ms-word.document.macroEnabled.12"),
        ("怪.bin", b"x", "text/html; charset=utf-7\tx"),
    ],
)
def test_whatever_was_uploaded_comes_back_as_a_download(
    office: Office, visit: Visit, name: str, content: bytes, media_type: str
) -> None:
    instance = desk.start(office).instance_id
    drafter = visit("U11")
    assert drafter.attach(instance, name, content, media_type).status_code == 303
    answer = drafter.get(download_path(drafter.get(f"/instances/{instance}").text))
    assert answer.status_code == 200 and answer.data == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;") and unquote(disposition.split("UTF-8''")[1]) == name
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("/etc/关于防汛的通知.docx", "关于防汛的通知.docx"),
        ('a"; filename="b.html', "b.html"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("%00%2e%2e%2f.txt", "%00%2e%2e%2f.txt"),
        ("CON", "CON"),
    ],
)
def test_a_hostile_name_is_only_a_label(office: Office, visit: Visit, tmp_path: Path, sent: str, kept: str) -> None:
    instance = desk.start(office).instance_id
    drafter = visit("U11")
    answer = drafter.attach(instance, sent, b"content")
    assert answer.status_code == 303, answer.text
    page = drafter.get(f"/instances/{instance}").text
    assert "<img src=x" not in page
    answer = drafter.get(download_path(page))
    assert "\n" not in answer.headers["Content-Disposition"]
    named, _, encoded = answer.headers["Content-Disposition"].partition("UTF-8''")
    assert (unquote(encoded) if encoded else named.split("filename=")[1].strip('"')) == kept
    stored = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert [len(path.parent.name + path.name) for path in stored] == [64], "on disk there is only the hash"


def test_a_name_loses_its_folders() -> None:
    assert safe_name("..\\..\\windows\\hosts", "body") == "hosts"
    assert safe_name("C:\\机关\\关于防汛的通知.docx", "body") == "关于防汛的通知.docx"
    assert safe_name("../../etc/passwd", "body") == "passwd"


@pytest.mark.parametrize("name", ["invoice\u202efdp.exe", "a\x00b.txt", "a\nb.txt", "..", "名" * 300, "\u200b.txt"])
def test_a_name_that_deceives_is_refused(office: Office, visit: Visit, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        keep(office, {"body": [Upload(name, "text/plain", io.BytesIO(b"x"))]})
    assert refusal.value.code == "bad_file_name" and "body" in refusal.value.fields
    assert not list(office.files.folder.rglob("*")) if office.files.folder.exists() else True


def test_an_archive_is_never_unpacked(office: Office, visit: Visit, tmp_path: Path) -> None:
    data = bomb()
    instance = desk.start(office).instance_id
    assert visit("U11").attach(instance, "附件.zip", data).status_code == 303
    assert sum(path.stat().st_size for path in (tmp_path / "files").rglob("*") if path.is_file()) == len(data)


def test_too_large_too_many_and_empty_are_told_and_leave_nothing(
    office: Office, visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.store.files.MAX_BYTES", 1000)
    instance = desk.start(office).instance_id
    drafter = visit("U11")
    large = drafter.attach(instance, "大.bin", b"x" * 1001)
    assert large.status_code == 422 and "50 MB" in large.text
    empty = drafter.attach(instance, "空.bin", b"")
    assert empty.status_code == 422 and "空文件" in empty.text
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    for n in range(20):
        assert drafter.attach(instance, f"{n}.txt", str(n).encode()).status_code == 303
    assert drafter.attach(instance, "21.txt", b"21").status_code == 422
    assert len(set(links(drafter.get(f"/instances/{instance}").text))) == 20


def test_a_request_beyond_all_measure_is_cut_off(app: object, visit: Visit, office: Office) -> None:
    instance = desk.start(office).instance_id
    answer = visit("U11").attach(instance, "x.bin", b"x" * (61 * 1024 * 1024))
    assert answer.status_code == 413 and "50 MB" in answer.text


def test_an_attachment_is_only_for_those_who_see_the_matter(office: Office, visit: Visit) -> None:
    instance = desk.start(office).instance_id
    drafter = visit("U11")
    drafter.attach(instance, "正文.docx", b"secret words")
    path = download_path(drafter.get(f"/instances/{instance}").text)
    assert visit("O5").get(path).data == b"secret words", "who has the task"
    for stranger in ("U2", "A1", "A2", "A3", "A4", "U14"):
        missing = visit(stranger).get("/attachments/424242")
        answer = visit(stranger).get(path)
        assert answer.status_code == 404 and b"secret" not in answer.data, stranger
        assert answer.text == missing.text, "not yours and not there look the same"
        assert visit(stranger).attach(instance, "假.docx", b"x").status_code == 404
    assert visit(None).get(path).status_code == 303


def links(page: str) -> list[str]:
    return re.findall(r"/attachments/\d+", page)


def download_path(page: str) -> str:
    return links(page)[0]
