/**
 * Reading and writing network files.
 *
 * @since 0.1
 */
package io.wirebench.model.file;
