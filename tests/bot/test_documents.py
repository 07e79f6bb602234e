from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from pypdf import PdfWriter

from bot.documents import LARGEST, LONGEST, DocumentError, document, read_document

TEXT = "The Tenant shall pay rent."


def pdf(text: str = TEXT, *, password: str | None = None, pages: int = 1) -> bytes:
    """A PDF that says `text` on each page."""
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(width=400, height=200)
        names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        font = DictionaryObject({NameObject(a): NameObject(b) for a, b in names.items()})
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 10 100 Td ({text}) Tj ET".encode() if text else b"")
        page[NameObject("/Contents")] = stream
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def word(text: str = TEXT) -> bytes:
    """A Word document with a paragraph and a table."""
    made = docx.Document()
    made.add_paragraph(text)
    made.add_table(rows=1, cols=1).cell(0, 0).text = "in a table"
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def bomb() -> bytes:
    """A zip file of little size that unpacks to much."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(11):
            archive.writestr(f"word/{number}.xml", b"\0" * LARGEST)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.txt", TEXT.encode(), TEXT),
        ("a.MD", b"\xef\xbb\xbf# one\r\ntwo", "# one\ntwo"),
        ("a.pdf", pdf(), TEXT),
        ("a.docx", word(), f"{TEXT}\nin a table"),
        ("a.txt", "임차인은 차임을 지급한다".encode(), "임차인은 차임을 지급한다"),
    ],
    ids=["txt", "md", "pdf", "docx", "korean"],
)
def test_document_is_read_as_text(name: str, data: bytes, text: str) -> None:
    found = document(name, data)
    assert (found.name, found.text.strip()) == (name, text)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.exe", b"MZ", "is of a type that can't be read"),
        ("a", b"text", "is of a type that can't be read"),
        ("a.txt", b"\xff\xfe", "isn't UTF-8"),
        ("a.txt", b"a\0b", "is binary"),
        ("a.txt", b" \n", "holds no text"),
        ("a.txt", b"x" * (LONGEST + 1), "200,001 characters; 200,000 are allowed"),
        ("a.pdf", b"%PDF-1.7 nothing", "is no sound pdf document"),
        ("a.pdf", pdf(""), "holds no text"),
        ("a.pdf", pdf(password="secret"), "is encrypted"),
        ("a.pdf", pdf(pages=501), "more than 500 pages"),
        ("a.docx", b"PK\x03\x04", "is no sound docx document"),
        ("a.docx", TEXT.encode(), "is no sound docx document"),
    ],
    ids=["exe", "no-type", "encoding", "binary", "blank", "long", "broken-pdf", "scan", "locked",
         "pages", "broken-docx", "text-as-docx"],
)  # fmt: skip
def test_document_that_cannot_be_read_is_refused(name: str, data: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        document(name, data)
    assert caught.value.remedy
    assert caught.value.kind == "input"


def test_word_document_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(DocumentError, match="unpacks to too much"):
        document("a.docx", bomb())


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "can't be read: No such file"),
        (_folder, "is no plain file"),
        (_pipe, "is no plain file"),
        (_endless, "is no plain file"),
        (_large, "is larger than 20 MiB"),
    ],
    ids=["missing", "folder", "pipe", "endless", "large"],
)
def test_path_that_cannot_be_read_is_refused_at_once(
    tmp_path: Path, make: Callable[[Path], None], message: str
) -> None:
    make(tmp_path / "a.txt")
    with pytest.raises(DocumentError, match=message):
        read_document(tmp_path / "a.txt")


def test_path_is_read_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    found = read_document(tmp_path / "a.txt")
    assert (found.name, found.text) == ("a.txt", TEXT)
