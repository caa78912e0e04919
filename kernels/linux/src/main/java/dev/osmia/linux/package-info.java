/**
 * Linux's own eBPF, reached by system calls through {@link java.lang.foreign}, on x86-64 and arm64.
 *
 * <p>Specifications come in, descriptors of maps, programs and links stay here, bytes go out. The Java runtime must
 * grant native access ({@code --enable-native-access=dev.osmia.linux}). Start reading at
 * {@link dev.osmia.linux.LinuxKernel}.
 */
package dev.osmia.linux;
