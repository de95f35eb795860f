"""The fictional country's regulator files: the same rows that the importers read out of published ones."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Self

from register.demo.country import FictionalSetting, generator
from register.regulators.importers.facts import FactValue, Source
from register.regulators.importers.rows import (
    FileHead,
    InspectionRow,
    JoinerRow,
    Kind,
    LeaverRow,
    PremisesRow,
    RejectedRow,
    SettingRow,
    SheetHead,
)

# Days before today of the files that were loaded, oldest first: fourteen months of history.
ISSUES = (420, 240, 60)
HIDDEN = frozenset({"CH", "CH-SB", "SCH", "SA"})
FIRST_ROW = 5
SA_OUTCOMES = {
    "Outstanding": "Consistently strong service delivery",
    "Good": "Consistently strong service delivery",
    "Requires improvement to be good": "Inconsistent quality of service delivery",
    "Inadequate": "Serious or widespread weaknesses",
}
GRADE_OF = {"Outstanding": 6, "Good": 5, "Requires improvement to be good": 3, "Inadequate": 2}
RATING_OF = {
    "Outstanding": "Excellent",
    "Good": "Good",
    "Requires improvement to be good": "Requires improvement",
    "Inadequate": "Requires significant improvement",
}


class FictionalFile:
    """One issue of one regulator's file, as an opened file."""

    def __init__(self, source: Source, settings: list[FictionalSetting], *, as_of: date, seed: int) -> None:
        self._settings = [
            one for one in settings if one.opened_on <= as_of and (one.closed_on is None or one.closed_on > as_of)
        ]
        self._seed = seed
        self.expected_rows = len(self._settings)
        name = f"demo:{seed}:{source}:{as_of.isoformat()}:{len(self._settings)}"
        sheets = [SheetHead("Fictional", Kind.SETTINGS, "fictional", FIRST_ROW - 1, ())]
        if source is Source.OFSTED:
            sheets.append(SheetHead("Fictional premises", Kind.PREMISES, "fictional-premises", FIRST_ROW - 1, ()))
        self.head = FileHead(
            source=source,
            layout="fictional",
            sha256=hashlib.sha256(name.encode()).hexdigest(),
            size=0,
            as_of=as_of,
            as_of_named=True,
            full=True,
            sheets=tuple(sheets),
            ignored=(),
        )

    def settings(self) -> Iterator[SettingRow | RejectedRow]:
        """Yield every setting that was registered on the day."""
        for row, one in enumerate(self._settings, FIRST_ROW):
            yield SettingRow(row, one.scheme, one.id, one.provision, one.code, self._facts(one))

    def listing(self) -> Iterator[SettingRow | RejectedRow]:
        """Yield nothing: the provider level holds all."""
        return iter(())

    def premises(self) -> Iterator[PremisesRow | RejectedRow]:
        """Yield the premises of supported accommodation."""
        row = FIRST_ROW
        for one in self._settings:
            rng = generator(self._seed, one.opened_on, f"premises:{one.number}")
            for _ in range(one.premises):
                places = rng.randrange(1, 6)
                category = rng.choice(("Self-contained unit", "Ring-fenced shared", "Shared", "Private household"))
                yield PremisesRow(
                    row=row,
                    scheme=one.scheme,
                    id=one.id,
                    category=category,
                    places=places,
                    authority=one.authority,
                    region=one.region,
                    government_region=one.region,
                    constituency=None,
                    registration_status="Active",
                    registered_on=one.opened_on,
                )
                row += 1

    def inspections(self) -> Iterator[InspectionRow | RejectedRow]:
        """Yield nothing: the provider level holds the latest."""
        return iter(())

    def leavers(self) -> Iterator[LeaverRow | RejectedRow]:
        """Yield nothing: who left is seen by comparing full files."""
        return iter(())

    def joiners(self) -> Iterator[JoinerRow | RejectedRow]:
        """Yield nothing: who joined is seen by comparing full files."""
        return iter(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        return None

    def _facts(self, one: FictionalSetting) -> dict[str, FactValue]:
        hidden = one.code in HIDDEN
        facts: dict[str, FactValue] = {
            "name": None if hidden and one.code != "SA" else one.owner,
            "redacted": hidden,
            "authority": one.authority,
            "region": one.region,
            "owner_name": one.owner,
            "registration_status": "Active",
            "registered_on": one.opened_on,
            "places": one.places,
        }
        if one.premises:
            facts["premises"] = one.premises
        seen = one.inspected_on is not None and one.inspected_on <= self.head.as_of - timedelta(days=30)
        judgement = one.judgement if seen else None
        if self.head.source is Source.OFSTED:
            supported = one.code == "SA"
            facts["latest_full.inspected_on"] = one.inspected_on if seen else None
            facts["latest_full.overall"] = None if supported else judgement
            facts["latest_full.supported_accommodation"] = SA_OUTCOMES[judgement] if supported and judgement else None
        elif self.head.source is Source.CARE_INSPECTORATE:
            facts["last_inspected_on"] = one.inspected_on if seen else None
            facts["grade.lowest"] = GRADE_OF[judgement] if judgement else None
        else:
            facts["rating.well_being"] = RATING_OF[judgement] if judgement else None
        return facts


def issues(source: Source, settings: list[FictionalSetting], *, today: date, seed: int) -> list[FictionalFile]:
    """Return every issue of a regulator's file that the country has loaded, oldest first."""
    return [FictionalFile(source, settings, as_of=today - timedelta(days=ago), seed=seed) for ago in ISSUES]
