"""Real files of every format, each made by a library, for the tests of reading."""

from __future__ import annotations

import csv
import io
import json
import mailbox
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import fpdf
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TITLE = "Court jails two for life over market bombing"
BODY = "Two men were sentenced to life in prison on Monday for the bombing of a market in which twelve people died."
MORE = "Their lawyers denied that the men had built the bomb and said that they would go to a higher court in spring."
LAST = "A third man was cleared of all charges because, the judge said, nobody had shown that he knew of the plan."
STORY = [BODY, MORE, LAST]


def html_page(paragraphs: list[str], title: str = TITLE, head: str = "") -> str:
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>{title}</h1>{prose}</article></body></html>"
    )


def pdf_bytes(
    pages: list[list[str]],
    *,
    columns: int = 1,
    running: bool = False,
    title: str | None = None,
    author: str | None = None,
    password: str | None = None,
) -> bytes:
    """Pages of paragraphs, in columns, with running heads and page numbers if so asked."""

    class Printed(fpdf.FPDF):
        def header(self) -> None:
            if running:
                self.set_font("Times", size=9)
                self.cell(0, 8, "The Example Post, Friday 24 May 2024", new_x="LMARGIN", new_y="NEXT")

        def footer(self) -> None:
            if running:
                self.set_y(-15)
                self.set_font("Times", size=9)
                self.cell(0, 8, f"Page {self.page_no()}", align="C")

    pdf = Printed()
    pdf.set_creation_date(__import__("datetime").datetime(2020, 1, 2))
    if title:
        pdf.set_title(title)
    if author:
        pdf.set_author(author)
    if password:
        pdf.set_encryption(owner_password=password, user_password=password)
    for paragraphs in pages:
        pdf.add_page()
        pdf.set_font("Times", size=11)
        with pdf.text_columns(ncols=columns, gutter=8, text_align="J") as printed:
            for paragraph in paragraphs:
                with printed.paragraph(bottom_margin=3) as block:
                    block.write(paragraph)
    return bytes(pdf.output())


def docx_bytes(paragraphs: list[str], *, title: str = "", author: str = "") -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.core_properties.title = title
    document.core_properties.author = author
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def message(text: str | None = None, html: str | None = None, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "The Example Post <news@example.org>"
    mail["To"] = "reader@example.org"
    mail["Subject"] = TITLE
    mail["Date"] = "Fri, 24 May 2024 10:40:00 +0000"
    mail["Message-ID"] = "<story-7@example.org>"
    for name, value in headers.items():
        del mail[name]
        mail[name] = value
    if text is not None:
        mail.set_content(text, cte="quoted-printable")
    if html is not None and text is not None:
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
    elif html is not None:
        mail.set_content(html, subtype="html", cte="quoted-printable")
    return mail


def mbox_bytes(messages: list[EmailMessage], folder: Path) -> bytes:
    path = folder / "made.mbox"
    box = mailbox.mbox(str(path))
    for one in messages:
        box.add(one)
    box.close()
    data = path.read_bytes()
    path.unlink()
    return data


def warc_bytes(pages: list[tuple[str, str, str, bytes]], *, gzip: bool = False) -> bytes:
    """Responses of (address, status, kind, content), as a crawler keeps them, each with its request."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    for address, status, kind, content in pages:
        head = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(address, "response", payload=io.BytesIO(content), http_headers=head)
        )
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "example.org")], is_http_request=True)
        writer.write_record(writer.create_warc_record(address, "request", payload=io.BytesIO(b""), http_headers=asked))
    return out.getvalue()


def csv_text(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def zip_bytes(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def of_every_format(folder: Path, paragraphs: list[str] = STORY, title: str = TITLE) -> dict[str, bytes]:
    """One article as a file of each format: name -> content."""
    text = "\n\n".join([title, *paragraphs])
    record = {"title": title, "text": "\n\n".join(paragraphs)}
    page = html_page(paragraphs, title).encode()
    mail = message("\n\n".join(paragraphs), Subject=title)
    return {
        "a.txt": text.encode(),
        "a.md": ("# " + text).encode(),
        "a.html": page,
        "a.json": json.dumps(record).encode(),
        "a.jsonl": json.dumps(record).encode() + b"\n",
        "a.csv": csv_text([record]).encode(),
        "a.tsv": csv_text([record], "\t").encode(),
        "a.pdf": pdf_bytes([[title, *paragraphs]]),
        "a.docx": docx_bytes([title, *paragraphs]),
        "a.eml": mail.as_bytes(),
        "a.mbox": mbox_bytes([mail], folder),
        "a.warc": warc_bytes([("https://example.org/a", "200 OK", "text/html; charset=utf-8", page)]),
        "a.zip": zip_bytes({"inner/a.txt": text.encode()}),
    }
