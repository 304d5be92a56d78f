"""How much of each source the model sees, relative to its size.

Weights below one sample a source, the rest repeats it.
The product translates press articles on technology and money, so what reads like them comes
often, and proceedings, statutes and manuals come lightly. Imports nothing.
"""

WEIGHTS = {
    "news": 6.0,
    "mozilla_foundation": 4.0,
    "hf-course": 3.0,
    "gov_prose": 3.0,
    "sites_kv": 2.0,
    "mozilla_web": 2.0,
    "gc_playbook": 2.0,
    "debian_www": 1.5,
    "tatoeba": 1.0,
    "literature": 1.0,
    "ms-d365smb": 0.5,
    "ms-d365smb-md": 0.6,
    "ms-d365ops": 0.5,
    "europarl": 0.4,
    "ms-misc": 0.4,
    "ms-dotnet": 0.3,
    "adobe-ht": 0.3,
    "django-docs": 0.3,
    "php-doc": 0.2,
    "adobe-mt": 0.1,
    "laws": 0.1,
    "debian_security": 0.5,
}

# The last part of a run, at a falling rate, sees only these, times their weight.
FINAL = {
    **dict.fromkeys(("news", "mozilla_foundation", "hf-course", "gov_prose", "sites_kv"), 1.0),
    **dict.fromkeys(("mozilla_web", "gc_playbook", "debian_www", "tatoeba", "literature"), 1.0),
    **dict.fromkeys(("tails", "ms-d365smb", "ms-d365smb-md", "ms-d365projops-md"), 0.7),
    **dict.fromkeys(("ms-custinsights", "ms-d365ops", "europarl"), 0.4),
}


def sampled(domain: str, whole: bool) -> float:
    """Return the share of `domain` that a preparation keeps; all of it when `whole`."""
    return 1.0 if whole else min(1.0, WEIGHTS.get(domain, 1.0))


def repeated(domain: str, whole: bool) -> float:
    """Return how often a pair of `domain` is seen in one pass of training.

    Of a `whole` preparation each pass samples anew what the other kind sampled once.
    """
    weight = WEIGHTS.get(domain, 1.0)
    return weight if whole else max(1.0, weight)


def final(domain: str, whole: bool) -> float:
    """Return `repeated` for the last part of a run."""
    return repeated(domain, whole) * FINAL.get(domain, 0.0)
