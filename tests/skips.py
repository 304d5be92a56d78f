"""Which tests may be skipped, and why; any other skip is a failure.

A test that is skipped says nothing, and nobody looks: what a machine ought to have, and has not,
must not go unnoticed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

ALLOWED = {
    "the received articles are not here": "they are not ours to publish",
    "FLORES dev is not here": "it is not ours to publish",
    "epubcheck or java is not installed": "Java is much to ask for one test",
    "could not import 'torch'": "only those who train a model install it",
}
"""The beginnings of reasons, as regular expressions, and why they are good ones."""
if sys.platform != "linux":
    ALLOWED["only Linux has a full disk at hand"] = "there is no /dev/full elsewhere"
if Path(sys.prefix).name != ".venv-ray":
    ALLOWED["Ray is not installed"] = "it has an environment of its own, `make test-ray`"


def unexpected(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The reason for a skip that is not allowed, empty when there is none."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return ""
    assert isinstance(report.longrepr, tuple)
    reason = report.longrepr[2].removeprefix("Skipped: ")
    return "" if any(re.match(allowed, reason) for allowed in ALLOWED) else reason


def fail_unexpected(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Make a skip that is not allowed a failure."""
    if reason := unexpected(report):
        report.outcome = "failed"
        report.longrepr = (
            f"skipped: {reason}. See to it that the test can run here, or say in tests/skips.py "
            "why it need not"
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """After a test."""
    report = yield
    fail_unexpected(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """After a file was read, which may skip all that is in it."""
    report = yield
    fail_unexpected(report)
    return report
