package io.wirebench.core.kinds;

import java.util.List;
import java.util.Optional;

/** A kind as declared: data only, no class of the contributor is loaded to have one. Immutable. */
public sealed interface KindDescriptor
		permits NodeKindDescriptor, ServiceKindDescriptor, ImpairmentKindDescriptor, GeneratorKindDescriptor, AnalyzerKindDescriptor {

	/** @return what all kinds declare */
	KindInfo info();

	/** @return where it is declared */
	KindPoint point();

	/** @return the figures that it gives; empty for nodes and services */
	default List<FigureDeclaration> figures() {
		return List.of();
	}

	/** @return what must be installed on the machine for it; empty but for nodes and services */
	default List<ProgramDeclaration> programs() {
		return List.of();
	}

	/** @return the kind's id */
	default String id() {
		return info().id();
	}

	/** @return the parameters in the order of the declaration */
	default List<ParameterDeclaration> parameters() {
		return info().parameters();
	}

	/** @return the declared parameter of that name, or empty */
	default Optional<ParameterDeclaration> parameter(String name) {
		for (var parameter : parameters())
			if (parameter.name().equals(name))
				return Optional.of(parameter);
		return Optional.empty();
	}
}
