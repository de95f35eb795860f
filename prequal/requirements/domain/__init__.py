"""What is asked nationally of providers, as rules over plain data: standard library only."""
