"""How French newspapers write names, roles, agencies, dates and picture credits.

Patterns that the rules about an article's surroundings share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

_WORD = r"[A-ZÀ-ÖØ-ÞŒ][\w’'.-]*"
_PARTICLE = r"(?:de|du|des|d[’']|la|le|van|von|der|den|el|al|ben|bin|di|da|dos|y)"
NAME = rf"{_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_WORD}){{1,3}}"
"""A person's name: two to four capitalised words, with particles between them."""

ROLE = (
    r"(?:[Gg]rand\s)?(?:[Jj]ournaliste|[Rr]édact(?:eur|rice)(?:\sen\schef)?|[Cc]orrespondante?|"
    r"[Cc]hroniqueu(?:r|se)|[ÉEé]ditorialiste|[Rr]eporter|[Ee]nvoyée?\sspéciale?)"
    r"(?:\s(?:indépendante?|économique|politique|tech))?"
)
"""What a person does at a newspaper."""

AGENCY = (
    r"(?:AFP|Agence\sFrance-Presse|Reuters|REUTERS|AP(?:\sPhoto)?|Associated\sPress|EPA|ATS|"
    r"Keystone(?:-(?:ATS|SDA))?|KEYSTONE|Belga|BELGA|MAXPPP|SIPA|Sipa(?:\sPress)?|Abaca(?:press)?|"
    r"Getty(?:\sImages)?|GETTY\sIMAGES|Shutterstock(?:\.com)?|Unsplash|Pexels|Pixabay|Flickr|"
    r"i[Ss]tock(?:photo)?|Adobe\s?Stock|Wikimedia(?:\sCommons)?|Bloomberg|NurPhoto|Bestimage|Alamy|"
    r"Depositphotos|Imago|IMAGO|Xinhua|dpa|DPA|ANSA|Anadolu(?:\s(?:Agency|Images))?|Hans\sLucas|"
    r"Icon\sSport|Panoramic|Starface|Zuma(?:\sPress)?|Midjourney|DALL[-·]E|Newscom|Gamma-Rapho|"
    r"Freepik|Dreamstime|Fotolia)"
)
"""Agencies and picture libraries, as credits name them."""

_MONTHS = "janv févr mars avr mai juin juil août sept oct nov déc".split()
_MONTH = (
    r"(?:janv(?:ier|\.)|févr(?:ier|\.)|mars|avr(?:il|\.)|mai|juin|juil(?:let|\.)|août|"
    r"sept(?:embre|\.)|oct(?:obre|\.)|nov(?:embre|\.)|déc(?:embre|\.))"
)
DATE = (
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s)?"
    rf"(?:\d{{1,2}}(?:er)?\s{_MONTH}\s\d{{4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}|\d{{4}}-\d\d-\d\d)"
)
"""A day with its year."""

TIME = r"(?:à\s|-\s)?\d{1,2}\s?(?:h|:)\s?(?:\d{2})?"
"""A time of day."""

BYLINE = re.compile(
    rf"""(?:(?:[Pp]ar|PAR|[Bb]y|(?:[ÉE]crit|Rédigé|Publié|Propos\ recueillis)\ par|Texte\s?:
        |De\ (?:notre|nos)\ (?:envoyée?s?\ spéciale?s?|correspondante?s?)[^.:]{{0,40}},)
       \s{NAME}(?:(?:,\s|\set\s|\s&\s){NAME})*
       |{NAME},?\s(?:[–—|-]\s)?{ROLE}(?:\s(?:à|au|aux|chez|pour|en|spécialisée?)\s[^.!?]{{2,40}})?)
       (?:\s?[,|·•–—-]\s?(?:{ROLE}|{DATE}(?:\s?,?\s{TIME})?|avec\s{AGENCY})
       |\s\((?:à\s|avec\s)?[^().!?]{{2,40}}\))*""",
    re.VERBOSE,
)
"""A whole line that says who wrote: `Par …`, or a name with a role."""

