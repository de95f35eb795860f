"""What people do with claims: one function a user action."""

from register.claims.services.claims import (
    Outcome,
    approve_claim,
    claim_setting,
    claim_settings,
    refuse_claim,
    withdraw_claim,
)

__all__ = ["Outcome", "approve_claim", "claim_setting", "claim_settings", "refuse_claim", "withdraw_claim"]
