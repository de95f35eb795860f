"""Invented names. Every provider's name holds the word "Example", so that none can be a real provider's."""

import random

FIRST_HALVES = (
    "Amber", "Alder", "Aspen", "Beck", "Birch", "Bracken", "Bramble", "Briar", "Brook", "Calder", "Cedar", "Clover",
    "Copper", "Coral", "Dapple", "Ember", "Falcon", "Fern", "Finch", "Flint", "Furze", "Garnet", "Gorse", "Harebell",
    "Hazel", "Heron", "Hollin", "Iris", "Jasper", "Juniper", "Kestrel", "Kite", "Larch", "Lark", "Linden", "Linnet",
    "Lupin", "Mallow", "Maple", "Marram", "Meadow", "Merlin", "Mistle", "Moor", "Nettle", "Oriel", "Osier", "Otter",
    "Pebble", "Plover", "Poplar", "Quill", "Redwing", "Reed", "Rowan", "Rush", "Sable", "Sedge", "Shale", "Silver",
    "Skylark", "Sorrel", "Swift", "Tansy", "Teal", "Thistle", "Thorn", "Umber", "Vale", "Vetch", "Walnut", "Wren",
    "Yarrow", "Zephyr",
)  # fmt: skip
SECOND_HALVES = (
    "acre", "bank", "beacon", "bourne", "bridge", "brow", "cliff", "combe", "cote", "croft", "dale", "dene", "edge",
    "fell", "field", "ford", "garth", "gate", "glade", "grove", "harbour", "haven", "hurst", "ings", "knoll", "lea",
    "mead", "mere", "mount", "nook", "path", "pool", "ridge", "rise", "scar", "shaw", "side", "stead", "stone", "tarn",
    "thwaite", "view", "wake", "wath", "well", "wick", "wold", "wood", "worth", "yard",
)  # fmt: skip
KINDS = ("Care", "Children's Services", "Homes", "Fostering", "Families", "Futures", "Support", "Young People")
GIVEN = ("Alex", "Bo", "Casey", "Devon", "Ellis", "Frankie", "Gray", "Harper", "Indigo", "Jules", "Kit", "Lee", "Max")
FAMILY = ("Sample", "Demo", "Trial", "Specimen", "Instance", "Sketch", "Pattern", "Model", "Draft", "Fable")


def provider_names(count: int, rng: random.Random) -> list[str]:
    """Return that many different provider names, in an order that the generator decides."""
    stems = [first + second for first in FIRST_HALVES for second in SECOND_HALVES]
    rng.shuffle(stems)
    names = [f"{stem} Example {rng.choice(KINDS)}" for stem in stems[:count]]
    numbered = range(len(names), count)
    return names + [
        f"{stems[number % len(stems)]} Example {rng.choice(KINDS)} {number // len(stems) + 1}" for number in numbered
    ]


def place_name(rng: random.Random) -> str:
    """Return a name for a house."""
    return f"{rng.choice(FIRST_HALVES)}{rng.choice(SECOND_HALVES)} {rng.choice(('House', 'Lodge', 'Cottage', 'View'))}"


def person_name(rng: random.Random) -> str:
    """Return a name for a person."""
    return f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
