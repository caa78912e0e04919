package dev.osmia.isa.text;

/** The reading half of a dialect. */
interface InstructionReader {

    /**
     * Reads one instruction and leaves the cursor after it.
     *
     * @throws AssemblyException where the text does not continue as an instruction does
     */
    Pending read(Tokens tokens, Symbols symbols);
}
