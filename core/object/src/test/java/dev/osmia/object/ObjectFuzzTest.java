package dev.osmia.object;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Whatever the bytes, they are read or refused with the format's exception; what is read can be written and read again.
 *
 * <p>An ordinary run takes the saved inputs of {@code ObjectFuzzTestInputs}; the search for new ones is started by
 * {@code JAZZER_FUZZ=1 ./mvnw -pl core/object test -Dtest=ObjectFuzzTest}.
 */
class ObjectFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void objectsAreReadOrRefused(byte[] bytes) {
        ObjectSpec spec;
        try {
            spec = ObjectSpec.read("fuzz.o", bytes);
        } catch (ObjectFormatException e) {
            return;
        }
        byte[] written;
        try {
            written = spec.write();
        } catch (IllegalArgumentException e) {
            return;
        }
        ObjectSpec again = ObjectSpec.read("fuzz.o", written);
        if (!again.programs().keySet().equals(spec.programs().keySet())) {
            throw new AssertionError(spec.programs().keySet() + " came back as " + again.programs().keySet());
        }
    }
}
