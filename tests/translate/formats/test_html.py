from dataclasses import replace

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle, Pair, TermUse
from visavis.translate.formats.html import render


def block(kind: str, marker: str, text: str, *spans: tuple[int, int]) -> Block:
    return Block(kind, text, spans or ((0, len(text)),), marker)  # type: ignore[arg-type]


def bilingual(*blocks: Block, **about: str) -> BilingualArticle:
    """The English of each sentence is the French in capitals."""
    pairs = tuple(tuple(Pair(s, s.upper(), "engine") for s in b.segments) for b in blocks)
    return BilingualArticle(Article("Titre", blocks, **about), pairs, "")


def body(html: str) -> str:
    return html.split('<div class="text">')[1].split("</div><footer>")[0]


TWO = block("paragraph", "", "Un.\u202f Deux.", (0, 3), (5, 10))


def test_both_sides_of_a_sentence_are_one_element_that_can_be_named() -> None:
    assert body(render(bilingual(block("heading", "# ", "Titre"), TWO))) == (
        '<div class="block heading" style="--lines:1"><div class="pair" id="p0.0">'
        '<h1 lang="fr">Titre</h1><h1 lang="en">TITRE</h1></div></div>'
        '<div class="block paragraph" style="--lines:2"><div class="pair" id="p1.0">'
        '<p lang="fr">Un.</p><p lang="en">UN.</p></div>'
        '<span class="between" lang="fr">\u202f </span>'
        '<div class="pair" id="p1.1"><p lang="fr">Deux.</p><p lang="en">DEUX.</p></div></div>'
    )


def test_quotes_and_lists_keep_their_shape() -> None:
    article = bilingual(
        block("quote", "> ", "Cité."),
        block("item", "- ", "Un. Deux.", (0, 3), (4, 9)),
        block("item", "2. ", "Trois"),
        block("heading", "### ", "Fin"),
    )
    html = render(article)
    assert '<blockquote class="block quote" style="--lines:1"><div class="pair" id="p0.0">' in html
    assert (
        '<ul><li><div class="block item" style="--lines:2"><div class="pair" id="p1.0">'
        '<p lang="fr"><span class="bullet">•</span>Un.</p>'
        '<p lang="en"><span class="bullet">•</span>UN.</p></div> '
        '<div class="pair" id="p1.1"><p lang="fr">Deux.</p>'
    ) in html
    assert '<p lang="fr"><span class="bullet">2.</span>Trois</p>' in html
    assert '</li></ul><div class="block heading" style="--lines:1">' in html
    assert '<h3 lang="fr">Fin</h3><h3 lang="en">FIN</h3>' in html


def test_the_head_says_where_the_article_comes_from() -> None:
    article = bilingual(
        block("heading", "# ", "Titre"),
        outlet="Gazette & fils",
        date="2025-03-01",
        author="A. B.",
        origin="https://example.org/?a=1&b=2",
    )
    assert render(article).startswith(
        '<article class="parallel" lang="en" data-layout="both"><header><p class="about">'
        '<a href="https://example.org/?a=1&amp;b=2" rel="noreferrer">Gazette &amp; fils</a>'
        " · 1 March 2025 · A. B. · 1 word</p></header>"
    )


def test_an_origin_that_is_no_web_address_is_no_link() -> None:
    html = render(bilingual(TWO, outlet="Gazette", origin="javascript:alert(1)"))
    assert '<p class="about">Gazette · 2 words</p>' in html
    assert "href" not in html


def test_a_title_that_is_no_block_is_shown_all_the_same() -> None:
    assert '<h1 lang="fr">Titre</h1></header>' in render(bilingual(TWO))


def test_an_untranslated_article_is_shown_in_french() -> None:
    pairs = ((Pair("Un.", "", "engine"), Pair("Deux.", "", "engine")),)
    html = render(BilingualArticle(Article("Titre", (TWO,)), pairs, ""))
    assert 'data-layout="french"' in html
    assert '<p lang="fr">Un.</p></div>' in html
    assert '<p lang="en">' not in html
    assert "<footer>" not in html


def test_the_layout_can_be_chosen() -> None:
    assert 'data-layout="interleaved"' in render(bilingual(TWO), "interleaved")


def test_the_foot_counts_what_was_marked_and_cards_are_given_once() -> None:
    said = TermUse(2, "GPU", "GPU", (0, 3), (0, 3), "already")
    missed = TermUse(3, "puce", "chip", (4, 8), None, "missed", "no place for it")
    source = "GPU puce"
    pair = Pair(source, "GPU bug", "engine", -1.0, ("numbers",), (said, missed))
    theirs = replace(pair, provenance="edited", flags=(), terms=())
    article = Article("Titre", (block("paragraph", "", "GPU puce GPU puce", (0, 8), (9, 17)),))
    html = render(BilingualArticle(article, ((pair, theirs),), "model:m-<1>|beam:4"))
    assert (
        '<footer><p class="legend"><span class="term">1 glossary term</span> said'
        ' · <span class="term missed">1 glossary term</span> missed'
        ' · 1 sentence to check<span class="flag"></span>'
        ' · 1 sentence written by a person<span class="made edited"></span></p>'
        '<p class="signature">model:m-&lt;1&gt; · beam:4</p></footer>'
    ) in html
    assert '<div class="pair edited" id="p0.1">' in html
    cards = html.split('<div class="cards" hidden>')[1]
    assert cards.count("<div>") == 4
    assert html.count('data-card="0"') == 2


def test_markup_in_any_field_is_shown_as_text() -> None:
    evil = '<img src=x onerror="alert(1)">'
    article = bilingual(
        block("item", f"1{evil} ", evil),
        block("paragraph", "", evil + "Un.", (len(evil), len(evil) + 3)),
        outlet=evil,
        date=evil,
        author=evil,
        origin=f"https://example.org/{evil}",
    )
    html = render(article)
    assert "<img" not in html.lower()
    assert 'onerror="' not in html
