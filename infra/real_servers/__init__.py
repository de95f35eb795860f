"""Real servers for tests and trials: one entry each in `catalogue`, started and stopped by `running`.

They hold nothing worth keeping (durability is switched off where that makes tests faster) and listen on loopback only.
"""
