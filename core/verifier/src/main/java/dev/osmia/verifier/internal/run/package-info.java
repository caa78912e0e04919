/** One verification from beginning to end. */
package dev.osmia.verifier.internal.run;
