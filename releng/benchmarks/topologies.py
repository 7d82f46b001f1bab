"""Networks for benchmarks, as files of the product, and what the product's plan of them says for the C baseline."""

import shlex


def star(hosts):
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<network format="1" name="star-%d">' % hosts,
             '\t<node name="sw" kind="switch"/>']
    lines += ['\t<node name="h%d" kind="host"/>' % i for i in range(1, hosts + 1)]
    lines += ['\t<link from="h%d" to="sw"/>' % i for i in range(1, hosts + 1)]
    return "\n".join(lines + ["</network>", ""])


def tree(hosts, each=250):
    """Hosts at switches of so many hosts each, which a switch in the middle joins."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<network format="1" name="tree-%d">' % hosts, '\t<node name="core" kind="switch"/>']
    lines += ['\t<node name="sw%d" kind="switch"/>' % s for s in range(1, hosts // each + 1)]
    lines += ['\t<node name="h%d" kind="host"/>' % i for i in range(1, hosts + 1)]
    lines += ['\t<link from="sw%d" to="core"/>' % s for s in range(1, hosts // each + 1)]
    lines += ['\t<link from="h%d" to="sw%d"/>' % (i, (i - 1) // each + 1) for i in range(1, hosts + 1)]
    return "\n".join(lines + ["</network>", ""])


def pairs(links, impairment=""):
    """Links between two hosts each."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<network format="1" name="pairs-%d">' % links]
    for i in range(1, links + 1):
        lines += ['\t<node name="a%d" kind="host"/>' % i, '\t<node name="b%d" kind="host"/>' % i,
                  '\t<link from="a%d" to="b%d">%s</link>' % (i, i, impairment)]
    return "\n".join(lines + ["</network>", ""])


def chain(routers):
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<network format="1" name="chain-%d">' % routers,
             '\t<node name="h1" kind="host"/>', '\t<node name="h2" kind="host"/>']
    lines += ['\t<node name="r%d" kind="router"/>' % i for i in range(1, routers + 1)]
    lines += ['\t<link from="h1" to="r1"/>']
    lines += ['\t<link from="r%d" to="r%d"/>' % (i, i + 1) for i in range(1, routers)]
    lines += ['\t<link from="r%d" to="h2"/>' % routers]
    return "\n".join(lines + ["</network>", ""])


def one_link(delay, loss):
    return """<?xml version="1.0" encoding="UTF-8"?>
<network format="1" name="one-link">
	<node name="h1" kind="host"/>
	<node name="h2" kind="host"/>
	<link from="h1" to="h2">
		<forward>
			<impairment kind="loss" probability="%s"/>
			<impairment kind="delay" time="%s"/>
		</forward>
	</link>
</network>
""" % (loss, delay)


