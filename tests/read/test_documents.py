"""The formats that documents come in, each as a real file made by a library."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import docx
import fpdf
import pytest
from docx.oxml import parse_xml

from kg.read import read_articles
from kg.read.formats import FORMATS
from kg.records import Article, Skipped

from .made import (
    BODY,
    LAST,
    MORE,
    STORY,
    TITLE,
    csv_text,
    docx_bytes,
    html_page,
    mbox_bytes,
    message,
    of_every_format,
    pdf_bytes,
    warc_bytes,
    zip_bytes,
)


def read(folder: Path, name: str, content: bytes | str, **options: object) -> tuple[list[Article], dict[str, str]]:
    """The articles of one file, and what of it was skipped, with the reasons."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = list(read_articles([path], base=folder, **options))  # type: ignore[arg-type]
    articles = [item for item in found if isinstance(item, Article)]
    return articles, {item.location: item.reason for item in found if isinstance(item, Skipped)}


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("packed", [False, True])
def test_one_article_in_every_format_is_one_text(tmp_path: Path, packed: bool) -> None:
    files = of_every_format(tmp_path)
    assert {Path(name).suffix for name in files} == set(FORMATS) - {".text", ".markdown", ".htm", ".xhtml", ".ndjson"}
    for name, data in files.items():
        articles, skipped = read(tmp_path, f"{name}.gz" if packed else name, gzip.compress(data) if packed else data)
        assert skipped == {}, name
        assert [words(article.text) for article in articles] == [words("\n\n".join([TITLE, *STORY]))], name
        assert articles[0].title == TITLE, name
        assert articles[0].text.split("\n\n") == [TITLE, *STORY], name


