/**
 * For tests of kinds: impairments on a virtual clock, in the same worker that runs them in a lab; frames; and what every
 * impairment must satisfy. Needs no kernel, no rights and no framework.
 *
 * @since 0.1
 */
package io.wirebench.testkit;
