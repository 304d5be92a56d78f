"""The learning rate: a rise, a long constant stretch, a fall over the last part.

Imports nothing.
"""

from __future__ import annotations

FLOOR = 0.02


def rate(step: int, done: float, warmup: int, decay: float) -> float:
    """Return the share of the full rate at `step` when the share `done` of the run is behind.

    Rises over `warmup` steps, is 1, and falls linearly to `FLOOR` over the last `decay` of the run.
    """
    rise = min(1.0, (step + 1) / max(1, warmup))
    fall = 1.0 if decay <= 0 else max(FLOOR, min(1.0, (1.0 - done) / decay))
    return rise * fall
