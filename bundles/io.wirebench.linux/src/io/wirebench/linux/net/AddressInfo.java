package io.wirebench.linux.net;

import java.net.InetAddress;

/**
 * An address of a device.
 *
 * @param tentative whether duplicate address detection still runs
 * @since 0.1
 */
public record AddressInfo(int deviceIndex, InetAddress address, int prefixLength, boolean tentative) {}
