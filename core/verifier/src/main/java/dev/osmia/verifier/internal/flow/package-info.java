/** What can be said of a program without following its paths: where control flows, which registers matter where. */
package dev.osmia.verifier.internal.flow;
