/** Plug-ins of the user, by p2. */
package io.wirebench.plugins.internal;
