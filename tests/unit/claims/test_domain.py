from register.claims.domain import CLAIM_MOVES, ClaimStatus


def test_what_is_decided_about_a_claim_stays_decided() -> None:
    assert set(CLAIM_MOVES) == set(ClaimStatus)
    assert [one for one, moves in CLAIM_MOVES.items() if moves] == [ClaimStatus.PROPOSED]
