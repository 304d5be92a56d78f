"""What stands around an article on its page and is not the article: credits, bylines, counters,
advertisements, notes about subscriptions, teasers.

Each rule describes a kind of line, never one site's wording alone, and asks for more than one sign
before it removes anything: dirt that stays is a nuisance, a sentence that goes is a loss. Lines
that are marked as headings are never touched.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from visavis.corpus.edits import Edit, replace
from visavis.corpus.layout import Line, split_lines
from visavis.corpus.names import (
    AGENCY,
    BYLINE,
    CREDIT_TAIL,
    DATE,
    NAME,
    TIME,
    is_credit,
    names_agency,
)

_FLAGS = re.IGNORECASE | re.VERBOSE
_HEADER_LINES = 8
_FOOTER_LINES = 4
_LINE_LENGTH = 200

# Whole lines, wherever they stand.
_LINES = tuple(
    (rule, re.compile(pattern, _FLAGS))
    for rule, pattern in (
        (
            "paywall",
            r"""il\ vous\ reste\ [\d.,]+\s?%\ de\ (?:cet|l[’'])\s?article\ à\ lire\b.{0,120}
            |(?:la\ suite(?:\ de\ (?:cet|l[’'])\s?article)?|(?:cet\ |l[’'])?article)\ (?:est\ )?
             réservée?\ (?:aux|à\ nos)\ (?:seuls\ )?abonnée?s[.!]?
            |pour\ (?:lire\ (?:la\ suite|cet\ article)|(?:continuer|poursuivre)\ votre\ lecture)
             [^.!?]{0,40}\b(?:abonnez|connectez|identifiez)-vous\b[^.!?]{0,40}[.!]?
            |déjà\ abonnée?(?:\(e\)|·e)?\s?\?\s?(?:connectez|identifiez)-vous[.!]?""",
        ),
        (
            "advertisement",
            r"""(?:la\ suite|l[’']article\ (?:continue|se\ poursuit))\ après\ la\ pub(?:licité)?
            |(?:contenu|article|offre)\ (?:partenaire|sponsorisée?|de\ notre\ partenaire)
            |(?:partner|sponsored|paid|branded)\ content|advertisement
            |contenus?\ proposés?\ par\ .{2,30}|[\[(—–-]?\s?publicité\s?[\])—–-]""",
        ),
        (
            "related",
            r"(?:à\ )?(?:lire|lisez|voir|relire)\s(?:aussi|également)\s?(?:[:|→>].*)?",
        ),
        (
            "newsletter",
            r"""(?:abonnez|inscrivez)-vous\ (?:gratuitement\ )?à\ (?:notre|la|nos)
             \ (?:newsletters?|infolettres?|lettres?\ d[’']information)\b[^.!?,]{0,80}[.!]?
            |suivez[ -](?:nous|toute\ l[’']actualité\b[^.!?]{0,60})\ sur
             \ (?:google|facebook|twitter|x|whatsapp|instagram|linkedin|bluesky|youtube|tiktok)
             \b[^.!?]{0,40}[.!]?""",
        ),
        (
            "dateline",
            rf"""(?:(?:publié|mise?\ à\ jour|modifié|actualisé|posté)(?:\ le|\s?:)?\s
             {DATE}(?:\s?,?\s{TIME})?[\s|·•,;.()–—-]*)+
            |(?:temps\ de\ )?lecture\s?:?\s?\d{{1,2}}\s?min(?:utes?)?\.?
            |\d{{1,2}}\s?min(?:utes?)?\ de\ lecture""",
        ),
    )
)
# Asks for mistakes in this article: in a how-to, another program's mistakes may be the subject.
_REPORT = re.compile(
    r"""(?=.*\b(?:ici|rédaction|article|page|nous|formulaire)\b)
    (?:(?:vous\ avez\ (?:repéré|trouvé|vu|remarqué|relevé|constaté)\ )?
     une\ (?:erreur|faute|coquille)\b[^.!?]{0,100}\?\s*
     (?:signalez|écrivez|contactez|prévenez|dites|indiquez|cliquez)\b[^.!?]{0,80}[.!]?
    |signale[rz]\ une\ (?:erreur|faute|coquille)\b[^.!?]{0,40}[.!]?)""",
    _FLAGS,
)
# The same note glued to the end of a paragraph.
_PAYWALL_TAIL = re.compile(
    r"(?<=[.!?…»”])\s*Il vous reste [\d.,]+\s?% de (?:cet |l[’'])article à lire\."
    r"(?: (?:La suite|Pour)[^.!?]{5,80}\.)?$"
)
# Brackets that held a picture or a player. A line of stars or dashes is the author's own pause.
_PLACEHOLDER = re.compile(r"(?:[\[({]\s*[\])}]\s*)+")

_ACT = (
    r"partagez|partager|partages?|tweete[rz]|tweets?|commente[rz]|commentaires?|réactions?|vues?|likes?|"
    r"envoyer|imprimer|enregistrer|e-?mail|courriel"
)
_NETWORK = (
    r"facebook|twitter|x|linkedin|whatsapp|bluesky|reddit|telegram|pinterest|messenger|threads"
)
_SHARE_WORD = re.compile(
    rf"(?:{_ACT}|{_NETWORK}|sur|par|et|𝕏|[♥❤👍🔗↗]\ufe0f?|\d[\d.,]*[km]?)", re.IGNORECASE
)
# One of these must be there: an icon, a counted act, an act that stands first, a row of networks.
_SHARE_SIGN = re.compile(
    rf"𝕏|\d[km]?\s(?:{_ACT}|x)\b|^(?:partage[rz]|tweete[rz])\b|^(?:{_ACT})\s?:?\s\d"
    rf"|(?:\b(?:{_NETWORK})\b[\s|·•/]*){{3}}",
    re.IGNORECASE,
)

# An advertisement that ran into the text: it offers a sum or a percentage, has no full stop, and
# stands up against the capital of the word that begins the next sentence.
_CALL = (
    r"(?:deposit|welcome|sign-?up)\ bonus|up\ to\ (?=[€$£\d])|free\ spins?|"
    r"sign\ up|(?:shop|buy|order)\ now|limited\ offer|free\ shipping|cliquez\ ici|"
    r"profitez-en|inscrivez-vous|j[’']en\ profite"
)
_OFFER = re.compile(
    rf"\b(?:{_CALL}|promo\ codes?|code\ promo|livraison\ (?:gratuite|offerte)|essai\ gratuit|"
    r"sans\ engagement|offre\ (?:limitée|exclusive|spéciale)|satisfait\ ou\ remboursé|"
    r"bonus\ de\ bienvenue)",
    _FLAGS,
)
_CALLS = re.compile(rf"\b(?:{_CALL})", _FLAGS)
_SUM = re.compile(
    r"[€$£]\s?\d|(?<![\d.,])\d[\d.,]*\s?(?:%|€|\$|£|euros?\b|dollars?\b)", re.IGNORECASE
)
_OPENING = (
    r"(?:[ÀAY]|Ils?|Elles?|L[ae]s?|Une?|Des?|Du|Ce(?:t|tte|s|la|lui)?|S(?:on|a|es)|Leurs?|Mais|Et|Or|"
    r"Ou|Car|Pour(?:tant)?|Par(?:mi)?|Dans|En|Aux?|Avec|Selon|Depuis|Dès|Après|Avant|Lors(?:que)?|"
    r"Si|Quand|Quant|Comme|Face|Sur(?:tout)?|Sous|Entre|On|Nous|Vous|Reste|Ainsi|Alors|Désormais|"
    r"Déjà|Puis(?:que)?|Enfin|Toutefois|Cependant|Malgré|Grâce|Certes|Même|Plus(?:ieurs)?|Tou[ts]|"
    r"Toutes?|Chaque|Deux|Trois|Rien|Ici|Voilà|Non|Oui|Qui|Que|Quoi|Tandis|Bref)\b"
    r"|(?:[CDJLMNST]|Qu|Jusqu|Lorsqu|Aujourd)[’']"
)
_LEAD = re.compile(r"\W*(?:jusqu[’']à|dès|recevez|obtenez|profitez\ de|get|claim)?\W*", _FLAGS)
_GLUE = re.compile(rf"(?<=[a-zß-öø-ÿœ\d%€$£!])(?={_OPENING})")
_CLAUSE_END = re.compile(r"(?<!\d)[.!?…]+[\s»”)]*|[.!?…]+[\s»”)]+")

_INITIALS = re.compile(r"[a-z]{2,4}(?:/[a-z]{2,4}){1,3}|\([A-Z]\.\s?[A-Z]\.\)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w+")
_SOURCE = re.compile(rf"\(?(?:[Aa]vec\s)?{AGENCY}(?:(?:,|\set|\s?/)\s?{AGENCY})*\)?")
_NAME = re.compile(NAME)

_CUT_OFF = re.compile(r"(?:…|\.\.\.)(?: [^\s.]{2,20})?$")
# Cut off behind a full stop, in capitals (an agency), or behind a word that ends no sentence.
_TORN = re.compile(
    r"(?:\.…|\.{4}|\b[A-ZÀ-Þ]{3,}…|\b(?:de|du|des|la|le|les|un|une|et|à|au|aux|en|par|pour|sur)…)"
)


def strip(text: str) -> list[Edit]:
    """The removals that `text` needs: whole lines with the white space behind them, or parts."""
    lines = split_lines(text)
    prose = [line.text for line in lines if _is_sentence(line.text)]
    teasers = _teasers(lines)
    edits = []
    for index, line in enumerate(lines):
        rule = "teaser" if index in teasers else _rule(lines, index, prose)
        if rule:
            edits.append(replace(text, *line.edges, "", rule))
        elif line.kind != "heading":
            edits += _parts(text, line)
    return edits


def _rule(lines: Sequence[Line], index: int, prose: Sequence[str]) -> str | None:
    """The rule under which the whole line goes."""
    text = lines[index].text
    if lines[index].kind == "heading" or len(text) > _LINE_LENGTH:
        return None
    for rule, pattern in _LINES:
        if pattern.fullmatch(text):
            return rule
    near_edge = index < _HEADER_LINES or index >= len(lines) - _FOOTER_LINES
    # In the middle, a single `Partager` may be a heading.
    if (near_edge or " " in text) and _is_share_bar(text):
        return "share-counter"
    if _PLACEHOLDER.fullmatch(text):
        return "placeholder"
    if is_credit(text, prose):
        return "photo-credit"
    if _CALLS.search(text) and _SUM.search(text) and text[-1] not in ".?…»":
        return "advertisement"
    # A single `Publicité` may head a paragraph about advertising; a label is repeated or shouts.
    if text in ("Publicité", "PUBLICITÉ"):
        alike = sum(line.text == text for line in lines)
        shouting = sum(line.text.isupper() for line in lines)
        return "advertisement" if alike > 1 or shouting == alike else None
    if not near_edge:
        return None
    if _REPORT.fullmatch(text):
        return "report-error"
    return "byline" if _is_byline(lines, index, prose) else None


def _is_share_bar(text: str) -> bool:
    words = re.split(r"[\s:|·•/]+", text.strip(" :|·•/"))
    return all(map(_SHARE_WORD.fullmatch, words)) and bool(_SHARE_SIGN.search(text))


def _is_byline(lines: Sequence[Line], index: int, prose: Sequence[str]) -> bool:
    text = lines[index].text
    if any(pattern.fullmatch(text) for pattern in (BYLINE, _INITIALS, _ADDRESS)):
        return True
    if _SOURCE.fullmatch(text):
        return not names_agency(text, prose)
    # A name alone could be a heading; beside a byline with the same name it is the author's.
    beside = [lines[at].text for at in (index - 1, index + 1) if 0 <= at < len(lines)]
    return bool(_NAME.fullmatch(text)) and any(
        text in other and text != other and BYLINE.fullmatch(other) for other in beside
    )


def _is_sentence(text: str) -> bool:
    return len(text.split()) > 8 and bool(re.search(r"[.!?…][»”\")\s]*$", text))


def _parts(text: str, line: Line) -> list[Edit]:
    """What has to go inside a line whose other words are the article's."""
    if offers := list(_offers(text, line)):
        return offers
    for rule, pattern in (("paywall", _PAYWALL_TAIL), ("photo-credit", CREDIT_TAIL)):
        if match := pattern.search(line.text):
            return [replace(text, line.text_start + match.start(), line.end, "", rule)]
    return []


def _offers(text: str, line: Line) -> Iterator[Edit]:
    starts = [0, *(match.end() for match in _CLAUSE_END.finditer(line.text))]
    done = 0
    for glue in _GLUE.finditer(line.text):
        start = max(done, starts[bisect_right(starts, glue.start()) - 1])
        run = line.text[start : glue.start()]
        offer, sum_ = _OFFER.search(run), _SUM.search(run)
        if offer and sum_ and len(run) <= _LINE_LENGTH:
            # Other words before the first sign of an offer are the article's.
            lead = min(offer.start(), sum_.start())
            start += 0 if _LEAD.fullmatch(run[:lead]) else lead
            done = glue.start()
            edges = line.text_start + start, line.text_start + done
            yield replace(text, *edges, "", "advertisement")


def _teasers(lines: Sequence[Line]) -> range:
    """The run of cut-off lines at the end: two behind an empty bracket, or three torn ones."""
    first = len(lines)
    while first and lines[first - 1].kind != "heading" and _is_cut_off(lines[first - 1].text):
        first -= 1
    run = range(first, len(lines))
    announced = first > 0 and _PLACEHOLDER.fullmatch(lines[first - 1].text)
    torn = all(_TORN.search(lines[at].text) for at in run)
    return run if (announced and len(run) >= 2) or (torn and len(run) >= 3) else range(0)


def _is_cut_off(text: str) -> bool:
    return len(text) <= _LINE_LENGTH and bool(_CUT_OFF.search(text))
