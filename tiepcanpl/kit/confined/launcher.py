"""Sets the limits of a process; as a script, runs a command under them, needing nothing but Python.

    python -I launcher.py MEMORY_BYTES CPU_SECONDS FILE_BYTES COMMAND [ARGUMENT …]

The command dies with the process that asked for it, writes no core files, and reaches no network where the system lets an
ordinary process give its network up.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_OPEN_FILES = 1024


def confine(memory: int, seconds: int, largest_file: int) -> None:
    """Set the limits of this process and of all that it starts."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: largest_file,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
    }
    for kind, most in limits.items():
        hard = resource.getrlimit(kind)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (value, value))
    # Not Linux, or a system that forbids it: the other limits hold all the same.
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        library.unshare(_NEW_USER | _NEW_NETWORK)


if __name__ == "__main__":
    confine(*map(int, sys.argv[1:4]))
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606  # the command is made by `sandbox`, never by a person
