# Makes archives of the built product with a Java runtime of its own: ./wirebench package [DIR]. Read by the launcher `wirebench`.
# One commit gives the same bytes whoever makes them with the same JDK and tools: see CONTRIBUTING.md.

# All of Java SE but the window system (java.desktop), and of the JDK what programs on a server use.
runtime_modules=(java.{compiler,instrument,logging,management,management.rmi,naming,net.http,prefs,rmi,scripting,security.jgss,security.sasl}
	java.{sql,sql.rowset,transaction.xa,xml,xml.crypto}
	jdk.{charsets,crypto.ec,jfr,management,management.agent,naming.dns,net,nio.mapmode,security.auth,unsupported,xml.dom,zipfs})

make_packages() { # into this folder
	local target=${1:-$here/dist} time expected log parts version folder status=0
	[ $# -le 1 ] || { echo "wirebench: 'package' takes one folder at the most, where the archives go, but was given: $*" >&2; exit 2; }
	find_jdk
	[ -x "$JAVA_HOME/bin/jlink" ] || fail "the JDK in $JAVA_HOME has no jlink, which makes the package's Java runtime. Install a whole JDK (not -headless parts of one), or set JAVA_HOME to one."
	if [ -z "${WIREBENCH_NO_BUILD:-}" ] && time=$(commit_time); then
		expected=("$product"/plugins/io.wirebench.core_*."$(date -u -d "@$time" +%Y%m%d%H%M)".jar)
		[ -r "${expected[0]}" ] || rm -f "$stamp" # built before it was committed
	fi
	build_product
	[ -r "$site/content.jar" ] || fail "the update site is not there: $site; remove releng/*/target and try again."
	version=("$product"/plugins/io.wirebench.core_*.jar)
	version=${version[0]##*/io.wirebench.core_} version=${version%.jar}
	# The versions tell the time: that of the commit, or that of the build.
	time=${version##*.}
	time=$(date -u -d "${time:0:8} ${time:8:2}:${time:10:2}" +%s) || fail "the product's version $version does not end with a time; remove releng/*/target and try again."
	mkdir -p "$target" && parts=$(mktemp -d -p "$target") && target=$(cd "$target" && pwd) && parts=$target/${parts##*/} ||
		fail "nothing can be written to $target. Name a folder that you may write to: $0 package DIR"
	trap 'rm -rf "$parts"' EXIT
	umask 022
	log=$parts/log
	unset JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS _JAVA_OPTIONS
	folder=$parts/wirebench-$version
	mkdir "$folder"
	{ put_runtime && put_files && put_product && put_site && put_quick_start; } >> "$log" 2>&1 ||
		{ cat "$log" >&2; fail "the package could not be put together (see above)."; }
	grep '^wirebench: ' "$log" >&2
	find "$folder" -exec touch -h -d "@$time" {} +
	make_tar && announce "$target/wirebench-$version-linux-x86_64.tar.gz" || fail "the archive could not be written (see above)."
	if command -v dpkg-deb >/dev/null; then
		make_deb && announce "$target/wirebench_${version}_amd64.deb" || fail "the Debian package could not be written (see above)."
	else
		echo "wirebench: no Debian package was made: dpkg-deb was not found. Install the package dpkg." >&2
		status=3
	fi
	echo "unpacked: $(($(du -sk "$folder" | cut -f1) / 1024)) MiB"
	exit $status
}

announce() { printf '%s: %d KiB\n' "$1" $(($(stat -c %s "$1") / 1024)); }

# Classes are not compressed: they start quicker, and the archive around them gets smaller.
put_runtime() {
	"$JAVA_HOME/bin/jlink" --add-modules "$(IFS=,; echo "${runtime_modules[*]}")" --output "$folder/runtime" \
		--strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-0 --generate-cds-archive
}

put_files() {
	mkdir -p "$folder/clients/python"
	cp "$here/wirebench" "$here/LICENSE" "$here/CHANGELOG.md" "$folder" && cp "$here/releng/package/README.md" "$folder/README.md" &&
		cp "$here/releng/package/copyright" "$folder/NOTICE" && cp -r "$here/examples" "$here/docs" "$folder" &&
		cp -r "$here"/clients/python/{README.md,pyproject.toml,src,examples} "$folder/clients/python" || return
	find "$folder"/{docs,examples,clients} \( -name target -o -name __pycache__ -o -name '.pytest_cache' -o -name '.polyglot.*' -o -name .tycho-consumer-pom.xml -o -name .gitignore \) -prune -exec rm -rf {} +
	chmod -R u=rwX,go=rX "$folder" && chmod 755 "$folder/wirebench"
}

# The product as it was installed, without what p2 noted of the folders in which that happened, and without what a start remembered.
put_product() {
	local profiles last
	cp -r "$product" "$folder/product" || return
	rm -rf "$folder"/product/client.* "$folder"/product/configuration/org.eclipse.{osgi,core.runtime,equinox.app,update} "$folder/product/p2/org.eclipse.equinox.p2.engine/.settings"
	commit_name > "$folder/product/commit"
	sed -i '/^#/d' "$folder/product/configuration/config.ini" &&
		settle_xml "$folder/product/artifacts.xml" && settle_xml "$folder/product/p2/org.eclipse.equinox.p2.core/cache/artifacts.xml" || return
	profiles=$folder/product/p2/org.eclipse.equinox.p2.engine/profileRegistry/wirebench.profile
	last=("$profiles"/*.profile.gz)
	gzip -dc "${last[-1]}" > "$parts/profile" && settle_xml "$parts/profile" && rm "${last[@]}" && gzip -nc "$parts/profile" > "$profiles/${time}000.profile.gz"
}

# The update site, with its index in one form instead of two. What the product consists of is in it, too: the same files.
put_site() {
	local name jar
	mkdir "$folder/site" && cp -r "$site/plugins" "$site/features" "$site/../javadoc.jar" "$folder/site" || return
	for name in content artifacts; do
		(cd "$parts" && "$JAVA_HOME/bin/jar" xf "$site/$name.jar" && settle_xml $name.xml &&
			"$JAVA_HOME/bin/jar" --create --no-manifest --date "$(date -u -d "@$time" +%Y-%m-%dT%H:%M:%SZ)" --file "$folder/site/$name.jar" $name.xml) || return
	done
	printf '%s\n' version=1 'metadata.repository.factory.order=content.xml,\!' 'artifact.repository.factory.order=artifacts.xml,\!' > "$folder/site/p2.index"
	for jar in "$folder"/site/plugins/*.jar; do
		name=$folder/product/plugins/${jar##*/}
		! cmp -s "$jar" "$name" || ln -f "$name" "$jar" || return
	done
}

# Takes out of a file of p2 when and where it was written, and gives an order to what p2 keeps in none.
settle_xml() {
	sed -i -E "s/(name='p2.timestamp' value|<profile id='wirebench' timestamp)='[0-9]+'/\1='${time}000'/
		s/(name='org.eclipse.equinox.p2.(cache|installFolder)' value)='[^']*'/\1='.'/" "$1" &&
		LC_ALL=C awk '
			function out(text) { if (inside) whole = whole text "\n"; else printf "%s\n", text }
			function sorted(items, n, i, j, item) {
				for (i = 2; i <= n; i++) {
					item = items[i]
					for (j = i - 1; j > 0 && items[j] > item; j--) items[j + 1] = items[j]
					items[j + 1] = item
				}
			}
			function end_lines(i) { sorted(lines, n); for (i = 1; i <= n; i++) out(lines[i]); n = 0 }
			function end_elements(i) { sorted(elements, m); for (i = 1; i <= m; i++) printf "%s", elements[i]; m = 0 }
			/^ *<(property|provided) .*\/>$/ { lines[++n] = $0; next }
			{ end_lines() }
			/^ *<(artifact|unit|iuProperties) .*[^\/]>$/ { inside = 1; whole = "" }
			!inside { end_elements() }
			{ out($0) }
			/^ *<\/(artifact|unit|iuProperties)>$/ { inside = 0; elements[++m] = whole }
			END { end_lines(); end_elements() }' "$1" > "$1.new" && mv "$1.new" "$1"
}

# What makes commands start quickly: as in a checkout the command line in one file, and its classes as the package's own JVM maps them.
# This kind of archive, unlike the one that a checkout has, is the same whenever it is made from the same list of classes.
put_quick_start() (
	here=$folder packaged=$folder product=$folder/product site=$folder/site
	client_jar "$time" && touch -d "@$time" "$product/client.jar" || return # the JVM compares its time
	java=$folder/runtime/bin/java
	export HOME=$parts/home XDG_STATE_HOME=$parts/home XDG_DATA_HOME=$parts/home XDG_CACHE_HOME=$parts/home
	# A path for a socket is short.
	WIREBENCH_SOCKET=$(mktemp -d)/engine.sock WIREBENCH_IDLE=60s
	export WIREBENCH_SOCKET WIREBENCH_IDLE
	trap 'rm -rf "${WIREBENCH_SOCKET%/*}"' EXIT
	mkdir -p "$HOME"
	client_java
	learn() { "${client[@]:0:1}" -XX:DumpLoadedClassList="$parts/classes$1" "${client[@]:1}" "${@:2}" > /dev/null; }
	learn 0 --help || return
	if "${client[@]}" engine --background; then
		# Several times: which classes of the JDK are loaded depends a little on which thread is quicker.
		for i in 1 2 3 4 5; do learn $i kinds delay; done
		"${client[@]}" engine stop
	else
		echo "wirebench: no engine can run here (./wirebench doctor says why): the package's commands will start a little slower, and its client.jsa will differ from one made where an engine runs." >&2
	fi
	{
		cat "$parts"/classes? | grep -v '^[#@]' | sed 's/ id:.*//' | LC_ALL=C sort -u
		cat "$parts"/classes? | grep '^@lambda' | LC_ALL=C sort -u
	} > "$parts/classes"
	# The class path's folder does not matter, so the package can be moved, but it is in the file: one that is the same for all.
	cd "$product" && "$java" -Xlog:disable -Xlog:all=error -Xshare:dump -Xmx1g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
		-XX:SharedClassListFile="$parts/classes" -XX:SharedArchiveFile=client.jsa -cp /proc/self/cwd/client.jar
)

make_tar() {
	local archive=$target/wirebench-$version-linux-x86_64.tar.gz
	(set -o pipefail && cd "$parts" && tar --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime="@$time" -cf - "wirebench-$version" | gzip -n > "$archive.new") &&
		mv "$archive.new" "$archive"
}

make_deb() {
	local root=$parts/deb archive=$target/wirebench_${version}_amd64.deb doc
	doc=$root/usr/share/doc/wirebench
	mkdir -p "$root"/{DEBIAN,usr/bin,usr/lib/python3/dist-packages,usr/share/bash-completion/completions} "$doc" && cp -al "$folder" "$root/usr/lib/wirebench" || return
	rm "$root"/usr/lib/wirebench/{LICENSE,NOTICE,CHANGELOG.md} # in usr/share/doc
	ln -s ../lib/wirebench/wirebench "$root/usr/bin/wirebench"
	ln -s ../../wirebench/clients/python/src/wirebench "$root/usr/lib/python3/dist-packages/wirebench"
	ln -s ../../../lib/wirebench/{README.md,docs,examples} "$doc"
	cp "$here/releng/package/copyright" "$doc/copyright" && { echo && echo "License: EPL-2.0" && sed 's/^$/./; s/^/ /' "$here/LICENSE"; } >> "$doc/copyright"
	gzip -9nc "$here/CHANGELOG.md" > "$doc/changelog.gz"
	"$folder/wirebench" completion > "$root/usr/share/bash-completion/completions/wirebench" || return
	sed "s/@version@/$version/; s/@size@/$(du -sk "$root/usr" | cut -f1)/" "$here/releng/package/control" > "$root/DEBIAN/control"
	(cd "$root" && find usr -type f | LC_ALL=C sort | xargs -d '\n' md5sum > DEBIAN/md5sums)
	chmod -R u=rwX,go=rX "$root"/{DEBIAN,usr/bin,usr/share}
	find "$root" -exec touch -h -d "@$time" {} +
	SOURCE_DATE_EPOCH=$time dpkg-deb --root-owner-group -Zzstd -z9 --build "$root" "$archive.new" > /dev/null && mv "$archive.new" "$archive"
}
