#!/bin/bash
# Makes target/javadoc.jar of what authors of kinds build against, unless it is newer than their sources: Java's home is the
# first word. Called by the build of the update site, whose bundles are the class path. One commit gives the same bytes.
set -euo pipefail
cd "$(dirname "$0")"
java=$1 bundles=../../bundles archive=target/javadoc.jar
names=(io.wirebench.api io.wirebench.dataplane io.wirebench.testkit)
sources=() packages=()
for name in "${names[@]}"; do
	sources+=("$bundles/$name/src")
	packages+=("$name")
done
if [ -r $archive ] && [ -z "$(find "${sources[@]}" "$0" -newer $archive -print -quit)" ]; then
	exit
fi
path=(target/repository/plugins/*.jar)
rm -rf target/javadoc $archive
# Warnings are of references into bundles that authors do not see.
"$java/bin/javadoc" -quiet -notimestamp --no-fonts -encoding UTF-8 -charset UTF-8 -docencoding UTF-8 -Xdoclint:all,-missing -Xmaxwarns 1 \
	-tag 'noimplement:t:Not to be implemented by others:' -doctitle 'Wirebench: what kinds are built against' -windowtitle 'Wirebench API' \
	-sourcepath "$(IFS=:; echo "${sources[*]}")" -classpath "$(IFS=:; echo "${path[*]}")" -d target/javadoc "${packages[@]}"
(cd target/javadoc && find . -type f | LC_ALL=C sort > ../javadoc.files &&
	"$java/bin/jar" --create --no-manifest --date 1980-01-01T00:00:02Z --file ../javadoc.new @../javadoc.files)
mv target/javadoc.new $archive
rm -rf target/javadoc target/javadoc.files
