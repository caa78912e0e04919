/** The log that Linux's verifier writes, from the events of a verification. */
package dev.osmia.verifier.internal.log;
