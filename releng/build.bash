# Builds and tests the product, measures and packages it: what needs the sources. Read by the launcher `wirebench` in a checkout.

stamp=$here/releng/io.wirebench.engine.product/target/built
renew=$here/releng/launcher/Renew.java # a package is made with another $here

run_maven() { # with these goals and options; needs a JDK and a Maven that have been found
	local time same=()
	rm -rf "$here"/bundles/*/target/test-classes # an incremental compile of tests misses classes that did not change
	# Whoever builds a commit gets the same versions and the same bytes.
	time=$(commit_time) && same=(-DforceContextQualifier="$(date -u -d "@$time" +%Y%m%d%H%M)"
		-Dproject.build.outputTimestamp="$(date -u -d "@$time" +%Y-%m-%dT%H:%M:%SZ)")
	(cd "$here" && "$maven" "${same[@]}" "$@")
}

# When the commit was made that is here; nothing where something was changed since, so that no two builds of different things look alike.
commit_time() {
	local time changes
	changes=$(git -C "$here" status --porcelain 2>/dev/null) && [ -z "$changes" ] && time=$(git -C "$here" log -1 --format=%ct) && echo "$time"
}

commit_name() { git -C "$here" describe --always --dirty --abbrev=10 --exclude='*' 2>/dev/null; }

sources_newer() {
	[ -e "$stamp" ] || return 0
	local parts=("$here"/{pom.xml,.mvn,targetplatform,bundles,features,releng})
	[ -n "$(find "${parts[@]}" \( -name target -o -name test -o -name '*.tests' \) -type d -prune -o -newer "$stamp" -type f -not -name '.*' -print -quit)" ]
}

build_product() {
	[ -z "${WIREBENCH_NO_BUILD:-}" ] || return 0 # tests run the product as it is
	sources_newer || return 0
	echo "wirebench: building (about a minute; the first time downloads about 200 MB)" >&2
	local log=$here/.cache/build.log
	mkdir -p "$here/.cache"
	find_jdk # what is missing is said here, not in the log
	find_maven
	run_maven -B -q package -DskipTests > "$log" 2>&1 || { tail -40 "$log" >&2; fail "the build failed; the whole log is in $log"; }
	built
}

# What the product is of; and the command line in one file, with what the JVM learns from one use of it: so commands start
# quickly. The JVM neither keeps nor trusts without looking what comes from signed files; these are copies without signatures.
built() {
	touch "$stamp"
	commit_name > "$product/commit"
	rm -f "$product"/client.*
	local folder
	folder=$(mktemp -d) || return 0
	client_jar "$(date +%s)"
	client_java
	(
		export WIREBENCH_SOCKET=$folder/engine.sock
		"${client[@]}" engine --background && "${client[@]:0:1}" -XX:AOTCacheOutput="$product/client.aot" "${client[@]:1}" kinds delay
		"${client[@]}" engine stop
	) > "$folder/log" 2>&1 # where no engine can run, commands start as quickly as they can without
	rm -rf "$folder"
}

client_jar() { # into the product, with this time; in one order, so that it is the same whoever makes it
	local folder jar
	client_java
	folder=$(mktemp -d) || return
	mkdir "$folder/classes"
	for jar in "${client_jars[@]}"; do
		(cd "$folder/classes" && "$JAVA_HOME/bin/jar" xf "$jar")
	done
	"$JAVA_HOME/bin/java" "$renew" "$folder/classes" || return
	rm -f "$folder"/classes/META-INF/*.{SF,RSA,DSA,EC} "$folder"/classes/META-INF/MANIFEST.MF
	(cd "$folder/classes" && find . -type f | LC_ALL=C sort > ../files &&
		"$JAVA_HOME/bin/jar" --create --no-compress --date "$(date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ)" --file "$folder/client.jar" @../files) &&
		mv "$folder/client.jar" "$product/client.jar"
	rm -rf "$folder"
}

# What tests need, as Debian packages.
test_packages=(iproute2 util-linux procps python3 curl iputils-ping gcc libc6-dev frr python3-pytest iperf3 nftables busybox-static patch uidmap)

# Installs packages without starting what they would start: labs run their own daemons, and the machine's network is not ours.
install_quietly() {
	local policy=/usr/sbin/policy-rc.d ours=
	if [ ! -e $policy ]; then
		printf '#!/bin/sh\nexit 101\n' > $policy && chmod 755 $policy && ours=1
	fi
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null
	local status=$?
	[ -z "$ours" ] || rm -f $policy
	case " $* " in *" frr "*) ! command -v systemctl >/dev/null || systemctl disable frr >/dev/null 2>&1 ;; esac
	return $status
}

verify() { # --quick: the bundles' own tests only; other options are Maven's
	local missing=() package log=$here/.cache/verify.log status=0 quick= parts=()
	if [ "${1:-}" = --quick ]; then
		quick=1
		shift
		parts=(-pl '!:io.wirebench.system.tests')
	fi
	for package in "${test_packages[@]}"; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
	done
	if [ ${#missing[@]} -gt 0 ]; then
		if [ "$(id -u)" = 0 ]; then
			install_quietly "${missing[@]}" || fail "these packages could not be installed: ${missing[*]}"
		else
			echo "wirebench: tests need packages that are not installed. Run this line, then try again:" >&2
			echo "  sudo apt-get install -y ${missing[*]}" >&2
			exit 2
		fi
	fi
	find_jdk
	find_maven
	(cd "$here/releng/format" && "$maven" -B -q net.revelc.code.formatter:formatter-maven-plugin:validate) ||
		fail "Java files are not in the common form (see above). Run ./wirebench format."
	rm -f "$stamp"
	mkdir -p "$here/.cache"
	# A test of the kernel that is skipped counts as a failure, unless somebody says otherwise.
	run_maven -B verify -Dwirebench.kernel.required="${WIREBENCH_KERNEL_REQUIRED:-true}" "${parts[@]}" "$@" 2>&1 | tee "$log"
	status=${PIPESTATUS[0]}
	if [ "$status" = 0 ] && [ -n "$quick" ]; then
		built
	elif [ "$status" = 0 ]; then
		built
		verify_python 2>&1 | tee -a "$log"
		status=${PIPESTATUS[0]}
		# In the words that the sum below reads.
		sed -n 's/.*<testsuite [^>]*errors="\([0-9]*\)" failures="\([0-9]*\)" skipped="\([0-9]*\)" tests="\([0-9]*\)".*/Tests run: \4, Failures: \2, Errors: \1, Skipped: \3/p' \
			"$here/.cache/python-tests.xml" >> "$log"
	fi
	echo "the ten classes that took longest:"
	sed -n 's/.*Tests run:.* Time elapsed: \([0-9.]*\) s.* -- in \(.*\)/\1 s  \2/p' "$log" | sort -rn | head -10
	awk '/^(\[[A-Z]+\] )?Tests run:.*Skipped: [0-9]+$/ {
			gsub(/,/, "")
			for (i = 1; i < NF; i++) { if ($i == "run:") run += $(i + 1); if ($i == "Failures:" || $i == "Errors:") bad += $(i + 1); if ($i == "Skipped:") skipped += $(i + 1) }
		}
		END { printf "Tests run: %d, Failures: %d, Errors: 0, Skipped: %d\n%d passed, %d failed, %d skipped\n", run, bad, skipped, run - bad - skipped, bad, skipped }' "$log"
	exit $((status == 0 ? 0 : 1))
}

# The Python package's tests and examples, with the system's own Python and an engine of their own.
verify_python() {
	local python=/usr/bin/python3
	[ -x $python ] || python=python3
	(cd "$here/clients/python" && WIREBENCH_NO_BUILD=1 WIREBENCH="$here/wirebench" PYTHONPATH=src PYTHONDONTWRITEBYTECODE=1 \
		"$python" -m pytest -q -p no:cacheprovider -rs --junitxml="$here/.cache/python-tests.xml" tests examples)
}


build() { build_product; }

format() { # brings all Java into the one form
	find_jdk
	find_maven
	(cd "$here/releng/format" && "$maven" -B -q net.revelc.code.formatter:formatter-maven-plugin:format)
}

package() {
	. "$here/releng/package/package.bash"
	make_packages "$@"
}

bench() {
	command -v python3 >/dev/null || fail "python3 was not found, which the benchmarks' harness needs. Install the package python3."
	build_product
	find_jdk
	java_options
	printf -v WIREBENCH_JAVA '%q ' "${set_java[@]}"
	export WIREBENCH_JAVA
	exec python3 "$here/releng/benchmarks/bench.py" "$@"
}
