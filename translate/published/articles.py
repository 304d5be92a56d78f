"""A French article and a published English translation of it become one bilingual article.

Sentences are aligned, words and terms found in each pair, and what does not fit is flagged; no
sentence of either text is lost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from simplemma import in_target_language

from visavis.corpus.article import Article, Block
from visavis.corpus.errors import VisavisError
from visavis.corpus.segmentation import segment
from visavis.corpus.sentence_words import ENGLISH
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import BilingualArticle, Flag, Pair
from visavis.translate.engine.engine import Progress
from visavis.translate.fidelity.flags import find_flags
from visavis.translate.published.sentences import Bead, align_sentences
from visavis.translate.published.similarity import grams, likeness
from visavis.translate.terminology.uses import term_uses
from visavis.translate.translator import Translator

CERTAIN = 0.8
"""Beads that are less probable than this are flagged as uncertain."""
UNLIKE = 0.1
"""So are beads whose English shares less than this with our translation: two sentences that are
left over in one place make a probable bead, whatever they say. Of true pairs one in fifty is."""
_LEAD = 0.2
"""By how much one language must lead the other in a text to be surely the text's."""


class AlignmentError(VisavisError):
    """Two articles of which one is not the translation of the other."""


@dataclass
class _Draft:
    """A pair in the making: its English, and what was added `before` and `after` it."""

    source: str
    target: str
    certain: bool
    before: str = ""
    after: str = ""


