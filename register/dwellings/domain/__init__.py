"""Rules of dwellings: what they are, which key says nothing of anybody, how large an area hides a household."""
