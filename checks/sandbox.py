"""Confines the calling process for good: no network, no other processes, no files but those it is given. Linux only.

Three layers, each used where the kernel allows it and none needing root: namespaces (network, processes, IPC),
seccomp (no sockets, no looking into other processes), Landlock (files). `Confinement.layers` says which hold.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 22, 36, 38
_NEWIPC, _NEWUSER, _NEWPID, _NEWNET = 0x08000000, 0x10000000, 0x20000000, 0x40000000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a confined process may take."""

    cpu_seconds: int
    memory_bytes: int
    """Address space of each process."""
    file_bytes: int
    """Size of each file it writes."""
    processes: int = 64
    """Of this user, where the kernel counts them: it does not for root."""
    open_files: int = 256


def die_with_parent() -> None:
    """SIGKILL for this process when the thread that made it is gone, however it went."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Descendants that lose their parent become children of this process, so that it can end them."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def enter_namespaces() -> list[str]:
    """A network, process and IPC namespace of its own, through a user namespace or as root. The layers that hold.

    The process namespace begins with the next fork.
    """
    user, group = os.geteuid(), os.getegid()
    for flags in (_NEWUSER | _NEWNET | _NEWPID | _NEWIPC, _NEWNET | _NEWPID | _NEWIPC):
        if _LIBC.unshare(flags) == 0:
            if flags & _NEWUSER:
                _map_self(user, group)
            return ["network namespace", "process namespace"]
    return []


def _map_self(user: int, group: int) -> None:
    """Itself and nobody else: without it no file could be made."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")


def bound(bounds: Bounds) -> None:
    """Resource limits, for this process and all that it starts."""
    wanted = {
        resource.RLIMIT_CPU: bounds.cpu_seconds,
        resource.RLIMIT_AS: bounds.memory_bytes,
        resource.RLIMIT_FSIZE: bounds.file_bytes,
        resource.RLIMIT_NOFILE: bounds.open_files,
        resource.RLIMIT_NPROC: bounds.processes,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def confine(readable: Iterable[Path], writable: Iterable[Path]) -> list[str]:
    """Landlock and seccomp; there is no way back. The layers that hold."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    abi = restrict_files(readable, writable)
    layers = [f"files (Landlock {abi})"] if abi else []
    return [*layers, "no sockets (seccomp)"] if deny_calls(_DENIED) else layers


# Landlock: linux/landlock.h. Syscall numbers are the same on all architectures.

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE, _IOCTL = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14, 1 << 15
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
_FS_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""Landlock version -> how many rights on files it knows; later ones know as many as the last."""


def restrict_files(readable: Iterable[Path], writable: Iterable[Path]) -> int:
    """Nothing but these and what is below them can be opened from now on. The version of Landlock; 0: there is none."""
    abi = _LIBC.syscall(_CREATE_RULESET, None, 0, 1)
    if abi < 1:
        return 0
    everything = (1 << _FS_RIGHTS[min(abi, 5)]) - 1
    attributes = struct.pack("QQQ", everything, 0b11, 0b11)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    ruleset = _LIBC.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return 0
    for path, rights in [*((path, _READ) for path in readable), *((path, everything) for path in writable)]:
        _allow(ruleset, path, rights & everything)
    restricted = _LIBC.syscall(_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return int(abi) if restricted else 0


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no right
    rights = rights if path.is_dir() else rights & _OF_FILES
    _LIBC.syscall(_ADD_RULE, ruleset, 1, struct.pack("=Qi", rights, descriptor), 0)
    os.close(descriptor)


# seccomp: linux/seccomp.h, linux/filter.h, linux/audit.h.

_CALLS = {
    "x86_64": {"socket": 41, "ptrace": 101, "unshare": 272, "process_vm_readv": 310, "process_vm_writev": 311},
    "aarch64": {"socket": 198, "ptrace": 117, "unshare": 97, "process_vm_readv": 270, "process_vm_writev": 271},
}
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_NEWER_CALLS = {"io_uring_setup": 425, "pidfd_getfd": 438}
_DENIED = ("socket", "ptrace", "process_vm_readv", "process_vm_writev", "io_uring_setup", "pidfd_getfd")
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _FAIL, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_X32 = 0x40000000
"""Where the other numbering of the same calls begins on x86-64."""


def deny_calls(names: Sequence[str]) -> bool:
    """These system calls fail with EPERM from now on. Whether the kernel agreed. Needs no_new_privs or root."""
    if platform.machine() not in _CALLS:
        return False
    architecture, numbers = _ARCHITECTURES[platform.machine()], _CALLS[platform.machine()] | _NEWER_CALLS
    denied = [numbers[name] for name in names]
    program = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, len(denied) + 1, 0, _X32),
        *((_EQUAL, len(denied) - place, 0, number) for place, number in enumerate(denied)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _FAIL | errno.EPERM),
    ]
    filters = b"".join(struct.pack("HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(filters, len(filters))
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    return int(_LIBC.prctl(_PR_SET_SECCOMP, 2, header, 0, 0)) == 0


def _prctl(option: int, value: int) -> None:
    if _LIBC.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option}")
