package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;
import dev.osmia.btf.Btf;
import dev.osmia.kernel.BpfException;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Type tables in the kernel. Maps and programs of one object share their table, so the last few stay open; the kernel
 * itself keeps a table as long as something uses it.
 */
final class BtfObjects {
    private static final System.Logger LOG = System.getLogger(BtfObjects.class.getName());
    private static final int KEPT = 4;
    private static final int LOG_BYTES = 1 << 16;

    private final Descriptor.Owner owner;
    private final Map<Btf, Optional<Descriptor>> recent = new LinkedHashMap<>(KEPT, 1, true);

    BtfObjects(Descriptor.Owner owner) {
        this.owner = owner;
    }

    /**
     * A descriptor of the table in the kernel, which the caller closes.
     *
     * @return null if the kernel does not accept the table; types are optional, so that is only logged
     */
    synchronized @Nullable Descriptor open(Btf btf) {
        Optional<Descriptor> known = recent.get(btf);
        if (known == null) {
            known = load(btf);
            recent.put(btf, known);
            if (recent.size() > KEPT) {
                Btf eldest = recent.keySet().iterator().next();
                Optional.ofNullable(recent.remove(eldest)).flatMap(table -> table).ifPresent(Descriptor::close);
            }
        }
        return known.map(Descriptor::duplicate).orElse(null);
    }

    private Optional<Descriptor> load(Btf btf) {
        try {
            Btf acceptable = BtfSanitizer.withoutExterns(btf);
            BpfException refusal;
            try {
                return Optional.of(load(acceptable.write(ByteOrder.nativeOrder())));
            } catch (BpfException first) {
                refusal = first;
            }
            if (refusal.errno() == Errno.EPERM) {
                throw refusal;
            }
            LOG.log(System.Logger.Level.DEBUG, "{0}; trying again with older kinds only", refusal.getMessage());
            return Optional.of(load(BtfSanitizer.withOldKindsOnly(acceptable).write(ByteOrder.nativeOrder())));
        } catch (BpfException refusal) {
            if (refusal.errno() == Errno.EPERM) {
                throw refusal;
            }
            LOG.log(System.Logger.Level.WARNING, "loading without types: {0}", refusal.getMessage());
            return Optional.empty();
        }
    }

    private Descriptor load(byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            BpfStruct attributes = new BpfStruct(BpfLayout.BTF_LOAD, arena).set("btf", BpfStruct.copy(bytes, arena))
                    .set("btf_size", bytes.length);
            long result = Bpf.call(BpfCommand.BTF_LOAD, attributes);
            if (result >= 0) {
                return owner.own((int) result, "type table");
            }
            MemorySegment log = arena.allocate(LOG_BYTES);
            attributes.set("btf_log_buf", log).set("btf_log_size", LOG_BYTES).set("btf_log_level", 1);
            long again = Bpf.call(BpfCommand.BTF_LOAD, attributes);
            if (again >= 0) {
                return owner.own((int) again, "type table");
            }
            VerifierLog text = new VerifierLog(log.getString(0, StandardCharsets.UTF_8));
            throw new BpfException("load BTF", Bpf.errno(result),
                    text.reason().orElse(Explanations.of(BpfCommand.BTF_LOAD, Bpf.errno(result))), text.text());
        }
    }
}
