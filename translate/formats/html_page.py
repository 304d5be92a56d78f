"""A bilingual article as one HTML file that needs nothing else: no network, no fonts, no app.

It is the article of `translate.formats.html` with its style and its script inside; a policy in the
page keeps the browser from loading or running anything else.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape

from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.formats.html import SCRIPT, STYLE, render

_STYLE = """
html { color-scheme: light dark; background: light-dark(#fdfcfa, #191b1e); }
body { margin: 0; padding: clamp(1rem, 4vw, 3rem); color: light-dark(#22242a, #dcdde0); }
@media print {
  html { color-scheme: only light; background: none; }
  body { padding: 0; }
}
"""
_START = """
mount(document.querySelector(".parallel"), { key: location.pathname });
"""


def to_html_page(article: BilingualArticle) -> str:
    """The whole file; equal articles give equal text."""
    style = STYLE + _STYLE
    script = SCRIPT + _START
    # Blocks say their length in a `style` attribute, and only there may anything unnamed stand.
    policy = (
        f"default-src 'none'; style-src-elem {_hash(style)}; style-src-attr 'unsafe-inline'; "
        f"script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    return (
        "<!doctype html>\n"
        '<html lang="en">\n'
        "<head>\n"
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="generator" content="visavis">\n'
        f"<title>{escape(_title(article))}</title>\n"
        f"<style>{style}</style>\n"
        "</head>\n"
        "<body>\n"
        f"{render(article)}\n"
        f'<script type="module">{script}</script>\n'
        "</body>\n"
        "</html>\n"
    )


def _title(article: BilingualArticle) -> str:
    """The English title, where there is one, and the French."""
    english = next((pairs for block, pairs in article.blocks if block.level == 1), ())
    titles = (" ".join(pair.target for pair in english), article.article.title)
    return " · ".join(dict.fromkeys(filter(str.strip, titles))) or "Article"


def _hash(text: str) -> str:
    """How a policy names the one style or script that it lets through."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
