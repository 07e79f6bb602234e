"""Which rows of a task may be used for a question: by jurisdiction, by date, and those left out by
name.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from retrievers.index import TaskIndex


def fitting(
    index: TaskIndex,
    *,
    jurisdiction: str | None,
    today: datetime.date,
    without: Collection[str] = (),
) -> NDArray[np.bool_]:
    """Whether each row may be used: bool, shape (rows,).

    A row past its `valid_until` may not. Where the question's `jurisdiction` is known (ISO 3166),
    neither may a row of another one; one of the country holds in its parts too (US in US-CA), not
    the other way round. `without` are the ids of rows to leave out, such as the fold that is being
    measured.
    """
    fits = index.expiry >= today.toordinal()
    if jurisdiction is not None and jurisdiction != "any":
        accepted = {"any", jurisdiction, jurisdiction.partition("-")[0]}
        fits &= np.fromiter((code in accepted for code in index.jurisdictions), bool, len(index))
    for id_ in without:
        if id_ in index.position_of:
            fits[index.position_of[id_]] = False
    return fits
