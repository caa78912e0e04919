/**
 * Explanations of rejections, for people. {@link dev.osmia.verifier.internal.explain.Explaining} watches a verification;
 * what is to be said of a family of messages stands in the table {@code rules.txt}, what has led to one is looked for in
 * the path by {@link dev.osmia.verifier.internal.explain.Causes}.
 */
package dev.osmia.verifier.internal.explain;
