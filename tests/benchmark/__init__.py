"""The speeds that the documents quote, as ratios of two things measured side by side in one run.

A module here gives `measure() -> Iterable[Entry]`; `python -m tests.benchmark` runs every module, or those named.
"""
