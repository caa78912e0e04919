package dev.osmia.linux;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The structures that bpf(2) takes and fills in (Linux, {@code union bpf_attr}, {@code struct bpf_map_info},
 * {@code struct bpf_prog_info} in {@code uapi/linux/bpf.h}): fields in order with their sizes in bytes. Numbers of 4 and
 * 8 bytes lie at multiples of their size, texts of 16 bytes anywhere.
 */
enum BpfLayout {
    MAP_CREATE("""
            map_type:4 key_size:4 value_size:4 max_entries:4 map_flags:4 inner_map_fd:4 numa_node:4 map_name:16
            map_ifindex:4 btf_fd:4 btf_key_type_id:4 btf_value_type_id:4 btf_vmlinux_value_type_id:4 map_extra:8"""),
    MAP_ELEMENT("map_fd:4 key:8 value:8 flags:8"),
    MAP_BATCH("in_batch:8 out_batch:8 keys:8 values:8 count:4 map_fd:4 elem_flags:8 flags:8"),
    BTF_LOAD("btf:8 btf_log_buf:8 btf_size:4 btf_log_size:4 btf_log_level:4 btf_log_true_size:4"),
    PROGRAM_LOAD("""
            prog_type:4 insn_cnt:4 insns:8 license:8 log_level:4 log_size:4 log_buf:8 kern_version:4 prog_flags:4
            prog_name:16 prog_ifindex:4 expected_attach_type:4 prog_btf_fd:4 func_info_rec_size:4 func_info:8
            func_info_cnt:4 line_info_rec_size:4 line_info:8 line_info_cnt:4 attach_btf_id:4 attach_btf_obj_fd:4
            core_relo_cnt:4 fd_array:8 core_relos:8 core_relo_rec_size:4 log_true_size:4"""),
    TEST_RUN("""
            prog_fd:4 retval:4 data_size_in:4 data_size_out:4 data_in:8 data_out:8 repeat:4 duration:4 ctx_size_in:4
            ctx_size_out:4 ctx_in:8 ctx_out:8 flags:4 cpu:4 batch_size:4"""),
    LINK_CREATE("prog_fd:4 target_ifindex:4 attach_type:4 flags:4"),
    INFO_BY_FD("bpf_fd:4 info_len:4 info:8"),
    MAP_INFO("""
            type:4 id:4 key_size:4 value_size:4 max_entries:4 map_flags:4 name:16 ifindex:4
            btf_vmlinux_value_type_id:4 netns_dev:8 netns_ino:8 btf_id:4 btf_key_type_id:4 btf_value_type_id:4
            btf_vmlinux_id:4 map_extra:8"""),
    PROGRAM_INFO("""
            type:4 id:4 tag:8 jited_prog_len:4 xlated_prog_len:4 jited_prog_insns:8 xlated_prog_insns:8 load_time:8
            created_by_uid:4 nr_map_ids:4 map_ids:8 name:16 ifindex:4 gpl_compatible:4 netns_dev:8 netns_ino:8
            nr_jited_ksyms:4 nr_jited_func_lens:4 jited_ksyms:8 jited_func_lens:8 btf_id:4 func_info_rec_size:4
            func_info:8 nr_func_info:4 nr_line_info:4 line_info:8 jited_line_info:8 nr_jited_line_info:4
            line_info_rec_size:4 jited_line_info_rec_size:4 nr_prog_tags:4 prog_tags:8 run_time_ns:8 run_cnt:8
            recursion_misses:8 verified_insns:4 attach_btf_obj_id:4 attach_btf_id:4""");

    /** A field's place. */
    record Field(int offset, int size) {}

    @SuppressWarnings("ImmutableEnumChecker") // never changed after construction
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final int size;

    BpfLayout(String table) {
        int at = 0;
        for (String entry : table.split("\\s+", -1)) {
            int colon = entry.indexOf(':');
            int bytes = Integer.parseInt(entry.substring(colon + 1));
            int alignment = bytes > 8 ? 1 : bytes;
            at = (at + alignment - 1) & -alignment;
            fields.put(entry.substring(0, colon), new Field(at, bytes));
            at += bytes;
        }
        size = (at + 7) & -8;
    }

    /** Bytes of the whole structure. */
    int size() {
        return size;
    }

    /**
     * The place of a field.
     *
     * @throws NoSuchElementException if there is none of that name
     */
    Field field(String name) {
        Field field = fields.get(name);
        if (field == null) {
            throw new NoSuchElementException(this + " has no field " + name);
        }
        return field;
    }
}
