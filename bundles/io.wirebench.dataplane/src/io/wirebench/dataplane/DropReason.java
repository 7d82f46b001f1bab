package io.wirebench.dataplane;

import java.util.Objects;

/**
 * Why a frame was dropped. Each reason is a counter of its direction, so that
 * {@code in + copied = out + dropped + queued} can be read off at any time. Make one constant for each reason and reuse it:
 * reasons are told apart by {@link #id()}.
 *
 * @param id short, lower case, stable: it is part of counter names and of reports, e.g. {@code loss}
 * @param description one sentence for a person
 */
public record DropReason(String id, String description) {

	public DropReason {
		Objects.requireNonNull(id, "id");
		Objects.requireNonNull(description, "description");
		if (!id.matches("[a-z][a-z0-9-]{0,39}"))
			throw new IllegalArgumentException("drop reason '" + id + "': lower case letters, digits and '-', at most 40");
	}
}
