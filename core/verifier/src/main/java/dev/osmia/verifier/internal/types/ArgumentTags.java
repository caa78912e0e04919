package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The tags {@code arg:…} of an argument, which say more than its type.
 *
 * @param refusal why they cannot be taken, null if they can
 */
record ArgumentTags(Set<Tag> tags, @Nullable Refused refusal) {
    private static final String PREFIX = "arg:";

    enum Tag {
        CTX, NONNULL, TRUSTED, UNTRUSTED, NULLABLE, ARENA
    }

    static ArgumentTags of(Btf btf, int function, int argument, boolean isGlobal) {
        Set<Tag> tags = EnumSet.noneOf(Tag.class);
        for (int id = 1; id < btf.size(); id++) {
            if (btf.kind(id) != BtfKind.DECL_TAG || !btf.name(id).startsWith(PREFIX)
                    || !(btf.type(id) instanceof BtfType.DeclTag tag) || tag.type() != function
                    || tag.component() != argument) {
                continue;
            }
            Tag known = tag(tag.name().substring(PREFIX.length()));
            if (!isGlobal || known == null) {
                return new ArgumentTags(tags, new Refused(Errno.EOPNOTSUPP, "arg#" + argument
                        + (isGlobal
                                ? " has unsupported set of tags"
                                : " type tag is not supported in static functions")));
            }
            tags.add(known);
        }
        return new ArgumentTags(tags, null);
    }

    private static @Nullable Tag tag(String name) {
        for (Tag tag : Tag.values()) {
            if (tag.name().toLowerCase(Locale.ROOT).equals(name)) {
                return tag;
            }
        }
        return null;
    }

    boolean has(Tag tag) {
        return tags.contains(tag);
    }

    /** Whether there is any other. */
    boolean hasMoreThan(Tag tag) {
        return tags.stream().anyMatch(other -> other != tag);
    }
}
