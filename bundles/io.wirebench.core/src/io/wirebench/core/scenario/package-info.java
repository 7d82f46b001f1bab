/**
 * Scenarios: steps at times or after conditions, and expectations.
 *
 * @since 0.1
 */
package io.wirebench.core.scenario;