def test_nobody_waits_for_libraries_of_formats_that_he_does_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY)
    script = (
        "import sys; from kg.read import read_articles; list(read_articles([sys.argv[1]]));"
        "print([m for m in ('trafilatura', 'pypdfium2', 'mammoth', 'warcio', 'email.parser') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "a.txt"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# -- CSV --------------------------------------------------------------------------------------------------------------

ROW = {
    "ID": "7",
    "headline": TITLE,
    "story": f'{BODY}\n\n"{MORE}"',
    "pub_date": "24 May 2024",
    "outlet": "The Example Post",
    "author": "Jane Doe",
    "url": "https://example.org/a",
    "language": "en",
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [ROW, {**ROW, "ID": "8", "story": "Orléans denies it."}]
    data = csv_text(rows, delimiter).encode(encoding)
    (first, second), skipped = read(tmp_path, "a.csv", data, text_field="story")
    assert skipped == {}
    assert first == Article(
        text=f'{TITLE}\n\n{BODY}\n\n"{MORE}"',
        location="a.csv#1",
        given_id="7",
        title=TITLE,
        url="https://example.org/a",
        author="Jane Doe",
        publisher="The Example Post",
        published="2024-05-24",
        language="en",
    )
    assert (second.location, second.text) == ("a.csv#2", f"{TITLE}\n\nOrléans denies it.")


def test_csv_fields_by_map(tmp_path: Path) -> None:
    table = csv_text([{"kop": TITLE, "tekst": BODY, "dag": "24-5-2024"}])
    ours = {"title": "kop", "text": "tekst", "date": "dag"}
    (article,), skipped = read(tmp_path, "a.csv", table, field_map=ours)
    assert (article.title, article.published, skipped) == (TITLE, "2024-05-24", {})


def test_csv_without_text_is_one_problem_that_names_the_columns(tmp_path: Path) -> None:
    articles, skipped = read(tmp_path, "a.csv", csv_text([{"kop": TITLE, "tekst": BODY}] * 50))
    assert articles == []
    assert list(skipped) == ["a.csv"]
    assert "--text-field" in skipped["a.csv"]
    assert "'tekst'" in skipped["a.csv"]


def test_faulty_rows_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    table = f'sep=;\ntitle;text\nOne;{BODY}\n"a"b;c\n;\nTwo;Not quoted; and so cut.\n\nThree;"{MORE}"\nFour;"{LAST}\nFive;x\n'
    articles, skipped = read(tmp_path, "a.csv", table)
    assert [(one.location, one.title) for one in articles] == [("a.csv#1", "One"), ("a.csv#5", "Three")]
    assert list(skipped) == ["a.csv#2", "a.csv#3", "a.csv#4", "a.csv#6"]
    assert "more cells" in skipped["a.csv#4"]
    assert "never closed" in skipped["a.csv#6"]
    assert "line 9" in skipped["a.csv#6"]


def test_csv_of_an_old_mac(tmp_path: Path) -> None:
    (article,), skipped = read(tmp_path, "a.csv", f"title,text\rOne,{BODY.replace(',', '')}\r")
    assert (article.title, skipped) == ("One", {})


# -- PDF --------------------------------------------------------------------------------------------------------------


def flowing(number: int) -> list[str]:
    """Paragraphs that can be told apart, enough of them to fill columns."""
    return [f"{STORY[n % 3]} So it was told for the {n}th time." for n in range(1, number + 1)]


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("running", [False, True])
def test_pdf_in_columns(tmp_path: Path, columns: int, running: bool) -> None:
    story = flowing(30)
    data = pdf_bytes([story[:10], story[10:20], story[20:]], columns=columns, running=running)
    (article,), skipped = read(tmp_path, "a.pdf", data)
    assert skipped == {}
    assert article.text.split("\n\n") == story
    assert article.published is None  # the file was made in 2020, and says nothing of the article


def interleaved(lines: list[str]) -> bytes:
    """Two columns set as some programs do: across the page, line by line; words broken at the ends of lines."""
    pdf = fpdf.FPDF(unit="pt", format="A4")
    pdf.add_page()
    pdf.set_font("Times", size=18)
    pdf.text(50, 60, TITLE)
    pdf.set_font("Times", size=10)
    half = len(lines) // 2
    for row, pair in enumerate(zip(lines[:half], lines[half:], strict=True)):
        for column, line in enumerate(pair):
            pdf.text(50 + 260 * column, 100 + 12 * row, line)
    return bytes(pdf.output())


def test_pdf_columns_that_are_written_across(tmp_path: Path) -> None:
    lines = [
        "Two men were sentenced to life in prison on",
        "Monday for the bombing of a market in which",
        "twelve people died, and for the anti-terror-",
        "ism police it was the end of a long investi-",
        "gation that had begun in the autumn of 2021",
        "and had led them to eleven other countries.",
        "Their lawyers denied that the men had built",
        "the bomb and said that they would go to a",
        "higher court in spring. Nobody in the ex-",
        "minister's office in the capital answered.",
        "The third man, a Franco-Belgian by birth, is",
        "free, and has left the town with his family.",
    ]
    (article,), _ = read(tmp_path, "a.pdf", interleaved(lines))
    assert article.text.split("\n\n")[0] == TITLE
    assert words(article.text).endswith(
        "and for the anti-terrorism police it was the end of a long investigation that had begun in the autumn of 2021 "
        "and had led them to eleven other countries. Their lawyers denied that the men had built the bomb and said that "
        "they would go to a higher court in spring. Nobody in the ex-minister's office in the capital answered. The "
        "third man, a Franco-Belgian by birth, is free, and has left the town with his family."
    )


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        (TITLE, "Jane Doe", (TITLE, "Jane Doe")),
        ("Microsoft Word - story_v2.doc", "jdoe", (TITLE, None)),
        (None, None, (TITLE, None)),
    ],
)
def test_pdf_properties(
    tmp_path: Path, title: str | None, author: str | None, expected: tuple[str | None, str | None]
) -> None:
    (article,), _ = read(tmp_path, "a.pdf", pdf_bytes([[TITLE, *STORY]], title=title, author=author))
    assert (article.title, article.author) == expected


