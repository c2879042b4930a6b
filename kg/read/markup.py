"""Fragments of HTML, as records of content systems and Markdown files have them: the words without the tags."""

from __future__ import annotations

import re

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]

_TAG = re.compile(r"</?(?:p|br|div|span|a|h[1-6]|ul|ol|li|blockquote|strong|em|b|i|figure|img)(?:\s[^<>]*)?/?>", re.I)
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table tr section article figure figcaption hr".split()  # noqa: SIM905
)
_UNSEEN = "script", "style", "iframe", "noscript", "template"
_SPACE = re.compile(r"\s+")


def is_markup(text: str) -> bool:
    """Whether a text is meant to be read without its tags: it has several that only HTML has.

    >>> is_markup("<p>They deny it.</p>"), is_markup("He wrote <i>.")
    (True, False)
    """
    return len(_TAG.findall(text, 0, 20_000)) >= 2


def strip_tags(html: str) -> str:
    """The words of a fragment, with a blank line between blocks.

    >>> strip_tags("<p>They <b>deny</b>\\nit.</p><p>All &amp; sundry.<br>Really.</p><script>x</script>")
    'They deny it.\\n\\nAll & sundry.\\nReally.'
    """
    try:
        tree = lxml.html.fragment_fromstring(html, create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return ""  # nothing but a comment, or a tag that only closes
    lxml.etree.strip_elements(tree, lxml.etree.Comment, *_UNSEEN, with_tail=False)
    for element in tree.iter():
        element.text = _SPACE.sub(" ", element.text or "")
        element.tail = _SPACE.sub(" ", element.tail or "")
        if element.tag == "br" or element.tag in ("td", "th"):
            element.tail = "\n" + element.tail.lstrip()
        elif element.tag in _BLOCKS:
            element.text = "\n\n" + element.text.lstrip()
            element.tail = "\n\n" + element.tail.lstrip()
    lines = (line.strip(" ") for line in str(tree.text_content()).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
