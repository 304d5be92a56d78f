from corpus.article import Article, Block
from translate.bilingual import BilingualArticle, Pair, TermUse
from translate.formats.html import render, untranslated


def block(kind: str, marker: str, text: str, *spans: tuple[int, int]) -> Block:
    return Block(kind, text, spans or ((0, len(text)),), marker)  # type: ignore[arg-type]


def bilingual(*blocks: Block, **about: str) -> BilingualArticle:
    """The English of each sentence is the French in capitals."""
    pairs = tuple(tuple(Pair(s, s.upper(), "engine") for s in b.segments) for b in blocks)
    return BilingualArticle(Article("Titre", blocks, **about), pairs, "")


def body(html: str) -> str:
    return html.split("</header>")[1].removesuffix("</article>")


TWO = block("paragraph", "", "Un.\u202f Deux.", (0, 3), (5, 10))


def test_both_sides_of_a_sentence_are_one_row() -> None:
    assert body(render(bilingual(block("heading", "# ", "Titre"), TWO))) == (
        '<div class="block heading"><div class="pair" tabindex="0">'
        '<h1 lang="fr">Titre</h1><h1 lang="en">TITRE</h1></div></div>'
        '<div class="block paragraph"><div class="pair" tabindex="0">'
        '<p lang="fr">Un.</p><p lang="en">UN.</p></div>'
        '<div class="pair" tabindex="0"><p lang="fr">Deux.</p><p lang="en">DEUX.</p></div></div>'
    )


def test_one_side_alone_is_running_text() -> None:
    article = bilingual(block("heading", "# ", "Titre"), TWO)
    assert '<article class="parallel fr">' in render(article, "fr")
    assert body(render(article, "fr")).endswith(
        '<p lang="fr"><span class="pair" tabindex="0">Un.</span>\u202f '
        '<span class="pair" tabindex="0">Deux.</span></p></div>'
    )
    assert body(render(article, "en")).endswith(
        '<p lang="en"><span class="pair" tabindex="0">UN.</span> '
        '<span class="pair" tabindex="0">DEUX.</span></p></div>'
    )


def test_quotes_and_lists_keep_their_shape() -> None:
    article = bilingual(
        block("quote", "> ", "Cité."),
        block("item", "- ", "Un"),
        block("item", "2. ", "Deux"),
        block("heading", "### ", "Fin"),
    )
    assert body(render(article, "en")).split("Titre</h1>")[-1] == (
        '<blockquote class="block quote"><p lang="en">'
        '<span class="pair" tabindex="0">CITÉ.</span></p></blockquote>'
        '<ul><li><div class="block item"><p lang="en"><span class="bullet">•</span>'
        '<span class="pair" tabindex="0">UN</span></p></div></li>'
        '<li><div class="block item"><p lang="en"><span class="bullet">2.</span>'
        '<span class="pair" tabindex="0">DEUX</span></p></div></li></ul>'
        '<div class="block heading"><h3 lang="en">'
        '<span class="pair" tabindex="0">FIN</span></h3></div>'
    )


def test_the_head_says_where_the_article_comes_from() -> None:
    article = bilingual(
        block("heading", "# ", "Titre"),
        outlet="Gazette & fils",
        date="2025-03-01",
        author="A. B.",
        origin="https://example.org/?a=1&b=2",
    )
    assert render(article).startswith(
        '<article class="parallel both"><header><p class="about">'
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
    html = render(untranslated(Article("Titre", (TWO,))), "fr")
    assert ">Un.</span>" in html
    assert "<footer>" not in html


def test_the_foot_counts_what_was_marked() -> None:
    said = TermUse(2, "GPU", "GPU", (0, 3), (0, 3), "already")
    missed = TermUse(3, "puce", "chip", (4, 8), None, "missed", "no place for it")
    source = "GPU puce"
    pairs = ((Pair(source, "GPU bug", "engine", -1.0, ("numbers",), (said, missed)),),)
    article = Article("Titre", (block("paragraph", "", source),))
    html = render(BilingualArticle(article, pairs, "model:m-<1>|beam:4"))
    assert html.endswith(
        '<footer><p><span class="term">1 glossary term</span> said'
        ' · <span class="term missed">1 glossary term</span> missed'
        ' · 1 sentence to check<span class="flag"></span></p>'
        '<p class="signature">model:m-&lt;1&gt; · beam:4</p></footer></article>'
    )


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
    for view in ("both", "fr", "en"):
        html = render(article, view)
        assert "<img" not in html.lower()
        assert 'onerror="' not in html
