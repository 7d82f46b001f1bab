package io.wirebench.core.kinds;

import java.util.List;

/**
 * What all kinds declare. Immutable, and free of the contributing bundle.
 *
 * @param id begins with the contributing bundle's name
 * @param name for people
 * @param description one or two sentences
 * @param icon path in the contributing bundle, or empty
 * @param category where a palette shows it, or empty
 * @param contributor the contributing bundle's name
 * @param parameters in the order of the declaration
 */
public record KindInfo(String id, String name, String description, String icon, String category, String contributor,
		List<ParameterDeclaration> parameters) {

	public KindInfo {
		parameters = List.copyOf(parameters);
	}
}
