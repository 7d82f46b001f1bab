package acme.blackbox.internal;

import io.wirebench.api.NodeKind;
import io.wirebench.api.NodeNeeds;
import io.wirebench.api.NodeSetup;
import io.wirebench.api.ProcessRequest;

import java.util.List;
import java.util.Map;

/**
 * A host whose program sees the network of the node, and of the machine's files only a folder. A node's programs share a mount
 * namespace of their own, so nothing of this is seen outside of it, and all of it is gone with the node.
 */
public final class BlackBoxKind implements NodeKind {

	/** Where the root file system is, for all programs of the node: {@code wirebench exec box chroot /mnt/root sh}. */
	private static final String PLACE = "/mnt";

	/** $1: the folder. What it has is below, what is written above, in memory. */
	private static final String OVERLAY = """
			set -e
			mount -t tmpfs -o mode=755 blackbox %1$s
			mkdir %1$s/written %1$s/work %1$s/root
			mount -t overlay -o "lowerdir=$1,upperdir=%1$s/written,workdir=%1$s/work" blackbox %1$s/root
			""".formatted(PLACE);

	/** $1: the folder. */
	private static final String BIND = """
			set -e
			mkdir -p "$1/proc" "$1/dev" "$1/etc"
			exec 3< "$1"
			mount -t tmpfs -o mode=755 blackbox %1$s
			mkdir %1$s/root
			mount --bind "/proc/self/fd/3/" %1$s/root
			""".formatted(PLACE);

	private static final String MOUNT = """
			mkdir -p %1$s/root/proc %1$s/root/dev %1$s/root/etc
			mount --rbind /proc %1$s/root/proc
			mount --rbind /dev %1$s/root/dev
			touch %1$s/root/etc/hosts
			mount --bind /etc/hosts %1$s/root/etc/hosts
			""".formatted(PLACE);

	@Override
	public NodeNeeds needs(NodeSetup setup) {
		String root = setup.parameters().text("root");
		if (!root.startsWith("/") || root.equals("/") || root.contains(":") || root.contains(",") || root.contains("\\"))
			throw new IllegalArgumentException(
					"root: '" + root + "' is no absolute path of a folder that can be mounted; it may not be / and not contain : , or \\");
		if ((root + "/").startsWith(PLACE + "/"))
			throw new IllegalArgumentException("root: " + PLACE + " is where the node has it; put the folder elsewhere");
		String script = (setup.parameters().flag("keep") ? BIND : OVERLAY) + MOUNT;
		return new NodeNeeds(Map.of(), Map.of(), List.of(),
				List.of(ProcessRequest.of("/bin/sh", "-c", script + "exec /usr/sbin/chroot " + PLACE + "/root /bin/sh -c \"$2\"",
						"blackbox", root, setup.parameters().text("command"))));
	}
}