CREDIT_TAIL = re.compile(
    rf"(?<=[.!?…»”)])\s+(?:{NAME}\s?[/–—-]\s?)?{AGENCY}(?:\s?[/–—-]\s?{AGENCY})*$"
    rf"|(?<=[.!?…»”])\s+\((?:{NAME}\s?[/,–—-]\s?)?{AGENCY}(?:\s?[/,–—-]\s?{AGENCY})*\)$"
)
"""An agency that stands, without a sentence of its own, behind a finished one."""

_MARK = re.compile(
    r"(?:©|\([cC]\)|[Cc]rédits?(?:\sphotos?)?\s?:|[Pp]hotos?\s?:|DR\s?[:/])\s*(?=\w)"
)
_LABEL = re.compile(
    r"[^.!?…]+\s[-–—/|(]\s?(?:(?:©|[Cc]rédits?(?:\sphotos?)?\s?:)\s?(?P<names>.*[^.!?…])"
    rf"|(?:[Pp]hotos?|Ph\.)\s?:?\s(?:{NAME}|{AGENCY})(?:\s?[/|–—-]\s?(?:{NAME}|{AGENCY}))*\)?)"
)
_ILLUSTRATION = re.compile(
    r"[^.!?…]+\b(?:image|photo)s?\sd[’'](?:illustration|archives?)\W{1,3}(?P<names>[^.!?…]+)",
    re.IGNORECASE,
)
_BY_AGENCY = re.compile(
    rf"(?P<name>.+?)\s?(?P<sign>[/|–—-]|\svia\s|\()\s?(?P<agency>{AGENCY})\)?(?:\s𝕏)?"
)
_SMALL = frozenset(
    "de du des la le van von der den el al ben bin di da dos y et pour via by & 𝕏".split()
)


def is_credit(text: str, prose: Sequence[str]) -> bool:
    """Whether a line credits a picture; `prose` are the article's lines that are sentences.

    A line that could as well be a heading (`Justice - Getty Images`) is a credit only when the
    article does not speak of the agency.
    """
    if match := _MARK.match(text):
        return _are_names(text[match.end() :], 12)
    if match := _LABEL.fullmatch(text) or _ILLUSTRATION.fullmatch(text):
        return not match["names"] or _are_names(match["names"], 8)
    if match := _BY_AGENCY.fullmatch(text):
        if len(match["name"].split()) < 2 or not _are_names(match["name"], 6):
            return False
        return match["sign"] not in "–—-" or not names_agency(match["agency"], prose)
    return False


def names_agency(text: str, prose: Sequence[str]) -> bool:
    """Whether an agency that `text` names is spoken of in the article too."""
    found = re.findall(rf"\b{AGENCY}\b", text)
    return any(re.search(rf"\b{re.escape(name)}\b", sent) for name in found for sent in prose)


def author_of(byline: str) -> str:
    """The names in a byline, without roles and places, joined by commas; `""` when it has none."""
    bare = re.sub(rf"\([^()]*\)|\b{ROLE}\b|^(?:By|PAR|Par)\s|^De [^,]*,", "", byline)
    return ", ".join(re.findall(NAME, bare))


def date_of(dateline: str) -> str:
    """The first date in a dateline as `YYYY-MM-DD`; `""` when there is none."""
    match = re.search(DATE, dateline, re.IGNORECASE)
    if not match:
        return ""
    numbers = re.findall(r"\d+", match[0])
    if len(numbers) == 2:
        month = next(at for at, name in enumerate(_MONTHS, 1) if name in match[0].lower())
        numbers.insert(1, str(month))
    year_first = len(numbers[0]) == 4
    try:
        return date(*map(int, numbers if year_first else reversed(numbers))).isoformat()
    except ValueError:
        return ""


def _are_names(text: str, most: int) -> bool:
    """Whether all words are written as names are, at least one and at most `most` of them."""
    words = re.sub(r"[/|,()–—-]", " ", text).split()
    return (
        0 < len(words) <= most
        and text[-1] not in ".!?…"
        and all(word.lower() in _SMALL or not word[0].islower() or "." in word for word in words)
    )
