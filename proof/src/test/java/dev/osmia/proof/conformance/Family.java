package dev.osmia.proof.conformance;

import java.util.List;

/** The cases of one form of one instruction. */
record Family(String name, List<Case> cases) {
    Family {
        cases = List.copyOf(cases);
    }

    @Override
    public String toString() {
        return name + " (" + cases.size() + " cases)";
    }
}
