#!/usr/bin/env python3
"""Asks a running kernel what its tables hold, by trying it out: the facts that the tests compare ours with.

Usage, as root: ask-linux.py helpers|perfmon|kfuncs|contexts|maps > FILE
"""
import ctypes, os, platform, struct, sys

BPF_MAP_CREATE, BPF_PROG_LOAD, SLEEPABLE, EPERM = 0, 5, 16, 1
EXIT, GPL = struct.pack("<Q", 0x95), b"GPL\0"
libc = ctypes.CDLL(None, use_errno=True)

# Program types with the attach types that matter. Missing: what this kernel was built without (LIRC_MODE2) or loads
# only with a BTF target (TRACING, LSM, EXT, STRUCT_OPS).
PROGRAMS = {
    "SOCKET_FILTER": (1, {}), "KPROBE": (2, {}), "SCHED_CLS": (3, {}), "SCHED_ACT": (4, {}), "TRACEPOINT": (5, {}),
    "XDP": (6, {"XDP": 37, "XDP_DEVMAP": 33}), "PERF_EVENT": (7, {}), "CGROUP_SKB": (8, {}),
    "CGROUP_SOCK": (9, {"CGROUP_INET_SOCK_CREATE": 2, "CGROUP_INET_SOCK_RELEASE": 34, "CGROUP_INET4_POST_BIND": 12,
                        "CGROUP_INET6_POST_BIND": 13}),
    "LWT_IN": (10, {}), "LWT_OUT": (11, {}), "LWT_XMIT": (12, {}), "SOCK_OPS": (13, {"CGROUP_SOCK_OPS": 3}),
    "SK_SKB": (14, {}), "CGROUP_DEVICE": (15, {"CGROUP_DEVICE": 6}), "SK_MSG": (16, {"SK_MSG_VERDICT": 7}),
    "RAW_TRACEPOINT": (17, {}),
    "CGROUP_SOCK_ADDR": (18, {
        "CGROUP_INET4_BIND": 8, "CGROUP_INET6_BIND": 9, "CGROUP_INET4_CONNECT": 10, "CGROUP_INET6_CONNECT": 11,
        "CGROUP_UDP4_SENDMSG": 14, "CGROUP_UDP6_SENDMSG": 15, "CGROUP_UDP4_RECVMSG": 19, "CGROUP_UDP6_RECVMSG": 20,
        "CGROUP_INET4_GETPEERNAME": 29, "CGROUP_INET6_GETPEERNAME": 30, "CGROUP_INET4_GETSOCKNAME": 31,
        "CGROUP_INET6_GETSOCKNAME": 32, "CGROUP_UNIX_CONNECT": 49, "CGROUP_UNIX_SENDMSG": 50,
        "CGROUP_UNIX_RECVMSG": 51, "CGROUP_UNIX_GETPEERNAME": 52, "CGROUP_UNIX_GETSOCKNAME": 53}),
    "LWT_SEG6LOCAL": (19, {}), "SK_REUSEPORT": (21, {"SK_REUSEPORT_SELECT": 39}), "FLOW_DISSECTOR": (22, {}),
    "CGROUP_SYSCTL": (23, {}), "RAW_TRACEPOINT_WRITABLE": (24, {}),
    "CGROUP_SOCKOPT": (25, {"CGROUP_GETSOCKOPT": 21, "CGROUP_SETSOCKOPT": 22}), "SK_LOOKUP": (30, {"SK_LOOKUP": 36}),
    "SYSCALL": (31, {}), "NETFILTER": (32, {"NETFILTER": 45}),
}
LOADS = {1: 0x71, 2: 0x69, 4: 0x61, 8: 0x79}
STORES = {1: 0x73, 2: 0x6B, 4: 0x63, 8: 0x7B}


def instruction(opcode, destination=0, source=0, offset=0, immediate=0):
    return struct.pack("<BBhi", opcode, source << 4 | destination, offset, immediate)


def bpf(command, attributes):
    attributes = (ctypes.c_char * 160).from_buffer(bytearray(attributes.ljust(160, b"\0")))
    result = libc.syscall(321, command, attributes, 160)
    if result < 0:
        return ctypes.get_errno()
    os.close(result)
    return 0


def load(program, attach, code, license=GPL):
    """The errno of the load, and the verifier's log."""
    code, license = ctypes.create_string_buffer(code, len(code)), ctypes.create_string_buffer(license)
    log = ctypes.create_string_buffer(1 << 16)
    flags = SLEEPABLE if program == PROGRAMS["SYSCALL"][0] else 0
    error = bpf(BPF_PROG_LOAD, struct.pack("<IIQQIIQII16sII", program, len(code) // 8, ctypes.addressof(code),
        ctypes.addressof(license), 1, len(log), ctypes.addressof(log), 0, flags, b"", 0, attach))
    return error, log.value.decode()


def variants():
    for name, (program, attaches) in PROGRAMS.items():
        for attach_name, attach in (attaches or {"": 0}).items():
            yield (name + "/" + attach_name).rstrip("/"), program, attach


def helpers():
    for name, program, attach in variants():
        callable, gpl_only = [], []
        for helper in range(1, 212):
            code = instruction(0x85, immediate=helper) + instruction(0xB7) + EXIT
            if "cannot use helper" not in load(program, attach, code)[1]:
                callable.append(helper)
                if "GPL" in load(program, attach, code, b"none\0")[1]:
                    gpl_only.append(helper)
        print(name, "callable", *callable)
        print(name, "gpl", *gpl_only)


