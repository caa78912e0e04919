package dev.osmia.embedded.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * Address space that costs nothing until it is touched.
 *
 * <p>It is unmapped once the last segment that was cut from it is unreachable, never earlier: a thread that still reads
 * a closed kernel's memory finds zeros and no hole.
 */
final class ReservedMemory {
    /** Pages are at most this large on the systems that Java runs on. */
    static final long PAGE = 64 * 1024;
    /** From so many bytes on a system call and the faults that follow cost less than writing zeros. */
    private static final long MUCH = 4 * PAGE;

    private static final boolean WINDOWS = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    private ReservedMemory() {
    }

    /**
     * Reserves zeroed memory.
     *
     * @param alignment what its address is a multiple of
     * @param margin bytes before and behind it that can be touched, too; behind it they belong to the segment
     * @throws OutOfMemoryError if the address space is exhausted
     */
    static MemorySegment reserve(long size, long alignment, int margin) {
        long all = size + alignment + 2L * margin;
        MemorySegment whole = WINDOWS ? Windows.reserve(all) : Posix.reserve(all);
        long start = (whole.address() + margin + alignment - 1 & -alignment) - whole.address();
        commit(whole.asSlice(start - margin, size + 2L * margin));
        return whole.asSlice(start, size + margin);
    }

    /** A segment that spans all addresses. */
    @SuppressWarnings("restricted")
    static MemorySegment everything() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /**
     * Makes a part usable where the system wants to be told so: all that a masked address can reach. Windows ends the
     * JVM for an access to a page that is only reserved. A committed page takes memory once it is touched, and until
     * then counts against the system's commit limit.
     *
     * @throws OutOfMemoryError if that limit is reached
     */
    private static void commit(MemorySegment part) {
        if (WINDOWS) {
            Windows.commit(part);
        }
    }

    /** Gives the pages of a part back where the system can do so without making the addresses invalid. */
    static void release(MemorySegment part) {
        if (!WINDOWS) {
            Posix.release(part);
        }
    }

    /** Makes a part zero; of a large one Linux takes the pages back, which nobody has to touch for that. */
    static void clear(MemorySegment part) {
        long size = part.byteSize();
        long before = -part.address() & PAGE - 1;
        long pages = size - before & -PAGE;
        if (!Posix.RELEASE_ZEROES || pages < MUCH) {
            part.fill((byte) 0);
            return;
        }
        part.asSlice(0, before).fill((byte) 0);
        release(part.asSlice(before, pages));
        part.asSlice(before + pages).fill((byte) 0);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(Linker linker, MemorySegment symbol, FunctionDescriptor type) {
        return linker.downcallHandle(symbol, type);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment guarded(MemorySegment address, long size,
            java.util.function.Consumer<MemorySegment> cleanup) {
        return address.reinterpret(size, Arena.ofAuto(), cleanup);
    }

    private static RuntimeException unexpected(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(failure);
    }

    private static final class Posix {
        private static final boolean MAC = System.getProperty("os.name").startsWith("Mac");
        private static final int PROT_READ_WRITE = 3;
        /** {@code MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE}, numbered differently by Linux and macOS. */
        private static final int MAP_FLAGS = MAC ? 0x2 | 0x1000 | 0x40 : 0x2 | 0x20 | 0x4000;
        /** {@code MADV_DONTNEED} makes Linux forget the pages; macOS frees them only on demand ({@code MADV_FREE}). */
        private static final int MADVICE = MAC ? 5 : 4;
        private static final boolean RELEASE_ZEROES = System.getProperty("os.name").equals("Linux");
        private static final Linker LINKER = Linker.nativeLinker();
        private static final MethodHandle MMAP = handle("mmap",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        private static final MethodHandle MUNMAP = handle("munmap",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
        private static final MethodHandle MADVISE = handle("madvise",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

        private static MethodHandle handle(String name, FunctionDescriptor type) {
            return function(LINKER, LINKER.defaultLookup().findOrThrow(name), type);
        }

        static MemorySegment reserve(long size) {
            for (int attempt = 0;; attempt++) {
                MemorySegment address = map(size);
                if (address.address() != -1) {
                    return guarded(address, size, whole -> unmap(whole, size));
                }
                if (attempt == 3) {
                    throw new OutOfMemoryError("cannot reserve " + size + " bytes of address space");
                }
                System.gc();
            }
        }

        private static MemorySegment map(long size) {
            try {
                return (MemorySegment) MMAP.invokeExact(MemorySegment.NULL, size, PROT_READ_WRITE, MAP_FLAGS, -1, 0L);
            } catch (Throwable failure) {
                throw unexpected(failure);
            }
        }

        private static void unmap(MemorySegment whole, long size) {
            try {
                int ignored = (int) MUNMAP.invokeExact(whole, size);
            } catch (Throwable failure) {
                throw unexpected(failure);
            }
        }

        static void release(MemorySegment part) {
            try {
                int ignored = (int) MADVISE.invokeExact(part, part.byteSize(), MADVICE);
            } catch (Throwable failure) {
                throw unexpected(failure);
            }
        }
    }

    private static final class Windows {
        private static final int MEM_COMMIT = 0x1000;
        private static final int MEM_RESERVE = 0x2000;
        private static final int MEM_RELEASE = 0x8000;
        private static final int PAGE_READWRITE = 4;
        private static final Linker LINKER = Linker.nativeLinker();
        private static final MethodHandle ALLOC = handle("VirtualAlloc",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT));
        private static final MethodHandle FREE = handle("VirtualFree",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

        @SuppressWarnings("restricted")
        private static MethodHandle handle(String name, FunctionDescriptor type) {
            var library = java.lang.foreign.SymbolLookup.libraryLookup("kernel32", Arena.global());
            return function(LINKER, library.findOrThrow(name), type);
        }

        static MemorySegment reserve(long size) {
            MemorySegment address = alloc(MemorySegment.NULL, size, MEM_RESERVE, "reserve");
            return guarded(address, size, Windows::free);
        }

        private static void commit(MemorySegment part) {
            MemorySegment ignored = alloc(part, part.byteSize(), MEM_COMMIT, "commit");
        }

        /** Tries again once regions that nobody reaches any more are given back. */
        private static MemorySegment alloc(MemorySegment at, long size, int type, String what) {
            for (int attempt = 0;; attempt++) {
                MemorySegment address = alloc(at, size, type);
                if (address.address() != 0) {
                    return address;
                }
                if (attempt == 3) {
                    throw new OutOfMemoryError("cannot " + what + " " + size + " bytes of address space");
                }
                System.gc();
            }
        }

        private static MemorySegment alloc(MemorySegment at, long size, int type) {
            try {
                return (MemorySegment) ALLOC.invokeExact(at, size, type, PAGE_READWRITE);
            } catch (Throwable failure) {
                throw unexpected(failure);
            }
        }

        private static void free(MemorySegment whole) {
            try {
                int ignored = (int) FREE.invokeExact(whole, 0L, MEM_RELEASE);
            } catch (Throwable failure) {
                throw unexpected(failure);
            }
        }
    }
}
