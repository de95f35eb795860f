"""What an auditor may look at: the nation, or one authority's or one consortium's people and decisions."""

from dataclasses import dataclass

from register.core.access import Principal


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose record is open: `codes` are the GSS codes of the authorities, `own` the auditor's organisation.

    `national` opens everything.
    """

    national: bool
    codes: frozenset[str] = frozenset()
    own: str = ""


def scope_of(principal: Principal) -> Scope:
    """Return what an auditor may look at; nothing for anybody else."""
    if principal.audits is None:
        return Scope(national=True)
    if not principal.audits:
        return Scope(national=False)
    return Scope(national=False, codes=principal.audits, own=principal.organisation_id or "")
