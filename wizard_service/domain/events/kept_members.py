"""The members of progress that events alone change: the questions to a person, and the executor.

A writer must neither answer in the name of a person, nor drop a question that another one has just asked, nor pose as
the executor.
"""

from ..vocabulary import SETTINGS
from .folding import Document, empty_progress

KEPT_MEMBERS = ("inputs", "executor")


def keep_members(before: Document, after: Document) -> Document:
    """Return `after`, which a client or an earlier version supplies, with these members of `before`.

    A reset drops them with the progress.
    """
    stored, progress = before.get("progress") or {}, after.get("progress")
    kept = {name: stored[name] for name in KEPT_MEMBERS if name in stored}
    if progress is None and (not kept or after["wizard_step"] == SETTINGS):
        return after
    written = {} if progress is None else {name: progress[name] for name in KEPT_MEMBERS if name in progress}
    if progress is not None and written == kept:
        return after
    others = {name: value for name, value in (progress or empty_progress()).items() if name not in KEPT_MEMBERS}
    return after | {"progress": others | kept}
