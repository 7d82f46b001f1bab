package io.wirebench.runtime.internal;

import io.wirebench.api.ServiceKind;
import io.wirebench.api.ServiceNeeds;
import io.wirebench.api.ServiceNeeds.ServiceProcess;
import io.wirebench.api.ServiceSetup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A service whose parameters say what it needs. */
public final class TestService implements ServiceKind {

	/** A plug-in that has it. */
	static final String DECLARATION = """
			<plugin><extension point='io.wirebench.core.serviceKinds'>
				<serviceKind id='acme.test.service' name='Test' class='io.wirebench.runtime.internal.TestService'>
					<parameter name='argv' type='text' default='sleep 1000'/>
					<parameter name='ready' type='text' default=''/>
					<parameter name='reads' type='text' default=''/>
					<parameter name='text' type='text' default=''/>
					<parameter name='directory' type='text' default='/run/test'/>
					<program path='/no/such/daemon' package='acme-tools'/>
				</serviceKind>
			</extension></plugin>""";

	/**
	 * Only the first program shows that it is ready, by a file. Programs are named by their first word; {@code reads} names the first that
	 * reads the file. A program behind "sh:" is run by the shell.
	 */
	@Override
	public ServiceNeeds needs(ServiceSetup setup) {
		var p = setup.parameters();
		String file = p.text("directory") + "/text";
		List<ServiceProcess> processes = new ArrayList<>();
		for (String line : p.text("argv").split("; *")) {
			String name = line.split(" ")[0];
			List<String> argv = line.startsWith("sh:") ? List.of("/bin/sh", "-c", line.substring(3)) : List.of(line.split(" "));
			processes.add(new ServiceProcess(name, argv, processes.isEmpty() ? p.text("ready") : "",
					name.equals(p.text("reads")) ? List.of(file) : List.of()));
		}
		return new ServiceNeeds(Map.of(), List.of(p.text("directory")), Map.of(file, p.text("text")), processes);
	}
}
