/**
 * What Linux 6.18 defines for eBPF, as data: no system call is made here. Numbers, names and rules go in as tables and
 * are asked by verifier, kernels, object reader and compilers alike. Start at {@link dev.osmia.abi.ProgramType} for
 * what a program is, at {@link dev.osmia.abi.MapType} for what a map is, at {@link dev.osmia.abi.Helper} for what a
 * program calls and at {@link dev.osmia.abi.ContextAccess} for what it is given. Long tables are text files beside
 * the classes.
 */
package dev.osmia.abi;
