"""What people do with claims: one function a user action."""

from register.claims.services.claims import approve_claim, claim_setting, refuse_claim, withdraw_claim

__all__ = ["approve_claim", "claim_setting", "refuse_claim", "withdraw_claim"]
