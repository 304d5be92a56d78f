"""Texts made of what breaks readers and cleaners, for properties that must hold of any text."""

from hypothesis import strategies as st

SENTENCE = (
    "Le fabricant de puces a présenté ses résultats mardi soir, et les analystes s’en réjouissent."
)
DIRT = [
    *"Elon Musk| - |Getty Images|© |Par |Journaliste|0 𝕏|AFP|ATS|Publicité|PUBLICITÉ".split("|"),
    *"…|...|.|. .| |\n|\n\n|«|»|'|\"|“|”| »|« |\u00a0|H100|qui|é|e|A|7|,|;|:|?|!|•|𝕏".split("|"),
    *"[ ]|(|)|*|**|_|`|[a](b)|![x](y)|# |## |- |+ |> |1. |---|===|\\|\\*|~~|```".split("|"),
    *"&amp;|&lt;|<b>|</b>|<!--|-->|title: a|---\n|[a]: http://x|M.Musk|fin.Elle|un,deux".split("|"),
    *"\t|\ufeff|\x85|\u2028|\u00ad|\u200b|\u0301|Publié le 3 mars 2024".split("|"),
    "90% Welcome Bonus up to $700Il ouvre",
    "Il vous reste 41.5% de l’article à lire.",
    "La suite de l’article est réservée à nos abonnés.",
    "Une coquille ? Écrivez-nous par ici",
    "|",
    "PUBLICITÉ",
    "Partager",
    SENTENCE,
]
dirty = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(DIRT), max_size=25).map("".join))
