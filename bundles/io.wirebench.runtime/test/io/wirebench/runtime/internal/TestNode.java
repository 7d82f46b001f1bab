package io.wirebench.runtime.internal;

import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;
import io.wirebench.api.ProcessRequest;

import java.util.List;
import java.util.Map;

/** A node whose parameters say what it needs. */
public final class TestNode implements NodeKind {

	/** A plug-in that has it. */
	static final String DECLARATION = """
			<plugin><extension point='io.wirebench.core.nodeKinds'>
				<nodeKind id='acme.test.node' name='Test' class='io.wirebench.runtime.internal.TestNode'>
					<parameter name='setup' type='text' default='true'/>
					<parameter name='program' type='text' default=''/>
					<parameter name='file' type='text' default=''/>
					<program path='/no/such/tool' package='acme-tools'/>
				</nodeKind>
			</extension></plugin>""";

	/** The setup is a line of the shell, unless it is the path of a program. */
	@Override
	public NodeNeeds needs(NodeSetup setup) {
		String line = setup.parameters().text("setup");
		String program = setup.parameters().text("program");
		String file = setup.parameters().text("file");
		return new NodeNeeds(Map.of(), file.isEmpty() ? Map.of() : Map.of(file, "of the node\n"),
				List.of(line.startsWith("/") ? ProcessRequest.of(line) : ProcessRequest.of("/bin/sh", "-c", line)),
				program.isEmpty() ? List.of() : List.of(ProcessRequest.of("/bin/sh", "-c", program)));
	}
}