def test_a_locked_pdf_a_scan_and_a_broken_one_are_named(tmp_path: Path) -> None:
    assert "password" in read(tmp_path, "a.pdf", pdf_bytes([STORY], password="x"))[1]["a.pdf"]
    picture = tmp_path / "scan.png"
    from PIL import Image

    Image.new("L", (60, 80), 200).save(picture)
    pdf = fpdf.FPDF()
    pdf.add_page()
    pdf.image(picture)
    assert "OCR" in read(tmp_path, "a.pdf", bytes(pdf.output()))[1]["a.pdf"]
    pdf = fpdf.FPDF()
    pdf.add_page()
    pdf.set_font("Times", size=11)
    pdf.multi_cell(0, 6, BODY)
    pdf.add_page()
    pdf.image(picture)
    (article,), skipped = read(tmp_path, "a.pdf", bytes(pdf.output()))
    assert words(article.text) == BODY
    assert "page 2 is scanned" in skipped["a.pdf"]
    assert "damaged PDF" in read(tmp_path, "a.pdf", pdf_bytes([STORY])[:300])[1]["a.pdf"]


def test_a_book_of_500_pages_is_named_and_read_when_the_limit_is_raised(tmp_path: Path) -> None:
    from kg.limits import Limits

    pages = [[f"Page {n} tells this. {word * 12}" for word in STORY] for n in range(500)]
    data = pdf_bytes(pages)
    articles, skipped = read(tmp_path, "a.pdf", data)
    assert articles == []
    assert "--max-characters" in skipped["a.pdf"]
    (article,), skipped = read(tmp_path, "a.pdf", data, limits=Limits(characters=5_000_000))
    assert skipped == {}
    assert all(f"Page {n} tells" in article.text for n in range(500))


# -- Word -------------------------------------------------------------------------------------------------------------


