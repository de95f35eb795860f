"""The pages that combine rooms."""
