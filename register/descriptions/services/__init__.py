"""What a holder does with the description of its setting.

Every function but `read_place` runs inside the caller's transaction; for everybody but the holder there is no such
setting (NotFound).
"""

from register.descriptions.services.restricted import PlaceAnswer, index_others_anew, keep_place, read_place, save_place
from register.descriptions.services.sections import COLUMNS, FOR_OTHERS, save_section

__all__ = [
    "COLUMNS",
    "FOR_OTHERS",
    "PlaceAnswer",
    "index_others_anew",
    "keep_place",
    "read_place",
    "save_place",
    "save_section",
]
