package dev.osmia.isa.text;

import dev.osmia.isa.Code.Placed;

/** The printing half of a dialect. */
interface InstructionWriter {

    /** One instruction as text, without line end. */
    String write(Placed placed, SafeSymbols symbols);
}
