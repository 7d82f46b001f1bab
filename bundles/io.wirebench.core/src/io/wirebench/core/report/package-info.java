/**
 * Reports of a run, for people and for programs.
 *
 * @since 0.1
 */
package io.wirebench.core.report;
