"""Uploaded Word documents as hostile input: read within bounds or not at all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from engine.demo.paper import word_document
from engine.queries.manuscript import MAX_PART, MAX_SIZE, Paragraph, body_of, read_manuscript

HEAD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
TAIL = "</w:body></w:document>"


def packed(tmp_path: Path, document: str | bytes, name: str = "word/document.xml") -> Path:
    path = tmp_path / "upload"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, document)
    return path


def test_paragraphs_have_the_levels_of_the_standard(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(word_document("标题", ["一、总体要求", "（一）压实责任。", "(二)加强巡护。", "1.第一项", "正文。"]))
    assert [each.level for each in read_manuscript(path)] == ["plain", "first", "second", "second", "plain", "plain"]


def test_tables_inserted_text_and_content_controls_are_read_and_deleted_text_is_not(tmp_path):
    path = packed(
        tmp_path,
        HEAD + "<w:p><w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件内</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>单位</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>" + TAIL,
    )
    assert read_manuscript(path) == (
        Paragraph("plain", "新增"), Paragraph("plain", "控件内"), Paragraph("table", "", (("单位", ""),)),
    )  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"no archive at all",
        b"PK\x03\x04 broken",
        b"",
    ],
)
def test_what_is_no_archive_has_no_text(tmp_path, content):
    path = tmp_path / "upload"
    path.write_bytes(content)
    assert read_manuscript(path) is None
    assert read_manuscript(tmp_path / "missing") is None


def test_an_archive_without_the_part_has_no_text(tmp_path):
    assert read_manuscript(packed(tmp_path, HEAD + TAIL, "other.xml")) is None


def test_a_bomb_is_not_unpacked(tmp_path):
    path = packed(tmp_path, HEAD.encode() + b"<w:p/>" * (MAX_PART // 6 + 10) + TAIL.encode())
    assert path.stat().st_size < 100_000
    assert read_manuscript(path) is None


@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:r><w:t>" + "长" * (MAX_SIZE + 1) + "</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>短</w:t></w:r></w:p>" * (MAX_SIZE // 11 + 1),
        "<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * (MAX_SIZE // 10) + "</w:tr></w:tbl>",
    ],
)
def test_what_would_take_too_long_to_set_is_not_read(tmp_path, body):
    assert read_manuscript(packed(tmp_path, HEAD + body + TAIL)) is None


def test_entities_are_never_read(tmp_path):
    evil = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + HEAD + "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>" + TAIL
    assert read_manuscript(packed(tmp_path, evil)) is None


def test_an_encrypted_part_has_no_text(tmp_path):
    path = packed(tmp_path, HEAD + TAIL)
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag of the local header …
    data[data.index(b"PK\x01\x02") + 8] |= 1  # … and of the directory
    path.write_bytes(bytes(data))
    assert read_manuscript(path) is None


def test_head_and_foot_of_the_manuscript_are_the_papers_own():
    told = tuple(Paragraph("plain", text) for text in ("关于做好", "防火工作的通知", "各乡镇：", "请落实。", "区政府办", "2026年3月1日"))
    body = body_of(told, "关于做好防火工作的通知", "区政府办")
    assert body.main_to == "各乡镇" and [each.text for each in body.paragraphs] == ["请落实。"]


def test_a_manuscript_that_begins_otherwise_is_left_whole():
    told = tuple(Paragraph("plain", text) for text in ("关于做好", "春耕的几点意见", "请落实。"))
    assert body_of(told, "关于做好防火工作的通知", "").paragraphs == told
    assert body_of((), "标题", "").paragraphs == ()


def test_a_file_inside_out_is_no_document(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<not-word/>")
    path = tmp_path / "upload"
    path.write_bytes(buffer.getvalue())
    assert read_manuscript(path) is None
