"""How the embedded model is made: corpora in, an Argos package out.

The product never imports this package. Its modules may import ``numpy``, ``sentencepiece`` and
``simplemma``; only those that train or export import ``torch``, and only ``align`` runs eflomal.
"""
