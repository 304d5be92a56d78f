"""Words of which the lexicon's forms are too few or too many."""

from __future__ import annotations

DETERMINERS = {
    word: frozenset(group.split())
    for group in (
        "le la les",
        "un une",
        "de",
        "des",
        "du",
        "au",
        "aux",
        "ce cet cette ces",
        "mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs",
        "tout toute tous toutes",
        "quel quelle quels quelles",
    )
    for word in group.split()
}
"""Determiners, each with those that may stand in its place."""

OTHER_THINGS = frozenset(
    feminine + ending
    for feminine in "basse batteuse cafetière capitale centrale chauffeuse commune constante "
    "courante cuisinière droite finale glacière jardinière majeure marine mineure moissonneuse "
    "motrice moyenne perceuse portière résultante ronde seconde serveuse tondeuse variante "
    "voyante".split()
    for ending in ("", "s")
)
"""Feminines that name something else than the masculine they are formed of."""

OTHER_WORDS = frozenset(
    "cela chut concernant devant durant hélas lui maintenant outre pendant plus point puis sommes "
    "suis tu étaient".split()
)
"""Forms of verbs that are hardly ever met as such."""