def perfmon():
    """What programs may no longer call when their loader has no CAP_PERFMON; of types that it may not load at all,
    nothing."""
    before = {name: callable_helpers(program, attach) for name, program, attach in variants()}
    drop_capabilities(21, 38)
    for name, program, attach in variants():
        if load(program, attach, instruction(0xB7) + EXIT)[0] != EPERM:
            print(name, *sorted(before[name] - callable_helpers(program, attach)))


def callable_helpers(program, attach):
    return {helper for helper in range(1, 212) if "cannot use helper" not in load(program, attach,
        instruction(0x85, immediate=helper) + instruction(0xB7) + EXIT)[1]}


def drop_capabilities(*numbers):
    header = ctypes.create_string_buffer(struct.pack("<II", 0x20080522, 0), 8)
    data = ctypes.create_string_buffer(24)
    libc.syscall(125, header, data)
    words = list(struct.unpack("<6I", data.raw))
    for number in numbers:
        words[3 * (number // 32)] &= ~(1 << number % 32)
    libc.syscall(126, header, ctypes.create_string_buffer(struct.pack("<6I", *words), 24))


def kfuncs():
    """The program types that may call each kernel function: a call is refused for another reason, if at all. Those that
    need a program bound to a device are left out."""
    for function, number in sorted(functions().items()):
        allowed = {}
        for name, program, attach in variants():
            call = instruction(0x85, source=2, immediate=number)
            log = load(program, attach, call + instruction(0xB7) + EXIT)[1]
            if "is not allowed" not in log and "device-bound" not in log:
                allowed[name.split("/")[0]] = None
        if allowed:
            print(function, *(["all"] if len(allowed) == len(PROGRAMS) else allowed))


def functions():
    """BTF ids of all functions that are marked as kfuncs."""
    with open("/sys/kernel/btf/vmlinux", "rb") as file:
        btf = file.read()
    header, types, size, strings = struct.unpack_from("<IIII", btf, 4)
    types, strings = header + types, header + strings
    names, marked, position, number = {}, [], types, 0
    trailer = {1: 4, 3: 12, 14: 4, 17: 4}
    entries = {4: 12, 5: 12, 6: 8, 13: 8, 15: 12, 19: 12}
    while position < types + size:
        name, info, target = struct.unpack_from("<III", btf, position)
        kind, count, number = info >> 24 & 31, info & 0xFFFF, number + 1
        text = btf[strings + name:btf.index(b"\0", strings + name)].decode()
        if kind == 12:
            names[number] = text
        if kind == 17 and text == "bpf_kfunc":
            marked.append(target)
        position += 12 + trailer.get(kind, 0) + count * entries.get(kind, 0)
    return {names[target]: target for target in marked}


def contexts():
    for name, program, attach in variants():
        accepted = next(value for value in (0, 1) if load(program, attach, returning(value))[0] == 0)
        for verb, opcodes in ("read", LOADS), ("write", STORES):
            for size, opcode in opcodes.items():
                at = [offset for offset in range(0, 256, size) if load(program, attach,
                    touching(verb, opcode, offset) + returning(accepted))[0] == 0]
                print(name, verb, size, *at)


def touching(verb, opcode, offset):
    if verb == "read":
        return instruction(opcode, 2, 1, offset)
    return instruction(0xB7, 2) + instruction(opcode, 1, 2, offset)


def returning(value):
    return instruction(0xB7, immediate=value) + EXIT


def maps():
    sizes = 0, 1, 2, 4, 5, 7, 8, 12, 16, 24, 32, 260, 261, 512, 513, 1016, 1024, 32768, 32776, 65407, 65408, 4194024
    plain = {}
    for kind in range(1, 34):
        for key in 0, 4, 5, 8, 16:
            for value in 0, 4, 8, 32:
                for entries in 0, 1, 4096:
                    for flags in 0, 1, 0x400:
                        plain.setdefault(kind, (key, value, entries, flags))
                        if create(kind, key, value, entries, flags) == 0:
                            plain[kind] = key, value, entries, flags
    for kind, (key, value, entries, flags) in plain.items():
        if create(kind, key, value, entries, flags) != 0:
            continue
        print(kind, "key", value, entries, flags, *(f"{n}:{create(kind, n, value, entries, flags)}" for n in sizes))
        print(kind, "value", key, entries, flags, *(f"{n}:{create(kind, key, n, entries, flags)}" for n in sizes))
        print(kind, "entries", key, value, flags,
            *(f"{n}:{create(kind, key, value, n, flags)}" for n in (0, 1, 2, 3, 4095, 4096, 8192, 12288)))
        print(kind, "flags", key, value, entries,
            *(f"{1 << bit}:{create(kind, key, value, entries, flags | 1 << bit)}" for bit in range(19)))


def create(kind, key, value, entries, flags):
    return bpf(BPF_MAP_CREATE, struct.pack("<IIIII", kind, key, value, entries, flags))


if __name__ == "__main__":
    print("# Linux", platform.release(), "on", platform.machine() + ":", "ask-linux.py", sys.argv[1])
    {"helpers": helpers, "perfmon": perfmon, "kfuncs": kfuncs, "contexts": contexts, "maps": maps}[sys.argv[1]]()
