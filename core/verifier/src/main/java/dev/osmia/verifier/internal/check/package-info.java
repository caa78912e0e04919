/** What each instruction may do, and what is known after it: one class a kind of instruction or of memory. */
package dev.osmia.verifier.internal.check;
