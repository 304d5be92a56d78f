"""The words that decide where a sentence ends, for each language that we segment.

`corpus.segmentation` has the rules, which languages share; here is what differs.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SentenceWords:
    """The words of one language that tell a full stop from an abbreviation's.

    Abbreviations are written without their full stop. `never_last` (titles and the like) never end
    a sentence; `before_number` point at a number that follows (`p. 12`, `sept. 2024`); `ambiguous`
    may end a sentence or stand before a name: only the next word can tell. `openers` are written
    with a capital only where a sentence begins, in lower case here, `elided` the same before an
    apostrophe. `hanging` cannot end a sentence: an ellipsis after them is a pause (`Le gagnant est…
    Elon Musk`). A capital after `labelled` is a label, not an initial (`la série A.`), as `X` is
    after `network` (`publié sur X.`). `one_letter` are words, not abbreviations.
    """

    never_last: frozenset[str]
    before_number: frozenset[str]
    ambiguous: frozenset[str]
    openers: frozenset[str]
    elided: frozenset[str]
    hanging: frozenset[str]
    labelled: frozenset[str]
    network: frozenset[str]
    one_letter: frozenset[str]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FRENCH = SentenceWords(
    never_last=_set(
        """
        M MM Mr Mrs Ms Mme Mmes Mlle Melle Mlles Me Mgr Dr Drs Pr Prof St Ste Sgt Lt Cdt Cne Gal Gén
        Sén Sté Ets Éts Sen Gov Rev Hon Ph Ch Th MME MMES MLLE DR PR cf Cf vs env c.-à-d i.e e.g
        """
    ),
    before_number=_set(
        """
        p pp n no nos nº art al vol chap ch fig t tab éd sect par tél réf num max min approx janv
        févr avr juil sept oct nov déc
        """
    ),
    ambiguous=_set("Inc Co Corp Ltd Cie Jr Sr Bros Ph.D av apr ap bd boul ex Yahoo"),
    openers=_set(
        """
        a à actuellement afin ainsi alors après au aucun aucune auparavant aussi autant autre autres
        autrement aux avant avec beaucoup bien bientôt bref car ce ceci cela celle celles celui
        cependant certains certaines certes ces cet cette ceux chacun chacune chaque chez combien
        comme comment contrairement dans de déjà depuis derrière des dès désormais deux devant donc
        dont du durant elle elles en encore enfin ensuite entre environ est et étant eux face faute
        finalement grâce heureusement hier hormis ici il ils jamais je jusque la là le lequel les
        leur leurs lors lorsque lui ma maintenant mais malgré malheureusement même mes mieux moins
        mon ne néanmoins ni non nos notamment notre nous on or ou où oui outre par parce parfois
        parmi pas pendant personne peu peut plus plusieurs plutôt pour pourquoi pourtant près
        presque puis puisque quand quant quatre que quel quelle quelles quelque quelques quels qui
        quoi quoique reste rien sa sans sauf selon ses seul seule seulement si sinon soit son sont
        sous souvent suite sur surtout tandis tant tel telle tous tout toute toutefois toutes
        toujours trois trop tu un une vers voici voilà vos votre vous y ça
        """
    ),
    elided=_set("c d j jusqu l lorsqu m n presqu puisqu qu quelqu quoiqu s t aujourd"),
    hanging=_set(
        """
        à au aux avec ce ces chez comme dans de des du en est et la le les mais même ou par pour que
        qui sa sans ses soit son sont sous sur un une
        """
    ),
    labelled=_set("série plan groupe vitamine catégorie classe type annexe lettre zone"),
    network=_set("à de et ou plateforme réseau social sur"),
    one_letter=_set("a à y"),
)

_ENGLISH_OPENERS = _set(
    """
    a about above according across actually after again against all almost already also although
    among amid an and another any anyone anything are around as ask at back because before behind
    being below beneath beside besides between beyond both but by can clearly could despite did do
    does down due during each early earlier either else even eventually every everyone everything
    except far few fewer finally first following for fortunately from further furthermore given had
    has have having he hence her here hers his how however i if in indeed inside instead into is it
    its just last lastly late later lately least less let like likewise many maybe me meanwhile
    might more moreover most much my naturally near nearly neither never nevertheless next no nobody
    none nor not nothing now nowhere obviously of off often on once one only or other others
    otherwise our out outside over overall perhaps please probably quite rather recently regardless
    right second several shall she should similarly since so some somebody someone something
    sometimes somewhere soon still such suddenly surely than thank thanks that the their them then
    there thereafter therefore these they third this those though three through throughout thus till
    to today together tomorrow tonight too toward towards two under unfortunately unless unlike
    until up upon us usually very was we well were what whatever when whenever where whereas
    wherever whether which while who whoever whom whose why will with within without would yes
    yesterday yet you your
    """
)

ENGLISH = SentenceWords(
    never_last=_set(
        """
        Mr Mrs Ms Mx Dr Drs Prof Profs St Ste Sgt Lt Col Gen Capt Cpl Maj Adm Cmdr Sen Sens Rep Reps
        Gov Govs Pres Hon Rev Fr Supt Insp Messrs M MM Mme Mlle Mt Ft Amb Asst Ph MR MRS MS DR PROF
        vs cf viz i.e e.g
        """
    ),
    before_number=_set(
        """
        p pp no nos nº art vol ch chap fig figs sec eq ref tel max min approx ca pt par jan feb mar
        apr jun jul aug sep sept oct nov dec
        """
    ),
    ambiguous=_set(
        """
        Inc Co Cos Corp Ltd LLC Plc plc Jr Sr Bros Ph.D al Ave Blvd Rd Dept Univ Est Intl Yahoo
        """
    ),
    openers=_ENGLISH_OPENERS,
    elided=_ENGLISH_OPENERS
    | _set(
        """
        ain aren couldn didn doesn don hadn hasn haven isn mustn needn shouldn wasn weren won wouldn
        """
    ),
    hanging=_set(
        """
        a an and are as at but by for from her his if in is its my of on or our that the their to
        was were with your
        """
    ),
    labelled=_set("series plan group vitamin category class type annex appendix letter zone model"),
    network=_set("on to of and or from platform network"),
    one_letter=frozenset(),
)
