package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;
import dev.osmia.kernel.BpfException;

/** The system call bpf(2). */
final class Bpf {
    /** How often the verifier may be interrupted by signals before that counts as a failure; libbpf's number. */
    private static final int ATTEMPTS = 5;

    private Bpf() {
    }

    /**
     * Makes the call, again if a signal interrupted it.
     *
     * @return its result, or the error number, negated
     */
    static long call(BpfCommand command, BpfStruct attributes) {
        long result;
        int attempts = 0;
        do {
            result = SystemCalls.call(SystemCall.BPF, command.id(), attributes.memory().address(),
                    attributes.memory().byteSize());
        } while ((result == Errno.EAGAIN.result() || result == Errno.EINTR.result())
                && command != BpfCommand.PROG_TEST_RUN && ++attempts < ATTEMPTS);
        return result;
    }

    /**
     * Makes the call and returns its result.
     *
     * @param operation what the call is for, as a phrase for the message
     * @throws BpfException if the kernel refuses
     */
    static int require(BpfCommand command, BpfStruct attributes, String operation) {
        long result = call(command, attributes);
        if (result < 0) {
            throw refusal(command, result, operation);
        }
        return (int) result;
    }

    /** The exception for a result that is a negated error number. */
    static BpfException refusal(BpfCommand command, long result, String operation) {
        Errno errno = errno(result);
        return new BpfException(operation, errno, Explanations.of(command, errno));
    }

    /** The error of a negated number; {@link Errno#EIO} stands for those that bpf(2) does not have. */
    static Errno errno(long result) {
        return Errno.of((int) -result).orElse(Errno.EIO);
    }
}
