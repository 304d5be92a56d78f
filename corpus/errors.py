"""The one exception tree of the project.

Every error that a person can mend derives from `VisavisError`, and its message names the file, the
row or the sentence and says what to do next. The packages above add their own subclasses beside
the code that raises them. This module imports nothing of the project.
"""


class VisavisError(Exception):
    """Base of every error that vis-à-vis raises on purpose."""


class ArticleError(VisavisError):
    """An article that cannot be read: missing, empty, binary, of an unknown kind."""
