"""How often each source is seen, which ones read like press, and which ones are not free to use.

The product translates press articles on technology and money, so what reads like them comes often,
and proceedings, statutes, manuals and lists of words come lightly.
"""

from __future__ import annotations

HELD_OUT = frozenset("debian_www gov_prose hf-course mozilla_foundation news".split())
"""Sources from which pairs are held out: the most like what is translated, and well translated."""

PRESS = frozenset({"mozilla_foundation", "news"})
"""Those of them that read like press."""

APART = "held-out"
"""The domain of the held-out pairs."""

RESTRICTED = frozenset(
    # research only, or not commercial
    "news newssyscomb2009 news_commentary_v8 newsdiscussdev2015 multi30k progit2 ted_talks "
    "african_storybook "
    # no derivatives
    "gnu_org "
    # unstated, or in part
    "3b1b_mt 3b1b_reviewed datarights django-docs rladies ruby_lang_site sites_kv "
    "vaniila_blog".split()
)
"""Sources whose licence forbids commercial use or derivatives, or that state none for all."""

_BY_WEIGHT = {
    6.0: "news newssyscomb2009",
    4.0: "mozilla_foundation news_commentary_v8 newsdiscussdev2015 ud_pud",
    3.0: "canada_digital covprehension datarights gov_prose hf-course nextstrain_narratives "
    "opensource_opendata_guides vaniila_blog",
    2.0: "antennapod_site bitcoin_org canada_cds_cc facts fipguide gc_playbook innersource "
    "login_gov mozilla_web mt_geneval openfoodfacts_web organicmaps_site osrd p_repair "
    "privacyguides rladies ruby_lang_site sites_kv ted_talks wallabag_site",
    1.5: "debian_www gnu_org",
    1.0: "3b1b_reviewed african_storybook apertium cldr cocoa_mt debian_handbook diabla docs_po "
    "esco_isco esco_occupations eurovoc finance_apps finance_apps2 freedict games_po iso_codes "
    "literature ms-custinsights ms-d365projops ms-d365projops-md ms-misc2 ms-partnercenter progit2 "
    "react-vue rust-book tails tatoeba transread_novels wikidict_terms wikimedia_i18n",
    0.6: "ms-d365smb-md",
    0.5: "apache_httpd cakephp_docs debian_manuals debian_package_descriptions "
    "debian_package_descriptions2 debian_security desktop_mo desktop_mo2 electron_node_docs "
    "esco_skills games_misc gimp_help git_docs gnome_mate_app_help installation_guide kde_docs "
    "kicad_doc libreoffice_help lilypond_docs ms-d365ops ms-d365smb multi30k oca_odoo_addons "
    "odoo_core odoo_docs openfoodfacts python_docs symfony_docs tldr_pages tryton web_apps_json "
    "web_apps_po wesnoth widelands wikidict_names wordnet_wolf wordpress_libreoffice_ui",
    0.4: "europarl ms-misc",
    0.3: "3b1b_mt adobe-ht django-docs manpages ms-dotnet",
    0.2: "php-doc",
    0.1: "adobe-mt laws",
}
WEIGHTS = {name: weight for weight, names in _BY_WEIGHT.items() for name in names.split()}
"""How often a pair of each source is seen in one pass; 1 for a source that is not named."""

_FINAL_SHARES = {
    1.0: "antennapod_site bitcoin_org canada_cds_cc canada_digital covprehension datarights facts "
    "debian_www gc_playbook gov_prose hf-course innersource literature login_gov "
    "mozilla_foundation mozilla_web mt_geneval news news_commentary_v8 newsdiscussdev2015 "
    "newssyscomb2009 nextstrain_narratives openfoodfacts_web opensource_opendata_guides "
    "privacyguides sites_kv tatoeba ted_talks ud_pud vaniila_blog wikidict_terms",
    0.7: "gnu_org ms-d365projops-md ms-d365smb ms-d365smb-md tails",
    0.4: "europarl ms-custinsights ms-d365ops wikidict_names",
}
FINAL = {
    name: share * WEIGHTS[name] for share, names in _FINAL_SHARES.items() for name in names.split()
}
"""The same for the last part of a run; 0 for a source that is not named."""


def main_weight(domain: str) -> float:
    """Return how often a pair of `domain` is seen in one pass."""
    return WEIGHTS.get(domain, 1.0)


def final_weight(domain: str) -> float:
    """Return how often a pair of `domain` is seen in a pass of the last part of a run."""
    return FINAL.get(domain, 0.0)
