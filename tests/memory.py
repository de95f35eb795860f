"""How much memory this process has taken at most."""

import re
import resource
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_bytes() -> int:
    """Return the peak of resident memory since the program began, in bytes.

    Linux keeps `ru_maxrss` across exec, so that a child of a large process begins with its parent's peak; VmHWM is
    the program's own.
    """
    if STATUS.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", STATUS.read_text())
        if found:
            return int(found[1]) * 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024
