package dev.osmia.object;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Objects that are almost what a compiler wrote, which leads far behind the first checks. The object of a failure is left
 * in {@code target/fuzz/damaged.o}: kept among the inputs of {@link ObjectFuzzTest} it outlives changes of how it was made.
 */
class DamagedObjectFuzzTest {

    @FuzzTest
    void damagedObjectsAreReadOrRefused(FuzzedDataProvider data) throws IOException {
        byte[] bytes = DamagedObject.bytes(data);
        try {
            ObjectUse.all(bytes);
        } catch (RuntimeException | Error e) {
            Path folder = Files.createDirectories(Path.of("target", "fuzz"));
            Files.write(folder.resolve("damaged.o"), bytes);
            throw e;
        }
    }
}
