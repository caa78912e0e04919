package dev.osmia.object;

import dev.osmia.isa.Instruction;

/**
 * What an instruction refers to by name until a kernel loads the program and fills in descriptors or addresses.
 * Calls of subprograms and callback addresses are no references: linking has made them relative.
 */
public sealed interface Reference {

    /** The name that the instruction refers to. */
    String name();

    /** A wide load of a map's address. */
    record ToMap(String name) implements Reference {}

    /**
     * A wide load of an address inside the only value of a global data map.
     *
     * @param name the map's name
     * @param offset bytes into the value
     */
    record ToMapValue(String name, int offset) implements Reference {}

    /**
     * A wide load of a kernel variable's address ({@code .ksyms}).
     *
     * @param name the variable's name in the kernel
     * @param typed whether the object declares its type, so that the kernel's BTF must know it
     * @param weak whether a kernel without it makes the address 0 and not an error
     */
    record ToKernelVariable(String name, boolean typed, boolean weak) implements Reference {}

    /**
     * A call of a kernel function, or a wide load of its address.
     *
     * @param name the function's name in the kernel
     * @param weak whether a kernel without it poisons the call and does not refuse the object
     * @param number what number the file's loader gives it among all that the file leaves to the kernel to define
     */
    record ToKernelFunction(String name, boolean weak, int number) implements Reference {
        /** A helper number that no kernel has, and what libbpf adds the function's own number to. */
        private static final int NO_HELPER = 2_002_000_000;

        /** The only one of its file. */
        public ToKernelFunction(String name, boolean weak) {
            this(name, weak, 0);
        }

        /** What stands for the call where the kernel has no such function: no verifier accepts it but in dead code. */
        public Instruction.CallHelper poison() {
            return new Instruction.CallHelper(NO_HELPER + number);
        }
    }
}
