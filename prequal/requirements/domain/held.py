"""Whether somebody holds already what a question asks for."""

from __future__ import annotations

import re

from prequal.requirements.domain.catalogue import Catalogue, HeldElsewhere


def held_already(catalogue: Catalogue, question: str) -> tuple[HeldElsewhere, ...]:
    """Return the facts on the do-not-ask list that a question's words name; empty when it may be asked."""
    words = f" {' '.join(re.findall(r'[a-z0-9]+', question.casefold().replace(chr(0x2019), chr(39))))} "
    return tuple(
        one
        for one in catalogue.held_elsewhere
        if any(f" {' '.join(re.findall(r'[a-z0-9]+', topic.casefold()))} " in words for topic in one.topics)
    )
