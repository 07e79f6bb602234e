"""Measuring: a metric that can't see what the outputs are says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from domain_packs.check.tools import Tools
from domain_packs.findings import Finding
from domain_packs.pack import Metric, Pack, Task

KIND = "metric"

_LABELS: tuple[Metric, ...] = ("accuracy", "macro_f1")
_TEXT: tuple[Metric, ...] = ("exact_match", "token_f1", "rouge_l", "chrf", "edit_similarity")


def check(pack: Pack, tools: Tools) -> Iterator[Finding]:
    """Tasks whose metric is for another kind of output."""
    for task in pack.tasks.values():
        fitting = _fitting(task)
        if task.manifest.metric not in fitting:
            message = (
                f"The metric {task.manifest.metric!r} doesn't fit what {task.name!r} puts out."
            )
            remedy = f"Take {' or '.join(fitting)}."
            yield Finding("advice", f"tasks/{task.name}/task.yaml", None, KIND, message, remedy)


def _fitting(task: Task) -> tuple[Metric, ...]:
    if task.manifest.kind == "classification":
        return _LABELS
    if task.manifest.kind == "ner":
        return ("entity_f1",)
    if task.manifest.kind == "extraction":
        return ("field_f1", *_TEXT)
    return (*_LABELS, *_TEXT) if task.labels else _TEXT
