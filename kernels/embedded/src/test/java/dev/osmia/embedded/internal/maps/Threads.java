package dev.osmia.embedded.internal.maps;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Work that several threads do at once. */
final class Threads {
    private Threads() {
    }

    /** Work of one of the threads. */
    @FunctionalInterface
    interface Work {
        void run(int thread) throws Exception;
    }

    /** Does the work in {@code count} threads that start together, and returns what went wrong. */
    static List<Throwable> run(int count, Work work) throws InterruptedException {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch start = new CountDownLatch(count);
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            int number = index;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.countDown();
                    start.await();
                    work.run(number);
                } catch (Throwable failure) {
                    failures.add(failure);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return failures;
    }
}