def align_articles(
    source: Article,
    target: Article,
    translator: Translator,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> BilingualArticle:
    """The bilingual article of a French article and its published English translation.

    Its blocks are those of the source; sentences that the translation joined are one segment. A
    sentence that it leaves out has an empty target, one that it adds stands with the pair beside
    it; both are flagged, and so is what may not belong together. `progress` counts the sentences
    translated for comparison. Raises `AlignmentError` when an article is in the wrong language or
    nothing fits, `TranslationCancelled` when `cancelled()` becomes true.
    """
    sources = source.segments
    if not sources or not target.segments:
        raise AlignmentError("one of the two holds no sentence; give two articles")
    english = [(block.kind, _sentences(block)) for block in target.blocks]
    if source.blocks[0].level == 1 and _lacks_title(target):
        english.insert(0, ("heading", [target.title]))
    targets = [sentence for _, sentences in english for sentence in sentences]
    _check_languages(sources, targets)
    translations = [
        hypothesis.target
        for hypothesis in translator.engine.translate(
            sources, progress=progress, cancelled=cancelled
        )
    ]
    openings = (
        _openings([(block.kind, block.segments) for block in source.blocks]),
        _openings(english),
    )
    beads = align_sentences(sources, translations, targets, openings=openings)
    if not any(bead.is_pair for bead in beads):
        raise AlignmentError(
            "no sentence of one is like a sentence of the other; "
            "give a French article and an English translation of it"
        )
    joined = _join_segments(source, beads)
    drafts = _drafts(joined.segments, translations, beads, targets, openings[1])
    pairs = iter(_pairs(drafts, translator))
    return BilingualArticle(
        joined,
        tuple(tuple(next(pairs) for _ in block.spans) for block in joined.blocks),
        str(replace(translator.signature, aligner="gale-church+likeness")),
    )


def _sentences(block: Block) -> list[str]:
    return [block.text[start:end] for start, end in segment(block.text, ENGLISH)]


def _lacks_title(article: Article) -> bool:
    """Whether the title stands beside the text, in front matter, and not in it."""
    in_text = article.blocks[0].text.startswith(article.title.rstrip("…"))
    return not in_text and not any(block.level == 1 for block in article.blocks)


def _openings(blocks: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """For each sentence the kind of the block that it opens, else nothing."""
    return ["" if at else kind for kind, sentences in blocks for at in range(len(sentences))]


def _check_languages(sources: Sequence[str], targets: Sequence[str]) -> None:
    """Raise when the first text is not French, or the second is."""
    if _french_lead(sources) < -_LEAD:
        raise AlignmentError("the first is not in French; give the French article first")
    if _french_lead(targets) > _LEAD:
        raise AlignmentError("the second is not in English; give the translation second")


def _french_lead(sentences: Sequence[str]) -> float:
    """The share of French words less that of English ones: -1 to 1."""
    text = " ".join(sentences)
    return in_target_language(text, lang="fr") - in_target_language(text, lang="en")


def _join_segments(article: Article, beads: Sequence[Bead]) -> Article:
    """The article with those sentences in one segment that are in one bead."""
    kept = {bead.source[0]: bead.source[1] for bead in beads if bead.source[0] < bead.source[1]}
    blocks = []
    begin = 0
    for block in article.blocks:
        end = begin + len(block.spans)
        blocks.append(
            replace(
                block,
                spans=tuple(
                    (block.spans[first - begin][0], block.spans[kept[first] - begin - 1][1])
                    for first in range(begin, end)
                    if first in kept
                ),
            )
        )
        begin = end
    return replace(article, blocks=tuple(blocks))


def _drafts(
    segments: Sequence[str],
    translations: Sequence[str],
    beads: Sequence[Bead],
    targets: Sequence[str],
    openings: Sequence[str],
) -> list[_Draft]:
    """A draft for each segment; what the translation added goes to the nearest that has English.

    Nearest is a sentence of the same English block, if any, else the one before.
    """
    drafts: list[_Draft] = []
    owners: dict[int, _Draft] = {}
    for bead in beads:
        if bead.source[0] < bead.source[1]:
            english = " ".join(targets[slice(*bead.target)])
            certain = bead.confidence >= CERTAIN
            if bead.is_pair:
                ours = " ".join(translations[slice(*bead.source)])
                certain &= likeness(grams(ours), grams(english)) >= UNLIKE
            drafts.append(_Draft(segments[len(drafts)], english, certain))
            owners |= dict.fromkeys(range(*bead.target), drafts[-1])
    owned = sorted(owners)
    blocks = list(accumulate(bool(kind) for kind in openings))
    for bead in sorted(beads, key=lambda bead: bead.target):
        if bead.source[0] < bead.source[1]:
            continue
        at = bead.target[0]
        place = bisect_left(owned, at)
        earlier, later = owned[:place][-1:], owned[place:][:1]
        goes_on = earlier and blocks[earlier[0]] == blocks[at]
        leads_to = later and blocks[later[0]] == blocks[at]
        english = " ".join(targets[slice(*bead.target)])
        if earlier and (goes_on or not leads_to):
            draft = owners[earlier[0]]
            draft.after = f"{draft.after} {english}"
        else:
            draft = owners[later[0]]
            draft.before = f"{draft.before}{english} "
        draft.certain &= bead.confidence >= CERTAIN
    return drafts


def _pairs(drafts: Sequence[_Draft], translator: Translator) -> Iterator[Pair]:
    engine, glossary, matcher = translator.engine, translator.glossary, translator.matcher
    short = [
        draft
        for draft in drafts
        if draft.target and engine.can_score(draft.source) and engine.can_score(draft.target)
    ]
    aligned = engine.align([(draft.source, draft.target) for draft in short])
    links = {id(draft): found for draft, found in zip(short, aligned, strict=True)}
    for draft in drafts:
        target = draft.before + draft.target + draft.after
        moved = _moved(links.get(id(draft), ()), len(draft.before))
        yield Pair(
            draft.source,
            target,
            "imported",
            flags=_flags(draft),
            terms=term_uses(draft.source, target, moved, matcher.find(draft.source), glossary),
            alignment=moved,
        )


def _moved(links: Sequence[Link], by: int) -> tuple[Link, ...]:
    return tuple(replace(link, target=(link.target[0] + by, link.target[1] + by)) for link in links)


def _flags(draft: _Draft) -> tuple[Flag, ...]:
    raised: dict[Flag, bool] = {
        "uncertain-alignment": not draft.certain,
        "omitted": not draft.target,
        "added": bool(draft.before or draft.after),
    }
    # A publisher's words exist, whatever a word list has of them.
    about_text = find_flags(draft.source, draft.target, [draft.target]) if draft.target else ()
    return (*about_text, *(flag for flag, is_raised in raised.items() if is_raised))
