package dev.osmia.linux;

import java.time.Duration;

/**
 * What Linux says about a loaded program ({@code struct bpf_prog_info}).
 *
 * @param type number of its {@link dev.osmia.abi.ProgramType}
 * @param id its number, never 0
 * @param name its name, at most 15 characters
 * @param tag a hash of its instructions, 8 bytes as a big-endian number
 * @param instructions slots after the verifier's rewriting
 * @param machineCodeBytes bytes of machine code
 * @param maps how many maps it uses
 * @param verifiedInstructions how many the verifier walked through; 0 before Linux 5.16
 * @param runTime time spent in it, only counted while BPF statistics are enabled
 * @param runs how often it ran, only counted while BPF statistics are enabled
 */
public record ProgramInfo(int type, int id, String name, long tag, int instructions, int machineCodeBytes, int maps,
        int verifiedInstructions, Duration runTime, long runs) {

    private static final int SLOT_BYTES = 8;

    static ProgramInfo of(BpfStruct info) {
        return new ProgramInfo((int) info.get("type"), (int) info.get("id"), info.getText("name"),
                Long.reverseBytes(info.get("tag")),
                (int) info.get("xlated_prog_len") / SLOT_BYTES, (int) info.get("jited_prog_len"),
                (int) info.get("nr_map_ids"), (int) info.get("verified_insns"),
                Duration.ofNanos(info.get("run_time_ns")), info.get("run_cnt"));
    }
}
