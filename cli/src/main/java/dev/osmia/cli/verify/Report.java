package dev.osmia.cli.verify;

/** Tells what becomes of programs, one after the other. */
interface Report extends AutoCloseable {
    void add(Result result);

    @Override
    void close();
}
