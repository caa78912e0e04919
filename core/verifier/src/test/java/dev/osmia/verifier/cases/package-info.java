/**
 * Cases for the verifier: small programs as text, each with what Linux says of it. {@link CaseFile} reads a family of them
 * and describes the format. Two modules look at them: this one checks our verdicts against the record, the Linux kernel's
 * checks and writes the record.
 */
package dev.osmia.verifier.cases;
