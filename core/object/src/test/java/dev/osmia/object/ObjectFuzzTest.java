package dev.osmia.object;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever the bytes, they are read or refused with the format's exception; what is read can be written and read again. */
class ObjectFuzzTest {

    @FuzzTest
    void objectsAreReadOrRefused(byte[] bytes) {
        ObjectUse.all(bytes);
    }
}
