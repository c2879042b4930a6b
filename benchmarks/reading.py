"""How fast a folder of web pages is read, and what memory that takes.

    python benchmarks/reading.py                # 2,000 pages: reading alone
    python benchmarks/reading.py --build        # the whole of `kg build` too
    python benchmarks/reading.py --pages 100    # a try
    python benchmarks/reading.py --large 200    # files of many records, 200 MB each: is memory flat in their size?

The pages are made up of sentences of the project's own, in ten styles of site, with menus, related links and adverts
around them; each is another text. Every measurement runs in a process of its own, with one worker, so that peak memory
is that of the measured thing. Run it on a machine that does nothing else: the figures are of wall-clock time.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PLACES = "Nairobi Lisbon Vienna Oslo Ghent Kampala Tallinn Lima Hanoi Quito Dakar Riga".split()  # noqa: SIM905
PEOPLE = [
    "Anna Lund",
    "Pedro Alves",
    "Omar Haddad",
    "Karin Berg",
    "Jonas Weiss",
    "Mary Otieno",
    "Ivan Petrov",
    "Lea Roy",
]
GROUPS = ["the interior ministry", "the Northern Front", "the teachers' union", "the port authority", "the opposition"]
SENTENCES = [
    "{person} denied on {day} that {group} had ordered the attack in {place}, in which {n} people died.",
    "Police in {place} arrested {m} men over the bombing of a market and said that {group} had paid them.",
    "{group} claimed responsibility in a statement that was read out on local radio late on {day}.",
    '"We had nothing to do with it," {person} told reporters in {place} after a meeting that lasted {m} hours.',
    "{person}, a spokesman for {group}, accused the government of {place} of hiding how many people were injured.",
    "The court in {place} sentenced {person} to {m} years in prison for planning the explosion at the station.",
    "Witnesses said that {n} people had been standing on the square when the first shots were fired.",
    "{person} will travel to {place} next week, where {group} has called for a strike of all public servants.",
]
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
STYLES = [
    "<article><h1>{title}</h1><p class='byline'>By {person}</p>{body}</article>",
    "<main><div class='story'><h1>{title}</h1>{body}</div></main>",
    "<div id='content'><h2>{title}</h2><time datetime='{date}'>{date}</time>{body}</div>",
    "<div class='post'><div class='entry-content'><h1>{title}</h1>{body}</div></div>",
    "<section itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop='headline'>{title}</h1>{body}</section>",
    "<table><tr><td><ul><li><a href='/'>Home</a></li></ul></td><td><h1>{title}</h1>{body}</td></tr></table>",
    "<div class='layout'><div class='col'><h1>{title}</h1><figure><img src='x.jpg' alt=''></figure>{body}</div></div>",
    "<article class='article'><header><h1>{title}</h1></header><div class='article-body'>{body}</div></article>",
    "<div role='main'><h1>{title}</h1><div class='share'><a>Share</a><a>Tweet</a></div>{body}</div>",
    "<body><h1>{title}</h1>{body}<div class='comments'><h3>Comments</h3><p>First!</p></div></body>",
]


def make_pages(folder: Path, count: int) -> None:
    """Write so many pages; the same for the same number."""
    for number in range(count):
        chance = random.Random(number)
        facts = {
            "person": chance.choice(PEOPLE),
            "date": f"2024-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
            "title": f"{chance.choice(PEOPLE)} denies part in {chance.choice(PLACES)} attack no. {number}",
        }

        def sentence(chance: random.Random = chance) -> str:
            return chance.choice(SENTENCES).format(
                person=chance.choice(PEOPLE),
                group=chance.choice(GROUPS),
                place=chance.choice(PLACES),
                day=chance.choice(DAYS),
                n=chance.randrange(2, 90),
                m=chance.randrange(2, 20),
            )

        paragraphs = [
            " ".join(sentence() for _ in range(chance.randrange(2, 5))) for _ in range(chance.randrange(6, 14))
        ]
        body = "".join(f"<p>{paragraph[0].upper()}{paragraph[1:]}</p>" for paragraph in paragraphs)
        menu = "".join(f"<li><a href='/{place.lower()}'>{place}</a></li>" for place in PLACES)
        related = "".join(f"<li><a href='/{n}'>{sentence()[:60]}</a></li>" for n in range(8))
        linked = json.dumps(
            {
                "@type": "NewsArticle",
                "headline": facts["title"],
                "datePublished": facts["date"],
                "author": {"name": facts["person"]},
                "publisher": {"name": f"Example Post {number % 10}"},
            }
        )
        main_part = STYLES[number % len(STYLES)].format(body=body, **facts)
        page = (
            f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{facts['title']}</title>"
            f"<script type='application/ld+json'>{linked}</script></head><body><nav><ul>{menu}</ul></nav>"
            f"{main_part}<aside><h3>Related</h3><ul>{related}</ul></aside>"
            f"<footer>© Example Post. All rights reserved. <a href='/'>Privacy</a></footer></body></html>"
        )
        (folder / f"{number:05}.html").write_text(page, encoding="utf-8")


def write_large(path: Path, megabytes: int) -> None:
    """Write a file of many records, so large."""
    number = 0
    with path.open("wb") as out:
        warc = WARCWriter(out, gzip=False) if path.suffix == ".warc" else None
        out.write({".csv": b"id,title,text\n", ".json": b"["}.get(path.suffix, b""))
        while out.tell() < megabytes * 2**20:
            number += 1
            chance = random.Random(number)
            text = "\n\n".join(chance.choice(SENTENCES) for _ in range(40)) + f"\n\nStory {number} ends."
            record = json.dumps({"id": number, "title": f"Story {number}", "text": text}).encode()
            if path.suffix == ".jsonl":
                out.write(record + b"\n")
            elif path.suffix == ".json":
                out.write(b"," * (number > 1) + record)
            elif path.suffix == ".csv":
                out.write(f'{number},Story {number},"{text.replace(chr(34), chr(34) * 2)}"\n'.encode())
            elif path.suffix == ".mbox":
                mail = EmailMessage()
                mail["From"], mail["Subject"] = "a@example.org", f"Story {number}"
                mail.set_content(text)
                out.write(b"From a@example.org Fri May 24 10:40:00 2024\n" + mail.as_bytes() + b"\n")
            elif warc is not None:
                page = "<html><body><article>" + "".join(f"<p>{line}</p>" for line in text.split("\n\n"))
                head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
                address = f"https://example.org/{number}"
                answer = io.BytesIO(page.encode())
                warc.write_record(warc.create_warc_record(address, "response", payload=answer, http_headers=head))
        out.write(b"]" if path.suffix == ".json" else b"")


def measure_read(folder: Path) -> int:
    """Read all pages, or one large file; gives how many articles they are."""
    from kg.read import read_articles
    from kg.records import Article

    return sum(isinstance(item, Article) for item in read_articles([folder], base=folder))


def measure_build(folder: Path) -> int:
    """Build the graph of all pages; gives how many documents it has."""
    from kg.build import run_build

    return run_build([folder], workspace=folder.parent / "kg-workspace").documents


MEASURES = {"read": measure_read, "build": measure_build}


def main() -> None:
    """Make the pages, and measure each part in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000, help="how many pages (default: 2000)")
    parser.add_argument("--build", action="store_true", help="measure `kg build` too")
    parser.add_argument("--large", type=int, metavar="MB", help="read files of many records, so large each")
    parser.add_argument("--measure", nargs=2, metavar=("PART", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        part, folder = options.measure
        start = time.perf_counter()
        count = MEASURES[part](Path(folder))
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        print(
            f"{part}: {count} articles in {seconds:.1f} s, {count / seconds:.1f} articles/s, peak memory {peak:.0f} MB"
        )
        return
    with tempfile.TemporaryDirectory() as temporary:
        if options.large:
            for suffix in ("jsonl", "json", "csv", "mbox", "warc"):
                path = Path(temporary) / f"large.{suffix}"
                write_large(path, options.large)
                print(f"{suffix}, {options.large} MB: ", end="", flush=True)
                subprocess.run([sys.executable, __file__, "--measure", "read", path], check=True)
                path.unlink()
            return
        folder = Path(temporary) / "pages"
        folder.mkdir()
        make_pages(folder, options.pages)
        size = sum(page.stat().st_size for page in folder.iterdir()) / 2**20
        print(f"{options.pages} pages, {size:.1f} MB; load of the machine {os.getloadavg()[0]:.1f}", flush=True)
        for part in ("read", "build") if options.build else ("read",):
            subprocess.run([sys.executable, __file__, "--measure", part, folder], check=True)


if __name__ == "__main__":
    main()
