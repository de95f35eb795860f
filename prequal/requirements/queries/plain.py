"""A version as plain data for machines: codes beside the words."""

from __future__ import annotations

from datetime import date
from typing import Any

from prequal.requirements.domain.catalogue import Parameter, Version
from prequal.requirements.queries.described import REFERENCES, described, lines_of


def plain_version(version: Version) -> dict[str, Any]:
    """Return a version as plain data for machines: codes and words."""
    one = described(version)
    return {
        "key": one.key,
        "version": one.number,
        "starts_on": one.starts_on,
        "theme": one.theme,
        "level": one.level.value,
        "title": one.text.title,
        "classes": dict(version.classes),
        "provisions": sorted(version.provisions),
        "nations": list(version.nations),
        "applies": one.text.applies,
        "ask": one.text.ask,
        "why": one.text.why,
        "used_for": one.text.used_for,
        "held_by": one.text.held_by,
        "evidence": [
            {"of": part.of, "fields": list(part.fields), "origin": part.origin.value} for part in version.evidence
        ],
        "rule": lines_of(one.rule),
        "parameters": {name: _plain_parameter(parameter) for name, parameter in version.parameters.items()},
        "validity": list(one.validity),
        "references": {name: list(getattr(version.references, name)) for name in REFERENCES},
        "narrative": version.narrative,
    }


def _plain_parameter(parameter: Parameter) -> dict[str, Any]:
    def number(value: Any) -> Any:  # noqa: ANN401 - a parameter's value, of whatever type
        return value if value is None or isinstance(value, str | int | date) else float(value)

    return {
        "unit": parameter.unit,
        "default": number(parameter.default),
        "least": number(parameter.least),
        "most": number(parameter.most),
        "choices": list(parameter.choices),
        "below": parameter.below.value,
        "above": parameter.above.value,
        "lots_only": parameter.lots_only,
    }
