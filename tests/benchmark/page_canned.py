"""The service with an index that answers from memory what the real one answered before; see page.py."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

from flask import Flask

from register.serving import front
from register.settings import read_settings
from search.engine.request import Found, SearchRequest
from search.engine.service import INDEX
from tests.benchmark.page import CANNED


class CannedIndex:
    """Knows the answers."""

    def __init__(self, answers: dict[str, Found], counts: dict[str, int]) -> None:
        self._answers, self._counts = answers, counts

    def search(self, request: SearchRequest) -> Found:
        return self._answers[request.digest()]

    def totals(self, requests: Sequence[SearchRequest]) -> tuple[int, ...]:
        return tuple(self._counts[request.digest()] for request in requests)


def create() -> Flask:
    app = front()
    answers, counts = pickle.loads((read_settings().data / CANNED).read_bytes())  # noqa: S301 - our own, of a moment ago
    app.extensions[INDEX] = CannedIndex(answers, counts)
    return app
