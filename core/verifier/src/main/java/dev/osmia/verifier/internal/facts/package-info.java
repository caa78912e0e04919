/** Gathers what a verification knows of each instruction. */
package dev.osmia.verifier.internal.facts;