class Operations:
    """The operations of a printed plan. Refuses a command that it does not know: nothing may be left out silently."""

    def __init__(self, plan):
        self.names = ["hub"]
        self.sysctls = {"hub": []}
        self.of_node = {}
        self.hub = ([], [])
        self.indexes = {}
        self.addresses = {}
        for line in plan.splitlines():
            words = shlex.split(line, comments=True)
            if words:
                self.command(words)

    def command(self, w):
        if w[:3] == ["ip", "netns", "add"]:
            if w[3] != "hub":
                self.names.append(w[3])
            self.sysctls[w[3]] = []
            self.of_node[w[3]] = []
            self.indexes[w[3]] = {"lo": 1}
            self.addresses[w[3]] = []
        elif w[:3] == ["ip", "netns", "exec"] and w[4:6] == ["sysctl", "-qw"]:
            for setting in w[6:]:
                key, value = setting.split("=", 1)
                self.sysctls[w[3]].append(("/proc/sys/" + key.replace(".", "/"), value))
        elif w[1] == "-n":
            where = w[2]
            rest = w[3:]
            family = 4
            if rest[0] == "-6":
                family = 6
                rest = rest[1:]
            self.namespace_command(w[0], where, rest, family)
        else:
            raise ValueError("unknown command in the plan: " + " ".join(w))

    def namespace_command(self, tool, where, w, family):
        hub = where == "hub"
        out = None if hub else self.of_node[where]
        if w[:2] == ["link", "add"]:
            split = w.index("type")
            main = self.settings(w[2:split])
            self.indexes["hub"][main["name"]] = main["index"]
            if w[split + 1] == "bridge":
                self.expect(w[split + 2:], ["forward_delay", "0", "stp_state", "0", "mcast_snooping", "0"])
                self.hub[0].append(("B", main["name"], main["index"], main["group"], int(main["up"])))
            else:
                self.expect(w[split + 1:split + 3], ["veth", "peer"])
                peer = self.settings(w[split + 3:])
                node = peer["netns"]
                self.indexes[node][peer["name"]] = peer["index"]
                self.hub[0].append(("V", main["name"], main["index"], main["mtu"], main["group"], self.names.index(node), peer["name"],
                                    peer["index"], peer["address"], peer["mtu"], peer["gso_max_segs"], peer["group"]))
        elif w[:3] == ["link", "set", "dev"]:
            s = self.settings(w[4:])
            operation = ("L", self.indexes[where][w[3]], s["master"], int(s["up"]))
            (self.hub[1] if hub else out).append(operation)
        elif w[:2] == ["address", "replace"]:
            address, prefix = w[2].split("/")
            self.addresses[where].append(address)
            out.append(("A", self.indexes[where][w[4]], 6 if ":" in address else 4, address, prefix, int("nodad" in w)))
        elif w[:2] == ["route", "replace"]:
            self.expect(w[3:4], ["via"])
            address, prefix = ("0.0.0.0" if family == 4 else "::", "0") if w[2] == "default" else w[2].split("/")
            out.append(("R", family, address, prefix, w[4]))
        elif tool == "tc" and w[:2] == ["qdisc", "add"]:
            self.expect(w[4:], ["ingress"])
            self.hub[1].append(("Q", self.indexes["hub"][w[3]]))
        elif tool == "tc" and w[:2] == ["filter", "add"]:
            self.expect(w[4:-1], "ingress protocol all prio 1 u32 match u32 0 0 action mirred egress redirect dev".split())
            self.hub[1].append(("F", self.indexes["hub"][w[3]], self.indexes["hub"][w[-1]]))
        else:
            raise ValueError("unknown command in the plan: %s -n %s %s" % (tool, where, " ".join(w)))

    @staticmethod
    def expect(found, wanted):
        if found != wanted:
            raise ValueError("the plan says %s where %s was expected" % (found, wanted))

    @staticmethod
    def settings(words):
        s = {"name": "", "index": 0, "address": "-", "mtu": 0, "group": 0, "up": False, "master": 0, "gso_max_segs": 0, "netns": "hub"}
        i = 0
        while i < len(words):
            word = words[i]
            if word in ("up", "down"):
                s["up"] = word == "up"
                i += 1
                continue
            if word not in s:
                raise ValueError("unknown word in the plan: " + word)
            value = words[i + 1]
            s[word] = int(value[2:]) if word == "master" else int(value) if word in ("index", "mtu", "group", "gso_max_segs") else value
            i += 2
        return s

    def text(self):
        """The same as the file that the C baseline reads."""
        lines = []
        for name in self.names:
            lines.append(("N",))
            lines += [("S",) + s for s in self.sysctls[name]]
            lines += self.of_node[name]
        for part in (0, 1):
            lines.append(("H", part))
            lines += self.hub[part]
        return "".join("\t".join(map(str, line)) + "\n" for line in lines)

    def minimal(self):
        """The least that makes the same picture: plain pairs to bridges, an address for IPv4, no settings."""
        lines = []
        for name in self.names:
            lines.append(("N",))
            lines += [o for o in self.of_node[name] if o[0] == "L" or o[0] == "A" and o[2] == 4]
        lines.append(("H", 0))
        for o in self.hub[0]:
            lines.append(o if o[0] == "B" else o[:3] + (0, 7) + o[5:8] + ("-", 0, 0, 0))
        lines.append(("H", 1))
        lines += [o for o in self.hub[1] if o[0] == "L"]
        return "".join("\t".join(map(str, line)) + "\n" for line in lines)
