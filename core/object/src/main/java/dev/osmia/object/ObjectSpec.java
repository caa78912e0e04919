package dev.osmia.object;

import dev.osmia.btf.Btf;
import org.jspecify.annotations.Nullable;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

/**
 * All that an object file says: maps, programs and global variables, in the order of the file.
 *
 * <p>Immutable; the {@code with…} methods derive changed ones to be loaded.
 *
 * @param name what to call it, usually the file's name
 * @param order byte order of code, types and data
 * @param license what the programs are licensed under, empty if it does not say
 * @param maps the maps by name, global data included
 * @param programs the programs by name
 * @param variables the global variables by name
 * @param btf the types, or null if it was compiled without
 */
public record ObjectSpec(String name, ByteOrder order, String license, Map<String, MapSpec> maps,
        Map<String, ProgramSpec> programs, Map<String, VariableSpec> variables, @Nullable Btf btf) {

    /** Copies, so that the record cannot change. */
    public ObjectSpec {
        maps = Collections.unmodifiableMap(new LinkedHashMap<>(maps));
        programs = Collections.unmodifiableMap(new LinkedHashMap<>(programs));
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /** An object made of programs and maps that no file describes, in the machine's byte order. */
    public static ObjectSpec of(String name, Iterable<MapSpec> maps, Iterable<ProgramSpec> programs) {
        Map<String, MapSpec> mapsByName = new LinkedHashMap<>();
        maps.forEach(map -> mapsByName.put(map.name(), map));
        Map<String, ProgramSpec> programsByName = new LinkedHashMap<>();
        programs.forEach(program -> programsByName.put(program.name(), program));
        return new ObjectSpec(name, ByteOrder.nativeOrder(), "GPL", mapsByName, programsByName, Map.of(), null);
    }

    /**
     * The program with a name.
     *
     * @throws NoSuchElementException if there is none; the message lists those that exist
     */
    public ProgramSpec program(String name) {
        return required(programs, name, "program");
    }

    /**
     * The map with a name.
     *
     * @throws NoSuchElementException if there is none; the message lists those that exist
     */
    public MapSpec map(String name) {
        return required(maps, name, "map");
    }

    private <T> T required(Map<String, T> things, String wanted, String kind) {
        T thing = things.get(wanted);
        if (thing == null) {
            throw new NoSuchElementException(
                    this.name + " has no " + kind + " " + wanted + "; it has " + String.join(", ", things.keySet()));
        }
        return thing;
    }

    /**
     * The same with one map changed; references follow if its name changes.
     *
     * @throws NoSuchElementException if there is no such map
     */
    public ObjectSpec withMap(String name, UnaryOperator<MapSpec> change) {
        MapSpec changed = change.apply(map(name));
        Map<String, MapSpec> newMaps = new LinkedHashMap<>();
        maps.forEach((key, map) -> {
            MapSpec next = key.equals(name) ? changed : map;
            newMaps.put(next.name(), next);
        });
        ObjectSpec result = new ObjectSpec(this.name, order, license, newMaps, programs, variables, btf);
        return changed.name().equals(name) ? result : result.renamed(name, changed.name());
    }

    private ObjectSpec renamed(String from, String to) {
        Map<String, ProgramSpec> newPrograms = new LinkedHashMap<>();
        programs.forEach((key, program) -> {
            Map<Integer, Reference> references = new LinkedHashMap<>();
            program.references().forEach((slot, reference) -> references.put(slot, switch (reference) {
                case Reference.ToMap(var map) when map.equals(from) -> new Reference.ToMap(to);
                case Reference.ToMapValue(var map, var offset) when map.equals(from) ->
                    new Reference.ToMapValue(to, offset);
                default -> reference;
            }));
            newPrograms.put(key, program.withReferences(references));
        });
        Map<String, VariableSpec> newVariables = new LinkedHashMap<>();
        variables.forEach((key, variable) -> newVariables.put(key, variable.map().equals(from)
                ? new VariableSpec(variable.name(), to, variable.offset(), variable.size(), variable.typeId())
                : variable));
        return new ObjectSpec(name, order, license, maps, newPrograms, newVariables, btf);
    }

    /**
     * The same with one program changed.
     *
     * @throws NoSuchElementException if there is no such program
     */
    public ObjectSpec withProgram(String name, UnaryOperator<ProgramSpec> change) {
        ProgramSpec changed = change.apply(program(name));
        Map<String, ProgramSpec> newPrograms = new LinkedHashMap<>();
        programs.forEach((key, program) -> {
            ProgramSpec next = key.equals(name) ? changed : program;
            newPrograms.put(next.name(), next);
        });
        return new ObjectSpec(this.name, order, license, maps, newPrograms, variables, btf);
    }

    /**
     * The same with another value in a global variable.
     *
     * @param value the bytes, in this object's byte order and exactly as many as the variable has
     * @throws NoSuchElementException if there is no such variable
     * @throws IllegalArgumentException if the size is not the variable's
     */
    public ObjectSpec withVariable(String name, byte[] value) {
        VariableSpec variable = required(variables, name, "variable");
        if (value.length != variable.size()) {
            throw new IllegalArgumentException("variable " + name + " has " + variable.size() + " bytes, not "
                    + value.length);
        }
        return withMap(variable.map(), map -> {
            byte[] contents = map.contents() instanceof MapContents.Bytes(var bytes)
                    ? Arrays.copyOf(bytes, map.valueSize())
                    : new byte[map.valueSize()];
            System.arraycopy(value, 0, contents, variable.offset(), value.length);
            return map.withContents(new MapContents.Bytes(contents));
        });
    }
}
