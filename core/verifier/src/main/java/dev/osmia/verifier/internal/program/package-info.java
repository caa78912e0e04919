/** The program that is verified, as Linux sees it: slots of eight bytes, with what belongs to them. */
package dev.osmia.verifier.internal.program;
