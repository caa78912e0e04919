package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.object.MapSpec;
import dev.osmia.object.TypeRef;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values with a timer in their first 16 bytes and a number in their last eight, between them a spin lock where the map's
 * type can have one. The results are those of Linux 6.18.
 */
@Timeout(60)
class TimerTest {
    private static final byte[] KEY = bytes(4, 1);
    private static final long FAR = 1_000_000_000_000L;
    private static final int VALUE_SIZE = 32;

    private static final String FIND = """
            *(u32 *)(r10 -4) = 1
            r2 = r10
            r2 += -4
            r1 = map[m]
            call 1
            if r0 == 0x0 goto done
            r6 = r0
            r1 = r6
            """;
    private static final String DONE = """
            done:
            exit
            """;
    private static final String PRINT_R3 = """
            *(u32 *)(r10 -4) = 0x6425
            r1 = r10
            r1 += -4
            r2 = 3
            call 6
            r0 = 0
            exit
            """;
    private static final Map<String, String> CALLBACKS = Map.of(
            // leaves the key plus 1000 in the value, and prints the key
            "callback", """
                    callback:
                    r4 = *(u32 *)(r2 +0)
                    r4 += 1000
                    *(u64 *)(r3 +24) = r4
                    r3 = *(u32 *)(r2 +0)
                    """ + PRINT_R3,
            "self", """
                    callback:
                    r1 = r3
                    call 172
                    r3 = r0
                    """ + PRINT_R3,
            "again", """
                    callback:
                    r6 = *(u64 *)(r3 +24)
                    r6 += 1
                    *(u64 *)(r3 +24) = r6
                    if r6 s> 2 goto print
                    r1 = r3
                    r2 = 1000
                    r3 = 0
                    call 171
                    print:
                    r3 = r6
                    """ + PRINT_R3,
            "trap", """
                    callback:
                    r1 = 0
                    r0 = *(u64 *)(r1 +0)
                    exit
                    """);

