"""Documents that come with a question: plain text, Markdown, PDF and Word, as text."""

from __future__ import annotations

import stat
from pathlib import Path

from domain_packs.errors import PolymathError
from domain_packs.prompt import File

#: The largest document, in bytes, and the longest text taken from one, in characters.
LARGEST = 20 * 1024 * 1024
LONGEST = 200_000
PAGES = 500


class DocumentError(PolymathError):
    """A document can't be read."""

    kind = "input"


def read_document(path: Path) -> File:
    """The text of a .txt, .md, .pdf or .docx file. Raises `DocumentError`."""
    _check_kind(path.name)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise DocumentError(f"{str(path)!r} is no plain file.", "Attach a file.")
        if path.stat().st_size > LARGEST:
            raise DocumentError(
                f"{str(path)!r} is larger than {LARGEST // 2**20} MiB.",
                "Attach a shorter document.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"{str(path)!r} can't be read: {error.strerror}.", "Check the path."
        ) from error
    return document(path.name, data)


def document(name: str, data: bytes) -> File:
    """The text of a document by its name and bytes. Raises `DocumentError`."""
    kind = _check_kind(name)
    try:
        text = _READERS[kind](data)
    except DocumentError:
        raise
    except Exception as error:  # whatever a foreign parser raises on a broken document
        raise DocumentError(
            f"{name!r} is no sound {kind[1:]} document ({type(error).__name__}).",
            "Save it anew and try again.",
        ) from error
    if not text.strip():
        raise DocumentError(f"{name!r} holds no text.", "A scan needs text recognition first.")
    if len(text) > LONGEST:
        raise DocumentError(
            f"{name!r} has {len(text):,} characters; {LONGEST:,} are allowed.",
            "Attach the part you ask about.",
        )
    return File(name, text)


def _check_kind(name: str) -> str:
    kind = Path(name).suffix.lower()
    if kind not in _READERS:
        raise DocumentError(
            f"{name!r} is of a type that can't be read.", "Attach a .txt, .md, .pdf or .docx file."
        )
    return kind


def _plain(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError("The text file isn't UTF-8.", "Save it as UTF-8.") from error
    if "\0" in text:
        raise DocumentError("The file is binary.", "Attach a text.")
    return text.replace("\r\n", "\n")


def _pdf(data: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise DocumentError("The PDF is encrypted.", "Save it without a password.")
    if len(reader.pages) > PAGES:
        raise DocumentError(
            f"The PDF has more than {PAGES} pages.", "Attach the pages you ask about."
        )
    return "\n\n".join(page.extract_text() for page in reader.pages)


def _docx(data: bytes) -> str:
    from io import BytesIO
    from zipfile import ZipFile

    import docx

    with ZipFile(BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > 10 * LARGEST:
            raise DocumentError(
                "The Word document unpacks to too much.", "Attach a shorter document."
            )
    document = docx.Document(BytesIO(data))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + tables)


_READERS = {".txt": _plain, ".md": _plain, ".pdf": _pdf, ".docx": _docx}
