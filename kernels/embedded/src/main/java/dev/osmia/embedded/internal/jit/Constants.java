package dev.osmia.embedded.internal.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Objects that generated code knows: static final fields of its class, which HotSpot takes for constants, so that a call of a
 * method of one is a direct call.
 */
final class Constants {

    /**
     * One of them.
     *
     * @param name of the field
     * @param type of the field
     */
    record Field(String name, ClassDesc type, Object value) {}

    private final ClassDesc owner;
    private final IdentityHashMap<Object, Field> known = new IdentityHashMap<>();
    private final List<Field> fields = new ArrayList<>();

    Constants(ClassDesc owner) {
        this.owner = owner;
    }

    /** Pushes an object. */
    void push(CodeBuilder code, Object value, Class<?> type) {
        Field field = known.computeIfAbsent(value, added -> {
            Field made = new Field("c" + fields.size(), type.describeConstable().orElseThrow(), added);
            fields.add(made);
            return made;
        });
        code.getstatic(owner, field.name(), field.type());
    }

    /** All that have been pushed, in the order of their numbers. */
    List<Field> fields() {
        return fields;
    }
}
