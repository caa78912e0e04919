package dev.osmia.linux;

import dev.osmia.abi.Errno;
import dev.osmia.kernel.BpfException;
import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntFunction;

/** A file descriptor that belongs to us. It is not closed while a thread uses it, so its number never means another file. */
final class Descriptor implements AutoCloseable {
    private static final int DUPLICATE_CLOSE_ON_EXEC = 1030;

    /** Descriptors that close together at the end. */
    static final class Owner implements AutoCloseable {
        private final Set<Descriptor> open = ConcurrentHashMap.newKeySet();
        private volatile boolean closed;

        /** Takes a descriptor over. */
        Descriptor own(int number, String name) {
            Descriptor descriptor = new Descriptor(number, name, this);
            open.add(descriptor);
            if (closed) {
                descriptor.close();
                requireOpen();
            }
            return descriptor;
        }

        void requireOpen() {
            if (closed) {
                throw new IllegalStateException("the kernel is closed");
            }
        }

        @Override
        public void close() {
            closed = true;
            open.forEach(Descriptor::close);
        }
    }

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final int number;
    private final String name;
    private final Owner owner;
    private boolean closed;

    private Descriptor(int number, String name, Owner owner) {
        this.number = number;
        this.name = name;
        this.owner = owner;
    }

    /**
     * The number, for those who know that nobody closes it meanwhile.
     *
     * @throws IllegalStateException after closing
     */
    int number() {
        return use(Integer::valueOf);
    }

    /**
     * Does something with the number; closing waits for it.
     *
     * @throws IllegalStateException after closing
     */
    <T extends @Nullable Object> T use(IntFunction<T> action) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(name + " is closed");
            }
            return action.apply(number);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Who closes it at the end. */
    Owner owner() {
        return owner;
    }

    /** Another descriptor of the same file, with a life of its own. */
    Descriptor duplicate() {
        long copy = use(fd -> SystemCalls.call(SystemCall.FCNTL, fd, DUPLICATE_CLOSE_ON_EXEC, 0));
        if (copy < 0) {
            throw new BpfException("duplicate the descriptor of " + name, Bpf.errno(copy), copy == Errno.EMFILE.result()
                    ? "the limit of open files (ulimit -n) is reached"
                    : "");
        }
        return owner.own((int) copy, name);
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                owner.open.remove(this);
                SystemCalls.call(SystemCall.CLOSE, number);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
