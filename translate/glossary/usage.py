"""How often each row of a glossary occurs in the articles, and what became of it there.

Counts what the rows of today match, and takes the outcomes from the translations as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from visavis.translate.bilingual.pairs import BilingualArticle, Outcome
from visavis.translate.glossary.matching import Matcher
from visavis.translate.glossary.terms import Glossary


@dataclass(frozen=True)
class Usage:
    """Occurrences of a row's French: in all, by outcome, and in how many articles.

    Occurrences in sentences that were not translated with this row have no outcome.
    """

    uses: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    articles: int = 0

    @property
    def missed(self) -> int:
        """Occurrences that the English does not say."""
        return self.outcomes["missed"]


def usage(
    articles: Iterable[BilingualArticle], glossary: Glossary, matcher: Matcher
) -> dict[int, Usage]:
    """The usage of each row, by its line in the file; rows that share a source share it.

    `matcher` is that of the glossary.
    """
    uses: Counter[int] = Counter()
    seen_in: dict[int, set[int]] = {}
    outcomes: dict[int, Counter[Outcome]] = {}
    matched: dict[str, list[tuple[tuple[int, int], str, tuple[int, ...]]]] = {}
    for number, article in enumerate(articles):
        for pair in (pair for pairs in article.pairs for pair in pairs):
            if pair.source not in matched:
                matched[pair.source] = [
                    (
                        (match.start, match.end),
                        match.term.sources[0],
                        tuple(row.row for row in glossary.related(match.term)),
                    )
                    for match in matcher.find(pair.source)
                ]
            became = {(use.source, use.term): use.outcome for use in pair.terms}
            for span, term, rows in matched[pair.source]:
                for row in rows:
                    uses[row] += 1
                    seen_in.setdefault(row, set()).add(number)
                    if outcome := became.get((span, term)):
                        outcomes.setdefault(row, Counter())[outcome] += 1
    return {
        term.row: Usage(
            uses[term.row],
            outcomes.get(term.row, Counter()),
            len(seen_in.get(term.row, ())),
        )
        for term in glossary.terms
    }


def unseen(articles: Iterable[BilingualArticle], glossary: Glossary, matcher: Matcher) -> list[str]:
    """The main sources of the terms that stand in no article, in the file's order."""
    used = usage(articles, glossary, matcher)
    seen = {term.sources[0] for term in glossary.terms if used[term.row].uses}
    return [
        source
        for source in dict.fromkeys(t.sources[0] for t in glossary.terms)
        if source not in seen
    ]
