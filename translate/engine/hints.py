"""Terms given to the model inline: the source, annotated with the English to say for some words.

A model trained on such sources copies the English into its translation and inflects it (Dinu et
al. 2019, "Training Neural Machine Translation to Apply Terminology Constraints").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from visavis.corpus.article import Span
from visavis.translate.bilingual.tokens import Tokens

Hint = tuple[Span, str]
"""A span of a source and the English to say for it."""


def annotated(source: str, hints: Sequence[Hint], marks: tuple[str, str, str]) -> str:
    """The source with its hints inline: `La ⟦valorisation¦ valuation⟧ de xAI`.

    Hints are in order and do not overlap.
    """
    opening, middle, closing = marks
    text, cursor = "", 0
    for (start, end), english in hints:
        text += source[cursor:start] + opening + source[start:end] + middle + english + closing
        cursor = end
    return text + source[cursor:]


def annotated_tokens(
    source: str,
    hints: Sequence[Hint],
    marks: tuple[str, str, str],
    encode: Callable[[str], Tokens],
) -> Tokens:
    """The tokens of an annotated source, with their spans in the source without annotation.

    Marks, French and English of an annotation stand for all the words that it annotates: so the
    model was taught to align them. `encode` gives tokens with the spans that alignment reads.
    """
    tokens = encode(annotated(source, hints, marks))
    around = sum(map(len, marks))
    places: list[Span] = []
    cursor = 0
    for (start, end), english in hints:
        places += ((at, at + 1) for at in range(cursor, start))
        places += [(start, end)] * (around + end - start + len(english))
        cursor = end
    places += ((at, at + 1) for at in range(cursor, len(source) + 1))
    # Places never go back, so the first and the last character tell.
    spans = [(places[a][0], places[b - 1][1] if b > a else places[a][0]) for a, b in tokens.spans]
    return Tokens(source, tokens.pieces, spans)
