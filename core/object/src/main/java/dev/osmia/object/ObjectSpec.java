package dev.osmia.object;

import dev.osmia.btf.Btf;
import dev.osmia.object.internal.ObjectReader;
import dev.osmia.object.internal.ObjectWriter;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
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
     * Reads an object file as clang's BPF target and this class write it: ELF64 of either byte order, with BTF or
     * without. Maps come in the order of the file: defined ones, then global data and tables of functions
     * ({@code .struct_ops}). A section of global data is an array named by the section. Programs are the global
     * functions outside of {@code .text}, or those in {@code .text} where there are no others; each has the functions
     * that it calls linked behind it. A program in a section whose name no kernel knows becomes a host program by that
     * name, and loading it says so. Code need not be valid: what is no instruction is kept as
     * {@link dev.osmia.isa.Instruction.Unknown}, for a kernel to refuse.
     *
     * @throws ObjectFormatException if the file is no such object, or contradicts itself
     * @throws IOException if it cannot be read
     */
    public static ObjectSpec read(Path file) throws IOException {
        return read(file.toString(), Files.readAllBytes(file));
    }

    /**
     * As {@link #read(Path)}, from the bytes of a file.
     *
     * @param name what the object and messages about it are called
     * @param bytes all of the file; not kept
     */
    public static ObjectSpec read(String name, byte[] bytes) {
        return ObjectReader.read(name, bytes);
    }

    /**
     * This object as a relocatable ELF64 file that {@link #read} and libbpf take: programs in the sections that they
     * name, functions that they share in {@code .text}, maps as types in {@code .maps}, BTF and {@code .BTF.ext}.
     *
     * <p>Reading it gives an equal object if its parts belong together, as those of an object that was read do. Linked
     * functions that are equal become one; a definition in a legacy {@code maps} section becomes one by types.
     *
     * @throws IllegalArgumentException if something has no place in a file: a reference to a map that is not there, a
     *     call into the middle of a function, a type that is not of this object's BTF
     */
    public byte[] write() {
        return ObjectWriter.write(this);
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

    /**
     * The global variable with a name.
     *
     * @throws NoSuchElementException if there is none; the message lists those that exist
     */
    public VariableSpec variable(String name) {
        return required(variables, name, "variable");
    }

    /**
     * The bytes that a global variable starts with, in this object's byte order; zeros if its section holds none.
     *
     * @throws NoSuchElementException if there is no such variable
     */
    public byte[] variableValue(String name) {
        VariableSpec variable = variable(name);
        return map(variable.map()).contents() instanceof MapContents.Bytes(var bytes)
                ? Arrays.copyOfRange(bytes, variable.offset(), variable.offset() + variable.size())
                : new byte[variable.size()];
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
                ? new VariableSpec(variable.name(), to, variable.offset(), variable.size(), variable.typeId(),
                        variable.weak())
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
        VariableSpec variable = variable(name);
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

    /**
     * The same with another number in a global variable of 1, 2, 4 or 8 bytes.
     *
     * @throws NoSuchElementException if there is no such variable
     * @throws IllegalArgumentException if the variable has another size, or the number does not fit it, be it signed or
     *     unsigned
     */
    public ObjectSpec withVariable(String name, long value) {
        int size = variable(name).size();
        if (size != 1 && size != 2 && size != 4 && size != 8) {
            throw new IllegalArgumentException("variable " + name + " has " + size + " bytes and is no integer");
        }
        long above = size == Long.BYTES ? 0 : value >> size * Byte.SIZE - 1;
        if (above != 0 && above != -1 && above != 1) {
            throw new IllegalArgumentException("variable " + name + " has " + size + " bytes, which cannot hold "
                    + value);
        }
        byte[] wide = ByteBuffer.allocate(Long.BYTES).order(order).putLong(value).array();
        return withVariable(name, order == ByteOrder.LITTLE_ENDIAN
                ? Arrays.copyOf(wide, size)
                : Arrays.copyOfRange(wide, Long.BYTES - size, Long.BYTES));
    }
}
