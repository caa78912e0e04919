package dev.osmia.cli.show;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

import java.io.OutputStream;
import java.io.PrintStream;

/** One JSON document on its way to a stream. */
public final class Json implements AutoCloseable {
    private final JsonGenerator generator;

    /** Starts an object; closing ends it and leaves the stream open. */
    public Json(PrintStream out) {
        JsonFactory factory = JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
        generator = factory.createGenerator(ObjectWriteContext.empty(), (OutputStream) out);
        generator.writeStartObject();
    }

    /** A member with a text. */
    public Json text(String name, String value) {
        generator.writeStringProperty(name, value);
        return this;
    }

    /** An element of an array. */
    public Json text(String value) {
        generator.writeString(value);
        return this;
    }

    /** A member with a number. */
    public Json number(String name, long value) {
        generator.writeNumberProperty(name, value);
        return this;
    }

    /** A member with a number that is no integer. */
    public Json number(String name, double value) {
        generator.writeNumberProperty(name, value);
        return this;
    }

    /** A member that says yes or no. */
    public Json flag(String name, boolean value) {
        generator.writeBooleanProperty(name, value);
        return this;
    }

    /** A member with a value. */
    public Json value(String name, Shown value) {
        generator.writeName(name);
        return value(value);
    }

    /** An element with a value. */
    public Json value(Shown value) {
        switch (value) {
            case Shown.Count count -> generator.writeNumber(count.toString());
            case Shown.Label(var text, var number) -> {
                if (number) {
                    generator.writeNumber(text);
                } else {
                    generator.writeString(text);
                }
            }
            case Shown.Parts(var parts) -> {
                generator.writeStartObject();
                members(parts);
                generator.writeEndObject();
            }
            case Shown.Items(var items) -> {
                generator.writeStartArray();
                items.forEach(this::value);
                generator.writeEndArray();
            }
        }
        return this;
    }

    /** Anonymous structs have no name in C either: their members are those of the struct around them. */
    private void members(Iterable<Shown.Part> parts) {
        for (Shown.Part part : parts) {
            if (part.name().isEmpty() && part.value() instanceof Shown.Parts(var inner)) {
                members(inner);
            } else {
                value(part.name(), part.value());
            }
        }
    }

    /** A member that is an object, up to {@link #end}. */
    public Json object(String name) {
        generator.writeName(name);
        generator.writeStartObject();
        return this;
    }

    /** An element that is an object, up to {@link #end}. */
    public Json object() {
        generator.writeStartObject();
        return this;
    }

    /** Ends an object. */
    public Json end() {
        generator.writeEndObject();
        return this;
    }

    /** A member that is an array, up to {@link #endArray}. */
    public Json array(String name) {
        generator.writeName(name);
        generator.writeStartArray();
        return this;
    }

    /** Ends an array. */
    public Json endArray() {
        generator.writeEndArray();
        return this;
    }

    @Override
    public void close() {
        generator.writeEndObject();
        generator.writeRaw(System.lineSeparator());
        generator.close();
    }
}