def test_docx(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    changed = document.add_paragraph("Two men were ")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for xml in (
        f'<w:del {space} w:id="1" w:author="x"><w:r><w:delText>not </w:delText></w:r></w:del>',
        f'<w:ins {space} w:id="2" w:author="x"><w:r><w:t>jailed.</w:t></w:r></w:ins>',
    ):
        changed._p.append(parse_xml(xml))
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Killed", "12"
    document.sections[0].header.paragraphs[0].text = "Draft, not for print"
    document.core_properties.title = TITLE
    document.core_properties.author = "Jane Doe"
    out = io.BytesIO()
    document.save(out)
    (article,), skipped = read(tmp_path, "a.docx", out.getvalue())
    assert skipped == {}
    assert article.text.split("\n\n")[:2] == [TITLE, "Two men were jailed."]
    assert "Killed" in article.text
    assert "Draft" not in article.text
    assert (article.title, article.author, article.published) == (TITLE, "Jane Doe", None)


def test_locked_old_and_damaged_word_documents_are_named(tmp_path: Path) -> None:
    assert "password" in read(tmp_path, "a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)[1]["a.docx"]
    assert "damaged Word" in read(tmp_path, "a.docx", docx_bytes(STORY)[:-200])[1]["a.docx"]
    assert "Word document" in read(tmp_path, "a.docx", b"hello")[1]["a.docx"]


# -- mail -------------------------------------------------------------------------------------------------------------


def test_mail(tmp_path: Path) -> None:
    mail = message(f"“Ça va,” said the mayor of Orléans.\n\n{BODY}")
    (article,), skipped = read(tmp_path, "a.eml", mail.as_bytes())
    assert skipped == {}
    assert article == Article(
        text=f"{TITLE}\n\n“Ça va,” said the mayor of Orléans.\n\n{BODY}",
        location="a.eml",
        given_id="story-7@example.org",
        title=TITLE,
        author="The Example Post",
        published="2024-05-24",
        language="en",
    )


@pytest.mark.parametrize(
    "mail",
    [
        message(html=f"<table><tr><td><p>{BODY}</p></td><td><p>{MORE}</p></td></tr></table>"),
        message("Open this mail in your browser.", f"<div>{BODY}</div><div>{MORE}</div>"),
        message(f"{BODY}\n\n{MORE}", f"<p>{BODY}</p><p>{MORE}</p><p>Unsubscribe</p>"),
    ],
)
def test_the_words_of_a_mail_are_those_that_are_shown(tmp_path: Path, mail: EmailMessage) -> None:
    (article,), skipped = read(tmp_path, "a.eml", mail.as_bytes())
    assert (article.text.split("\n\n"), skipped) == ([TITLE, BODY, MORE], {})


@pytest.mark.parametrize(("declared", "real"), [("us-ascii", "utf-8"), ("utf-8", "cp1252"), ("x-unknown", "utf-8")])
def test_mail_that_declares_the_wrong_encoding(tmp_path: Path, declared: str, real: str) -> None:
    text = "“We deny it,” said the mayor of Orléans, and left the town hall by the door at the back of the house."
    head = f"From: a@example.org\nSubject: x y z\nContent-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit"
    (article,), _ = read(tmp_path, "a.eml", f"{head}\n\n{text}\n".encode(real))
    assert article.text.endswith(text)


def test_what_is_attached_is_read_or_named(tmp_path: Path) -> None:
    inner = message(LAST, Subject="The judge's words")
    mail = message("See attached.")
    mail.add_attachment(pdf_bytes([[BODY]]), maintype="application", subtype="pdf", filename="release.pdf")
    mail.add_attachment(
        docx_bytes([MORE]), maintype="application", subtype="octet-stream", filename="../../etc/release.docx"
    )
    mail.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="logo.png")
    mail.add_attachment(b"x", maintype="application", subtype="vnd.ms-excel", filename="figures\x1b[31m.xls")
    mail.add_attachment(inner)
    articles, skipped = read(tmp_path, "a.eml", mail.as_bytes())
    assert [(one.location, words(one.text)) for one in articles] == [
        ("a.eml", f"{TITLE} See attached."),
        ("a.eml#1", BODY),
        ("a.eml#2", MORE),
        ("a.eml#4", f"The judge's words {LAST}"),
    ]
    assert list(skipped) == ["a.eml#3"]
    assert ".xls" in skipped["a.eml#3"]


def test_mbox(tmp_path: Path) -> None:
    second = message(f"{MORE}\n\nFrom then on nobody spoke.")
    second.add_attachment(pdf_bytes([[LAST]]), maintype="application", subtype="pdf", filename="x.pdf")
    data = mbox_bytes([message(BODY), second, message(LAST)], tmp_path)
    articles, skipped = read(tmp_path, "a.mbox", data)
    assert skipped == {}
    assert [(one.location, one.text.split("\n\n")[-1]) for one in articles] == [
        ("a.mbox#1", BODY),
        ("a.mbox#2", "From then on nobody spoke."),
        ("a.mbox#2.1", LAST),
        ("a.mbox#3", LAST),
    ]
    assert "mailbox" in read(tmp_path, "b.mbox", b"hello\n")[1]["b.mbox"]


# -- web archives -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True])
def test_warc(tmp_path: Path, packed: bool) -> None:
    page, other = html_page([BODY, MORE, LAST]), html_page([LAST, MORE, BODY], "Judge frees third man")
    canonical = html_page(STORY, head='<link rel="canonical" href="https://example.org/own">')
    pages = [
        ("https://example.org/a", "200 OK", "text/html; charset=utf-8", page.encode()),
        ("https://example.org/x.css", "200 OK", "text/css", b"p {}"),
        ("https://example.org/gone", "404 Not Found", "text/html", page.encode()),
        ("https://example.org/empty", "200 OK", "text/html", b"<html><body></body></html>"),
        ("https://example.org/b", "200 OK", "text/html", other.encode("cp1252")),
        ("https://example.org/c", "200 OK", "application/xhtml+xml", canonical.encode()),
    ]
    articles, skipped = read(tmp_path, "a.warc.gz" if packed else "a.warc", warc_bytes(pages, gzip=packed))
    name = "a.warc.gz" if packed else "a.warc"
    assert [(one.location, one.url, one.title, one.published) for one in articles] == [
        (f"{name}#1", "https://example.org/a", TITLE, None),
        (f"{name}#3", "https://example.org/b", "Judge frees third man", None),
        (f"{name}#4", "https://example.org/own", TITLE, None),
    ]
    assert list(skipped) == [f"{name}#2"]
    assert "https://example.org/empty" in skipped[f"{name}#2"]


def test_a_damaged_warc_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    page = html_page(STORY).encode()
    data = warc_bytes([(f"https://example.org/{n}", "200 OK", "text/html", page) for n in range(3)])
    articles, skipped = read(tmp_path, "a.warc", data[: len(data) * 2 // 3] + b"\nrubbish" * 50)
    assert articles
    assert skipped
    assert "web archive" in read(tmp_path, "b.warc", b"WARC/1.0\r\n")[1]["b.warc"]


# -- archives ---------------------------------------------------------------------------------------------------------


def test_zip(tmp_path: Path) -> None:
    record = json.dumps({"text": LAST})
    data = zip_bytes(
        {
            "b/two.txt": MORE.encode(),
            "a.txt": BODY.encode(),
            "a.txt.meta.json": json.dumps({"outlet": "The Example Post", "date": "2024-05-24"}).encode(),
            "many.jsonl.gz": gzip.compress(f"{record}\n{record}\n".encode()),
            "__MACOSX/x": b"",
            ".hidden.txt": b"x",
            "b/": b"",
            "more.zip": zip_bytes({"x.txt": BODY.encode()}),
            "../../etc/passwd": b"x",
            "pic.png": b"\x89PNG",
        }
    )
    articles, skipped = read(tmp_path, "a.zip", data)
    assert [(one.location, one.text) for one in articles] == [
        ("a.zip!/a.txt", BODY),
        ("a.zip!/b/two.txt", MORE),
        ("a.zip!/many.jsonl.gz#1", LAST),
        ("a.zip!/many.jsonl.gz#2", LAST),
    ]
    assert (articles[0].publisher, articles[0].published) == ("The Example Post", "2024-05-24")
    assert {name: reason.split(":")[0] for name, reason in skipped.items()} == {
        "a.zip!/more.zip": "is an archive inside an archive",
        "a.zip!/pic.png": "is in a format that cannot be read (.png)",
    }


def test_a_zip_with_a_password_is_named(tmp_path: Path) -> None:
    data = bytearray(zip_bytes({"a.txt": BODY.encode()}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert "password" in read(tmp_path, "a.zip", bytes(data))[1]["a.zip!/a.txt"]


# -- what the content says against the name ------------------------------------------------------------------------


def test_what_is_told_by_its_beginning_is_read_under_any_name(tmp_path: Path) -> None:
    (article,), _ = read(tmp_path, "a.txt", pdf_bytes([STORY]))
    assert article.text.split("\n\n") == STORY
    (article,), _ = read(tmp_path, "a.pdf", html_page(STORY))
    assert article.text.split("\n\n") == [TITLE, *STORY]
    (article,), _ = read(tmp_path, "a.txt", gzip.compress(BODY.encode()))
    assert article.text == BODY
    (article,), _ = read(tmp_path, "a.txt.gz", BODY)
    assert article.text == BODY
    assert "no PDF" in read(tmp_path, "a.pdf", "hello")[1]["a.pdf"]
    assert "suffix .zip" in read(tmp_path, "a.txt", zip_bytes({"a.txt": b"x"}))[1]["a.txt"]
