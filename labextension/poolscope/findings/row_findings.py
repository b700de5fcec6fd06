"""What there is to find in rows of the mask: no maximum, or several."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.numbers import count
from ..window.options import Share
from .finding import Finding, row_finding
from .places import Places
from .table import quantity, sentence_for


def row_findings(maxima: NDArray[np.integer[Any]], share: Share) -> list[Finding]:
    """Rows with no maximum and with several; `maxima` says how many each row holds."""
    total = quantity(maxima.size, "row")
    none, several = Places(maxima == 0), Places(maxima > 1)
    none_text = sentence_for(none.count, "no-maximum", count(none.count), total)
    key = f"several-maxima.{share}"
    several_text = sentence_for(several.count, key, count(several.count), total)
    return [
        row_finding("no-maximum", none, none_text),
        row_finding("several-maxima", several, several_text),
    ]