    private static MapSpec spec(MapType type) {
        BtfBuilder builder = new BtfBuilder();
        int number = builder.add(new BtfType.Int("unsigned int", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
        int wide = builder.add(new BtfType.Int("long", 8, 64, 0, BtfType.IntEncoding.SIGNED));
        int lock = builder.add(new BtfType.Struct("bpf_spin_lock", 4, false,
                List.of(new BtfType.Member("val", number, 0, 0))));
        int timer = builder.add(new BtfType.Struct("bpf_timer", 16, false,
                List.of(new BtfType.Member("a", wide, 0, 0), new BtfType.Member("b", wide, 64, 0))));
        List<BtfType.Member> members = new ArrayList<>(List.of(new BtfType.Member("timer", timer, 0, 0)));
        if (type != MapType.LRU_HASH) {
            members.add(new BtfType.Member("lock", lock, 128, 0));
        }
        members.add(new BtfType.Member("number", wide, 192, 0));
        int value = builder.add(new BtfType.Struct("value", VALUE_SIZE, false, members));
        Btf btf = builder.build();
        return MapSpec.of("m", type, 4, VALUE_SIZE, 2).withTypes(new TypeRef(btf, number), new TypeRef(btf, value));
    }

    /** A kernel with a map that has an element, and programs that do one thing to its timer. */
    private static final class Scene implements AutoCloseable {
        final EmbeddedKernel kernel;
        final EmbeddedMap map;
        final Map<String, BpfProgram> programs = new ConcurrentHashMap<>();

        Scene(EngineKind engine, MapType type, Consumer<String> trace) {
            kernel = EmbeddedKernel.builder().unverified().engine(engine).cpus(2).trace(trace).open();
            map = (EmbeddedMap) kernel.createMap(spec(type));
            map.update(KEY, new byte[VALUE_SIZE], 0);
        }

        /** Does things one after the other: {@code init/1 callback start/1000/0 cancel update delete close}. */
        String run(String words) {
            List<String> results = new ArrayList<>();
            for (String word : words.split(" ", -1)) {
                results.add(step(word));
            }
            return String.join(" ", results);
        }

        private String step(String word) {
            String[] parts = word.split("/", -1);
            return switch (parts[0]) {
                case "update" -> {
                    map.update(KEY, new byte[VALUE_SIZE], parts.length > 1 ? Long.parseLong(parts[1]) : 0);
                    yield "ok";
                }
                case "delete" -> String.valueOf(map.delete(KEY));
                case "close" -> {
                    map.close();
                    yield "ok";
                }
                default -> String.valueOf(Programs.run(programs.computeIfAbsent(word, _ -> load(parts))));
            };
        }

        /** Loads programs ahead, as must be where the map is closed in between. */
        void prepare(String words) {
            for (String word : words.split(" ", -1)) {
                if (!List.of("update", "delete", "close").contains(word.split("/", -1)[0])) {
                    programs.computeIfAbsent(word, _ -> load(word.split("/", -1)));
                }
            }
        }

        BpfProgram load(String... parts) {
            String text = switch (parts[0]) {
                case "init" -> "r2 = map[m]\nr3 = " + hex(parts[1]) + " ll\ncall 169\n" + DONE;
                case "start" -> "r2 = " + hex(parts[1]) + " ll\nr3 = " + parts[2] + "\ncall 171\n" + DONE;
                case "cancel" -> "call 172\n" + DONE;
                default -> "r2 = subprog[callback]\ncall 170\n" + DONE + CALLBACKS.get(parts[0]);
            };
            return Programs.load(kernel, FIND + text, map);
        }

        private static String hex(String number) {
            return "0x" + Long.toHexString(Long.parseLong(number));
        }

        long number() {
            byte[] value = map.lookup(KEY);
            assertThat(value).isNotNull();
            return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong(24);
        }

        @Override
        public void close() {
            kernel.close();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "start/0/0 start/0/4 callback cancel | -22 -22 -22 -22 | ARRAY HASH LRU_HASH",
            "init/2 init/16 init/8 init/-1 init/11 init/1099511627777 | -22 -22 -22 -22 -22 -22 | ARRAY HASH LRU_HASH",
            "init/1 init/1 init/2 start/0/0 cancel | 0 -16 -22 -22 0 | ARRAY HASH LRU_HASH",
            "init/7 callback start/0/4 | 0 0 -22 | ARRAY HASH LRU_HASH",
            "init/0 callback start/1000000000000/0 start/1000000000000/2 cancel cancel start/0/0 | 0 0 0 0 1 0 -22 "
                    + "| ARRAY HASH LRU_HASH",
            "init/1 callback start/-1/0 cancel | 0 0 0 1 | ARRAY HASH LRU_HASH",
            "init/1 callback start/9223372036854775807/1 cancel | 0 0 0 1 | ARRAY HASH LRU_HASH",
            "init/1 callback start/1000000000000/0 update cancel start/0/0 init/1 | 0 0 0 ok -22 -22 0 "
                    + "| ARRAY HASH LRU_HASH",
            "init/1 callback start/1000000000000/0 update/4 cancel | 0 0 0 ok -22 | ARRAY",
            "init/1 callback start/1000000000000/0 update/4 cancel | 0 0 0 ok 1 | HASH",
            "init/1 callback start/1000000000000/0 delete update cancel | 0 0 0 true ok -22 | HASH LRU_HASH",
            "init/1 callback start/1000000000000/0 close cancel init/1 callback start/0/0 | 0 0 0 ok -22 -1 -22 -22 "
                    + "| ARRAY HASH LRU_HASH"})
    void timersAnswerAsLinuxDoes(String words, String results, String types) {
        for (String type : types.split(" ", -1)) {
            for (EngineKind engine : EngineKind.values()) {
                try (Scene scene = new Scene(engine, MapType.valueOf(type), _ -> {})) {
                    scene.prepare(words);
                    assertThat(scene.run(words)).as("%s on %s", type, engine).isEqualTo(results);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"ARRAY, start/0/0", "HASH, start/1000/0", "LRU_HASH, start/0/2", "HASH, start/1/1", "ARRAY, start/0/3"})
    void anExpiredTimerCallsBackWithMapKeyAndValue(MapType type, String start) throws InterruptedException {
        for (EngineKind engine : EngineKind.values()) {
            BlockingQueue<String> lines = new LinkedBlockingQueue<>();
            try (Scene scene = new Scene(engine, type, lines::add)) {
                assertThat(scene.run("init/1 callback " + start)).isEqualTo("0 0 0");
                assertThat(lines.take()).isEqualTo("1");
                assertThat(scene.number()).isEqualTo(1001);
                assertThat(scene.run("cancel")).isEqualTo("0");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallbackCannotCancelItsOwnTimer(EngineKind engine) throws InterruptedException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (Scene scene = new Scene(engine, MapType.HASH, lines::add)) {
            assertThat(scene.run("init/1 self start/0/0")).isEqualTo("0 0 0");
            assertThat(lines.take()).isEqualTo("-35");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallbackMayArmItsTimerAgain(EngineKind engine) throws InterruptedException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (Scene scene = new Scene(engine, MapType.ARRAY, lines::add)) {
            assertThat(scene.run("init/1 again start/0/0")).isEqualTo("0 0 0");
            assertThat(List.of(lines.take(), lines.take(), lines.take())).containsExactly("1", "2", "3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancellingWaitsForTheCallback(EngineKind engine) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (Scene scene = new Scene(engine, MapType.HASH, _ -> {
            inside.countDown();
            awaited(leave);
            calls.incrementAndGet();
        })) {
            scene.prepare("cancel");
            assertThat(scene.run("init/1 callback start/0/0")).isEqualTo("0 0 0");
            inside.await();
            List<String> results = new ArrayList<>();
            Thread canceller = Thread.ofPlatform().start(() -> {
                results.add(scene.run("cancel"));
                results.add("called " + calls.get());
            });
            while (canceller.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThat(calls).hasValue(0);
            leave.countDown();
            canceller.join();
            assertThat(results).containsExactly("0", "called 1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anElementGoesWhileItsCallbackRuns(EngineKind engine) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        try (Scene scene = new Scene(engine, MapType.HASH, _ -> {
            inside.countDown();
            awaited(leave);
            left.countDown();
        })) {
            assertThat(scene.run("init/1 callback start/0/0")).isEqualTo("0 0 0");
            inside.await();
            assertThat(scene.run("delete update")).isEqualTo("true ok");
            assertThat(scene.map.machine().timers().count()).isZero();
            leave.countDown();
            left.await();
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @CsvSource({"cancel", "update", "delete", "close"})
    void aTimerKeepsItsProgramUntilItEnds(String end) {
        try (Scene scene = new Scene(EngineKind.CHECKED, MapType.HASH, _ -> {})) {
            scene.prepare("init/1 start/" + FAR + "/0 cancel");
            BpfProgram program = scene.load("callback");
            assertThat(scene.run("init/1")).isEqualTo("0");
            assertThat(Programs.run(program)).isZero();
            assertThat(scene.run("start/" + FAR + "/0")).isEqualTo("0");
            program.close();
            assertThat(scene.map.machine().programs().withId(program.id())).isNotNull();
            assertThat(scene.run(end)).isNotEmpty();
            assertThat(scene.map.machine().programs().withId(program.id())).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProgramThatIsClosedIsStillCalledBack(EngineKind engine) throws InterruptedException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (Scene scene = new Scene(engine, MapType.ARRAY, lines::add)) {
            scene.prepare("init/1 start/0/0");
            BpfProgram program = scene.load("callback");
            assertThat(scene.run("init/1")).isEqualTo("0");
            assertThat(Programs.run(program)).isZero();
            program.close();
            assertThat(scene.run("start/0/0")).isEqualTo("0");
            assertThat(lines.take()).isEqualTo("1");
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(TimerTest::isOfTimers).count();
    }

    private static boolean isOfTimers(Thread thread) {
        return thread.getName().equals("osmia-timers");
    }

    @ParameterizedTest
    @EnumSource
    void theThreadIsThereFromTheFirstStartUntilTheKernelCloses(EngineKind engine) throws InterruptedException {
        BlockingQueue<Thread> callers = new LinkedBlockingQueue<>();
        Thread caller;
        try (Scene scene = new Scene(engine, MapType.ARRAY, _ -> callers.add(Thread.currentThread()))) {
            long before = threads();
            assertThat(scene.run("init/1 callback")).isEqualTo("0 0");
            assertThat(threads()).isLessThanOrEqualTo(before);
            assertThat(scene.run("start/0/0")).isEqualTo("0");
            caller = callers.take();
            assertThat(caller).matches(TimerTest::isOfTimers).matches(Thread::isDaemon).matches(Thread::isAlive);
            assertThat(scene.run("start/" + FAR + "/0")).isEqualTo("0");
        }
        caller.join();
    }

    @ParameterizedTest
    @EnumSource(names = "CHECKED")
    void aCallbackThatTrapsDoesNotStopTheOthers(EngineKind engine) throws InterruptedException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (Scene scene = new Scene(engine, MapType.ARRAY, lines::add)) {
            assertThat(scene.run("init/1 trap start/0/0")).isEqualTo("0 0 0");
            assertThat(scene.run("callback start/1000000/0")).isEqualTo("0 0");
            assertThat(lines.take()).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverThreadsDoAtOnceNothingIsLeft(EngineKind engine) throws InterruptedException {
        String words = "init/1 callback start/0/0 start/1000000/0 cancel update delete";
        AtomicInteger calls = new AtomicInteger();
        try (Scene scene = new Scene(engine, MapType.HASH, _ -> calls.incrementAndGet())) {
            scene.prepare(words);
            String[] choice = words.split(" ", -1);
            assertThat(Threads.run(4, thread -> {
                Random random = new Random(thread);
                for (int step = 0; step < 2000; step++) {
                    scene.step(choice[random.nextInt(choice.length)]);
                }
            })).isEmpty();
            scene.map.close();
            assertThat(scene.map.machine().timers().count()).isZero();
            scene.programs.values().forEach(BpfProgram::close);
            scene.programs.values()
                    .forEach(program -> assertThat(scene.map.machine().programs().withId(program.id())).isNull());
        }
    }
}
