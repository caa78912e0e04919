package dev.osmia.verifier.internal.types;

/** What becomes of the wish to attach a program to something. */
public sealed interface AttachResult permits AttachPoint, Refused {
}
