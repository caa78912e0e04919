package dev.osmia.btf;

import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Member;
import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.Optional;

/**
 * Where a member lies in the struct or union that was asked.
 *
 * @param member the member as its own struct declares it
 * @param parent id of that struct: the one asked, or an anonymous one within
 * @param bitOffset bits from the start of the struct that was asked
 */
public record MemberLocation(Member member, int parent, int bitOffset) {

    static Optional<MemberLocation> find(Btf btf, int id, String name) {
        return name.isEmpty() ? Optional.empty() : Optional.ofNullable(find(btf, id, name, 0, new BitSet()));
    }

    /** Recurses no deeper than {@link Btf#MAX_NESTING}, and into no anonymous struct twice. */
    private static @Nullable MemberLocation find(Btf btf, int id, String name, int bitOffset, BitSet seen) {
        if (seen.get(id) || !(btf.type(id) instanceof Composite composite)) {
            return null;
        }
        seen.set(id);
        for (Member member : composite.members()) {
            int at = bitOffset + member.bitOffset();
            if (member.name().equals(name)) {
                return new MemberLocation(member, id, at);
            }
            if (member.name().isEmpty()) {
                MemberLocation inner = find(btf, btf.resolve(member.type()), name, at, seen);
                if (inner != null) {
                    return inner;
                }
            }
        }
        return null;
    }
}
