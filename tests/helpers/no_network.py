"""A process that the system ends if it, or a child of it, asks for a socket to another machine."""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

#: The number of the call that makes a socket, and what the system calls the machine.
_MACHINES = {"x86_64": (41, 0xC000003E), "aarch64": (198, 0xC00000B7)}

#: Whether this system can be asked for it.
CAN = sys.platform == "linux" and platform.machine() in _MACHINES

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000

#: Sockets of this machine alone: of the desktop, and of the kernel's own news.
_UNIX, _NETLINK = 1, 16


def forbid() -> None:
    """From now on, and for every child.

    Raises:
        OSError: the system does not do it.
    """
    call, machine = _MACHINES[platform.machine()]
    steps = [
        (_LOAD, 0, 0, 4),  # the machine
        (_IF_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_IF_EQUAL, 1, 0, call),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, 16),  # its first argument: the family
        (_IF_EQUAL, 1, 0, _UNIX),
        (_IF_EQUAL, 0, 1, _NETLINK),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    )
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in (
        (_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (_PR_SET_SECCOMP, _FILTER, ctypes.addressof(program), 0, 0),
    ):
        if libc.prctl(*(ctypes.c_ulong(each) for each in arguments)):
            raise OSError(ctypes.get_errno(), "the system does not forbid sockets")
