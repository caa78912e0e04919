/** The paths through a program: how they branch, where they are found equal to others, and what is remembered of them. */
package dev.osmia.verifier.internal.path;
