/** What tests of the embedded kernel need of its inside. */
@NullMarked
package dev.osmia.embedded;

import org.jspecify.annotations.NullMarked;
