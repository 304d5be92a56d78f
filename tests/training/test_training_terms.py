"""Links between words, terms inside sentences, and what becomes of both when text changes."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.align import parse, symmetrise
from training.annotate import annotate_example, short_examples, training_examples
from training.augment import augmented, capitals, number_forms, with_address, with_invented_name
from training.example import Example, Line, encode, pieces
from training.terms import Lexicon, dictionary_form, plural, spans, with_article

_LINKS = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)))


def test_parse() -> None:
    assert parse("0-0 12-3\n") == {(0, 0), (12, 3)}
    assert parse("\n") == set()


def test_symmetrise_grows_from_the_intersection_and_fills_bare_words() -> None:
    forward = {(0, 0), (1, 1), (2, 1), (5, 5)}
    backward = {(0, 0), (1, 1), (1, 2), (4, 0)}
    # (2,1) and (1,2) touch (1,1); (5,5) joins two bare words; (4,0) does not, 0 is taken
    assert symmetrise(forward, backward) == {(0, 0), (1, 1), (2, 1), (1, 2), (5, 5)}


@given(_LINKS, _LINKS)
def test_symmetrised_links_lie_between_intersection_and_union(
    forward: set[tuple[int, int]], backward: set[tuple[int, int]]
) -> None:
    links = symmetrise(forward, backward)
    assert forward & backward <= links <= forward | backward


def valuation() -> Example:
    source, target = (
        "La valorisation de la société a triplé.",
        "The company's valuation has tripled.",
    )
    links = {(0, 0), (1, 3), (4, 1), (5, 4), (6, 5), (7, 6)}
    return Example.of(source, target, links)


def test_noun_phrases_and_names_come_alone() -> None:
    rng = random.Random(1)
    short = [one for _ in range(3000) for one in short_examples(valuation(), rng)]
    headings = [one for one in short if one.source.text == "Valorisation"]
    names = [one for one in short if one.source.text == one.target.text]
    assert {(one.target.text, one.links) for one in headings} == {
        ("Valuation", frozenset({(0, 0)}))
    }
    assert len(headings) + len(names) == len(short)
    assert 30 < len(headings) < 100
    assert 3 < len(names) < 40
    assert all(one.source.text[0].isupper() and one.links for one in names)


def test_spans_are_aligned_content_phrases() -> None:
    found = {(s.source, s.target, s.nominal) for s in spans(valuation())}
    assert found == {((1, 2), (3, 4), True), ((6, 7), (5, 6), False)}


@pytest.mark.parametrize(
    ("phrase", "nominal", "starts", "expected"),
    [
        ("funding rounds", True, False, "funding round"),
        ("Companies", True, True, "company"),
        ("GPUs", True, False, "GPUs"),
        ("AI", True, True, "AI"),
        ("raised", False, False, "raise"),
        ("Grok", True, False, "Grok"),
    ],
)
def test_dictionary_form(phrase: str, nominal: bool, starts: bool, expected: str) -> None:
    assert dictionary_form(phrase, nominal, starts) == expected


def test_plurals_and_articles() -> None:
    assert [plural(p) for p in ("funding round", "company", "tax", "fundraising", "GPU")] == [
        "funding rounds",
        "companies",
        "taxes",
        "fundraising",
        "GPU",
    ]
    assert [with_article(w, 0) for w in ("apple", "unit", "xAI", "MRI", "UN")] == [
        "an ",
        "a ",
        "a ",
        "an ",
        "a ",
    ]


def test_an_annotation_keeps_the_target_and_puts_the_term_inline() -> None:
    done = annotate_example(valuation(), Lexicon(), random.Random(2), counterfactual=False)
    assert done.example.target.text == "The company's valuation has tripled."
    assert done.terms
    for french, term, form in done.terms:
        assert f"⟦{french}¦ {term}⟧" in done.example.source.text
        assert form in done.example.target.text


def test_a_counterfactual_term_is_exchanged_in_the_target_too() -> None:
    other = Example.of("Un ordinateur.", "A computer.", {(0, 0), (1, 1)})
    lexicon = Lexicon.of([other, other])
    example = Example.of(
        "Il voit les usines.", "He sees an office and plants.", {(0, 0), (1, 1), (3, 5)}
    )
    done = annotate_example(example, lexicon, random.Random(1), counterfactual=True)
    assert done.counterfactual
    assert done.terms == (("usines", "computer", "computers"),)
    assert done.example.source.text == "Il voit les ⟦usines¦ computer⟧."
    assert done.example.target.text == "He sees an office and computers."


def test_the_article_before_an_exchanged_term_is_repaired() -> None:
    other = Example.of("Un ordinateur.", "A computer.", {(0, 0), (1, 1)})
    example = Example.of("Il voit une usine.", "He sees an office.", {(0, 0), (1, 1), (3, 3)})
    done = annotate_example(example, Lexicon.of([other, other]), random.Random(1), True)
    assert done.example.target.text == "He sees a computer."


def test_half_of_the_examples_are_annotated() -> None:
    rows = [("news", valuation())] * 2000
    rng = random.Random(3)
    texts = [e.source.text for _, e in training_examples(iter(rows), Lexicon(), rng)]
    share = sum("⟦" in t for t in texts) / len(texts)
    assert 0.36 < share < 0.46  # of half, the counterfactual quarter finds no other term here


def test_capitals_keep_words_and_links() -> None:
    changed = capitals(valuation())
    assert changed.source.text == "LA VALORISATION DE LA SOCIÉTÉ A TRIPLÉ."
    assert changed.source.owners == valuation().source.owners
    assert changed.links == valuation().links


def test_number_forms_change_the_source_only() -> None:
    example = Example.of("Les 100 000 puces à 12,5 %", "The 100,000 chips at 12.5%", set())
    seen = {number_forms(example, random.Random(n)).source.text for n in range(20)}
    assert seen == {
        f"Les 100{separator}000 puces à 12{point}5 %" for separator in " '" for point in ",."
    }


def test_joining_shifts_the_links_behind_the_first_example() -> None:
    joined = valuation().joined(valuation())
    assert joined.source.text == f"{valuation().source.text} {valuation().source.text}"
    assert (1, 3) in joined.links
    assert (1 + 8, 3 + 7) in joined.links


def test_addresses_and_names_are_the_same_on_both_sides() -> None:
    linked = with_address(valuation(), random.Random(4))
    tail = linked.source.text.removeprefix(valuation().source.text)
    assert tail
    assert linked.target.text.endswith(tail)
    named = Example.of("Ici Martin dort.", "Here Martin sleeps.", {(0, 0), (1, 1), (2, 2)})
    renamed = with_invented_name(named, random.Random(4))
    name = renamed.source.text.split()[1]
    assert name != "Martin"
    assert renamed.target.text == f"Here {name} sleeps."


@given(st.integers(0, 10_000))
def test_augmented_lines_have_an_owner_for_each_character(seed: int) -> None:
    example = augmented(valuation(), valuation(), random.Random(seed))
    for line in (example.source, example.target):
        assert len(line.text) == len(line.owners)


class _Characters:
    """A tokenizer of single characters, with offsets as SentencePiece gives them."""

    def encode(self, text: str, return_type: str) -> dict[str, list[object]]:
        assert return_type == "offset_mapping"
        return {
            "ids": [ord(char) for char in text],
            "pieces": list(text),
            "offsets": [(at, at + 1) for at in range(len(text))],
        }


def test_pieces_know_their_word_behind_an_accent() -> None:
    line = Line.of("é à b")
    assert pieces(line, _Characters())[1] == [0, -1, 1, -1, 2]
    # As packages up to 1.0 were taught: "é" takes two bytes, and so does "à".
    assert pieces(line, _Characters(), in_bytes=True)[1] == [0, 1, 2, -1, -1]


def test_encode_links_every_piece_of_two_linked_words() -> None:
    source, target, links = encode(Example.of("ab c", "x yz", {(0, 1)}), _Characters())
    assert source == [97, 98, 32, 99]
    assert target == [120, 32, 121, 122]
    assert links == [(2, 0), (2, 1), (3, 0), (3, 1)]
