from visavis.corpus.article import Article, Block
from visavis.reader.wording import count, host, notice, readable_date, words


def test_words_are_those_of_the_sentences_title_included() -> None:
    blocks = (
        Block("heading", "Un titre", ((0, 8),), "# "),
        Block("paragraph", "Une phrase ? Encore une.", ((0, 12), (13, 24))),
    )
    assert words(Article("Un titre", blocks)) == 6


def test_counts_agree_with_their_noun() -> None:
    assert [count(n, "word") for n in (0, 1, 2, 1234)] == [
        "0 words",
        "1 word",
        "2 words",
        "1,234 words",
    ]


def test_dates_are_written_out_and_other_text_is_left_alone() -> None:
    assert readable_date("2025-03-01") == "1 March 2025"
    assert readable_date("mars 2025") == "mars 2025"
    assert readable_date("") == ""


def test_only_web_addresses_become_links() -> None:
    assert host("https://example.org/a?b=c") == "example.org"
    assert host("javascript:alert(1)") == ""
    assert host("data:text/html,<script>") == ""
    assert host("file:///etc/passwd") == ""
    assert host("//example.org") == ""
    assert host("https://[bad") == ""
    assert host("reçu par courriel") == ""


def test_a_notice_shows_what_it_quotes() -> None:
    assert notice("Read <b>this</b>", ["row 2: `a` & $b$"], kind="problem") == (
        '<div class="notice problem" role="alert"><p>Read &lt;b&gt;this&lt;/b&gt;</p>'
        "<ul><li>row 2: `a` &amp; $b$</li></ul></div>"
    )
    assert notice("Saved") == '<div class="notice note" role="status"><p>Saved</p></div>'
