"""Kinds, states and words of evidence: rules without tables or pages."""
