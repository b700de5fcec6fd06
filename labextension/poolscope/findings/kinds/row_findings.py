"""What there is to find in rows of the mask: no maximum, or several."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...core.numbers import count
from ...window.options import Share
from ..counts.counts import RowCounts
from ..counts.tally import Tally
from ..finding.finding import Finding, row_finding
from ..finding.places import Places, nowhere
from ..finding.table import quantity, sentence_for


def tally_rows(tally: Tally, maxima: NDArray[np.integer[Any]]) -> None:
    """Rows with no maximum and with several; `maxima` says how many each row holds."""
    if not (maxima == 1).all():
        tally.places["no-maximum"] = Places(maxima == 0)
        tally.places["several-maxima"] = Places(maxima > 1)


def row_counts(tally: Tally) -> RowCounts:
    """Rows by how many maxima they hold."""
    none, several = tally.n("no-maximum"), tally.n("several-maxima")
    one = tally.rows - none - several
    return {"total": tally.rows, "none": none, "one": one, "several": several}


def row_findings(tally: Tally, share: Share) -> list[Finding]:
    """That rows have no maximum, or several."""
    total = quantity(tally.rows, "row")
    none = tally.places.get("no-maximum", nowhere())
    several = tally.places.get("several-maxima", nowhere())
    none_text = sentence_for(none.count, "no-maximum", count(none.count), total)
    key = f"several-maxima.{share}"
    several_text = sentence_for(several.count, key, count(several.count), total)
    return [
        row_finding("no-maximum", none, none_text),
        row_finding("several-maxima", several, several_text),
    ]
