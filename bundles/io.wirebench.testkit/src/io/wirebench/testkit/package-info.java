/**
 * For tests of kinds. {@link io.wirebench.testkit.KindContract} checks all that a bundle declares against what every kind must
 * satisfy; {@link io.wirebench.testkit.LinkRig} runs impairments on a virtual clock, in the same worker that runs them in a lab;
 * {@link io.wirebench.testkit.Packets} makes frames. These need no kernel, no rights and no framework.
 * {@link io.wirebench.testkit.Lab} runs a network on the real kernel.
 *
 * @since 0.1
 */
package io.wirebench.testkit;
