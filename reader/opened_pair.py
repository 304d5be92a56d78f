"""A pair while a person has it open: what they saw at first, and what they asked since."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import Literal

from visavis.corpus.errors import VisavisError
from visavis.reader import workspace
from visavis.translate.bilingual.pairs import Pair
from visavis.translate.glossary.file import EMPTY, Glossary
from visavis.translate.memory.store import Kept
from visavis.translate.review.editing import examine
from visavis.translate.translator import Translator

_numbers = itertools.count()

Question = Literal["", "blank", "invisible", "conflict", "glossary"]
"""What the person has to decide before anything is stored."""


@dataclass
class OpenedPair:
    """`number` keeps the widgets of two openings apart.

    `kept` and the rows of `translator` are what the person saw; `problem` says why nothing can be
    translated; `machine` is the machine's target where another
    stands, `maker` the signature and the moment of the machine's, `current` whether it is that of
    the present model and rows. `theirs` is what someone else wrote meanwhile, `touched` the stored
    sentences that a new row concerns, `said` a message about it as HTML. `failed` says why nothing
    was stored, `done` what was, after which the panel closes.
    """

    number: int
    pair: Pair
    kept: Kept | None
    machine: Pair | None
    maker: tuple[str, int] | None
    current: bool
    translator: Translator
    problem: str = ""
    question: Question = ""
    theirs: Kept | None = None
    touched: tuple[str, ...] = ()
    said: str = ""
    failed: str = ""
    done: str = ""
    found: dict[tuple[str, str], tuple[Pair, ...]] = field(default_factory=dict)
    unaided: Pair | None = None

    @property
    def source(self) -> str:
        """The French."""
        return self.pair.source

    @property
    def glossary(self) -> Glossary:
        """The rows that the person saw."""
        return self.translator.glossary

    def compared(self) -> Pair:
        """The pair with what the model says without the glossary, asked for when it is not known.

        A model that is told the terms at once says nothing else first.
        """
        pair = self.pair
        if pair.plain or self.problem or not any(use.method for use in pair.terms):
            return pair
        if self.unaided is None:
            self.unaided = self.translator.using().translate(self.source)
        if self.unaided.target == pair.target:
            return pair
        return replace(pair, plain=self.unaided.target, plain_score=self.unaided.score)

    def examined(self, text: str) -> Pair:
        """A text in the place of the English, as a pair."""
        if text == self.pair.target and not self.kept:
            return self.pair
        return examine(self.translator, self.source, text)

    def key(self, name: str) -> str:
        """The key of a widget of this opening."""
        return f"pair-{name}-{self.number}"


def open_pair(pair: Pair) -> OpenedPair:
    """What there is to say of a pair as it stands in an article."""
    problem, rows = "", EMPTY
    try:
        rows = workspace.glossary()
        workspace.engine()
    except VisavisError as error:
        problem = str(error)
    memory, translator = workspace.memory(), workspace.translator(rows)
    kept = memory.kept([pair.source]).get(pair.source)
    _, key = translator.key(pair.source)
    maker = None if problem else memory.maker(pair.source, key)
    return OpenedPair(
        next(_numbers),
        pair,
        kept,
        memory.latest([pair.source]).get(pair.source) if kept else None,
        maker or memory.maker(pair.source),
        maker is not None,
        translator,
        problem,
    )
