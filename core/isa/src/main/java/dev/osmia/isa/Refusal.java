package dev.osmia.isa;

import java.util.function.Supplier;

/**
 * A slot that is no instruction, between the rule that refuses it and the decoder. Made without stack trace and
 * message: lenient decoding meets one for every slot of a hostile file, and asks for neither.
 */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Supplier<String> reason;

    Refusal(Supplier<String> reason) {
        super(null, null, false, false);
        this.reason = reason;
    }

    /** What is wrong, and what was expected. */
    String reason() {
        return reason.get();
    }
}
