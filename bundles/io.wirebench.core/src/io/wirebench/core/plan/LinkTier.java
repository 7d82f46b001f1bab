package io.wirebench.core.plan;

/**
 * How a link's frames get across, and why so.
 *
 * @param link the link's name
 * @param tier {@code wire} (redirected in the kernel) or {@code engine} (through the data plane)
 * @param reason why, in a sentence
 * @param exactSegments whether large segments are cut at the sender, so that impairments act on single packets
 * @param cost what a switch between tiers on a running link may cost, or empty
 */
public record LinkTier(String link, String tier, String reason, boolean exactSegments, String cost) {}
