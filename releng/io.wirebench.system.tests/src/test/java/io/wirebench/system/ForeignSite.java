package io.wirebench.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Plug-ins of somebody else, compiled against what our update site offers to authors, in p2 repositories as Tycho writes them. */
final class ForeignSite {

	static final String ID = "acme.testloss";
	static final String KIND = ID + ".every";
	static final String BAD = "acme.bad";
	static final String BAD_STAGE = BAD + ".stage";
	static final String BAD_FLOW = BAD + ".flow";

	/**
	 * A bundle and the feature of the same name.
	 *
	 * @param headers of its manifest, beside name and version
	 * @param files what is in it beside classes, by path
	 * @param classes sources, by class name
	 * @param requirements elements of its unit
	 */
	record Plugin(String id, String version, Map<String, String> headers, Map<String, String> files, Map<String, String> classes,
			String requirements) {

		Plugin requiring(String moreHeaders, String moreRequirements) {
			Map<String, String> all = new LinkedHashMap<>(headers);
			all.merge("Require-Bundle", moreHeaders, (a, b) -> a + "," + b);
			return new Plugin(id, version, all, files, classes, requirements + moreRequirements);
		}

		/** @return the same with another text in its declarations and sources */
		Plugin replacing(String text, String by) {
			Map<String, String> otherFiles = new LinkedHashMap<>(files);
			otherFiles.replaceAll((path, content) -> content.replace(text, by));
			Map<String, String> otherClasses = new LinkedHashMap<>(classes);
			otherClasses.replaceAll((name, source) -> source.replace(text, by));
			return new Plugin(id, version, headers, otherFiles, otherClasses, requirements);
		}

		Plugin with(String header, String value) {
			Map<String, String> all = new LinkedHashMap<>(headers);
			all.put(header, value);
			return new Plugin(id, version, all, files, classes, requirements);
		}

		Plugin with(String className, String source, String header, String value) {
			Map<String, String> all = new LinkedHashMap<>(classes);
			all.put(className, source);
			return new Plugin(id, version, with(header, value).headers(), files, all, requirements);
		}
	}

	private ForeignSite() {
	}

	/** @return an impairment that takes away {@code share} of {@code of} frames, one after the other */
	static Plugin loss(String version, int share, int of) {
		return loss(ID, version, share, of);
	}

	static Plugin loss(String id, String version, int share, int of) {
		String name = "Every";
		String source = """
				package %1$s.internal;

				import io.wirebench.api.ImpairmentKind;
				import io.wirebench.dataplane.*;

				public final class Every implements ImpairmentKind {
					private static final DropReason REASON = new DropReason("acme", "taken away");

					@Override
					public Impairment create(String elementPath) {
						return new Stage() {
							private long frames;
							private boolean on;

							@Override
							public void update(Parameters parameters) {
								on = parameters.flag("on");
							}

							@Override
							public Verdict accept(Frame frame, StageContext context) {
								return on && frames++ %% %3$d < %2$d ? context.drop(REASON) : Verdict.PASS;
							}
						};
					}
				}
				""".formatted(id, share, of);
		String declaration = """
				<?xml version="1.0" encoding="UTF-8"?>
				<?eclipse version="3.4"?>
				<plugin>
					<extension point="io.wirebench.core.impairmentKinds">
						<impairmentKind id="%1$s.every" name="Every" class="%1$s.internal.Every" description="Takes frames away, version %2$s.">
							<parameter name="on" type="boolean" default="true" description="Whether it does."/>
						</impairmentKind>
					</extension>
				</plugin>
				"""
				.formatted(id, version);
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Require-Bundle",
				"io.wirebench.api;bundle-version=\"[0.1.0,1.0.0)\",io.wirebench.dataplane;bundle-version=\"[0.1.0,1.0.0)\"");
		return new Plugin(id, version, headers, Map.of("plugin.xml", declaration), Map.of(id + ".internal." + name, source),
				bundle("io.wirebench.api", "[0.1.0,1.0.0)") + bundle("io.wirebench.dataplane", "[0.1.0,1.0.0)"));
	}

	/**
	 * @param order a file whose content says what the bundle does when it starts
	 * @return what does no good: an impairment and a generator of the kinds {@value #BAD_STAGE} and {@value #BAD_FLOW} that do what their
	 *         parameter says, and a start that does
	 */
	static Plugin bad(String version, Path order) {
		String deeds = """
				package acme.bad.internal;

				import java.nio.file.*;
				import java.util.*;

				final class Deeds {
					private static final List<byte[]> KEPT = new ArrayList<>();

					static void perform(String what) {
						switch (what) {
						case "exit" -> System.exit(7);
						case "loop" -> {
							while (true)
								Thread.onSpinWait();
						}
						case "leak" -> KEPT.add(new byte[16 << 10]);
						case "burst" -> KEPT.add(new byte[1 << 30]);
						default -> {
						}
						}
					}
				}
				""";
		String start = """
				package acme.bad.internal;

				import java.nio.file.*;

				public final class Start implements org.osgi.framework.BundleActivator {
					@Override
					public void start(org.osgi.framework.BundleContext context) throws java.io.IOException {
						Path order = Path.of("%s");
						if (Files.exists(order))
							Deeds.perform(Files.readString(order).strip());
					}

					@Override
					public void stop(org.osgi.framework.BundleContext context) {
					}
				}
				""".formatted(order);
		String stage = """
				package acme.bad.internal;

				import io.wirebench.api.ImpairmentKind;
				import io.wirebench.dataplane.*;

				public final class BadStage implements ImpairmentKind {
					@Override
					public Impairment create(String elementPath) {
						return new Stage() {
							private String what;

							@Override
							public void update(Parameters parameters) {
								what = parameters.text("what");
							}

							@Override
							public Verdict accept(Frame frame, StageContext context) {
								Deeds.perform(what);
								return Verdict.PASS;
							}
						};
					}
				}
				""";
		String flow = """
				package acme.bad.internal;

				import io.wirebench.api.*;

				public final class BadFlow implements GeneratorKind {
					@Override
					public void run(GeneratorContext context) throws Exception {
						while (!context.stopRequested()) {
							Deeds.perform(context.parameters().text("what"));
							java.util.concurrent.locks.LockSupport.parkNanos(10_000_000); // its pace
						}
					}
				}
				""";
		String declaration = """
				<?xml version="1.0" encoding="UTF-8"?>
				<?eclipse version="3.4"?>
				<plugin>
					<extension point="io.wirebench.core.impairmentKinds">
						<impairmentKind id="%s" name="Bad" class="acme.bad.internal.BadStage" description="Version %s."><parameter name="what" type="text" default="nothing" description="What it does."/></impairmentKind>
					</extension>
					<extension point="io.wirebench.core.generatorKinds">
						<generatorKind id="%s" name="Bad" class="acme.bad.internal.BadFlow"><parameter name="what" type="text" default="nothing" description="What it does."/></generatorKind>
					</extension>
				</plugin>
				"""
				.formatted(BAD_STAGE, version, BAD_FLOW);
		Plugin usual = loss(BAD, version, 1, 2);
		return new Plugin(BAD, version, usual.headers(), Map.of("plugin.xml", declaration),
				Map.of("acme.bad.internal.Deeds", deeds, "acme.bad.internal.BadStage", stage, "acme.bad.internal.BadFlow", flow),
				usual.requirements()).with("acme.bad.internal.Start", start, "Bundle-Activator", "acme.bad.internal.Start")
				.with("Import-Package", "org.osgi.framework");
	}

	static String bundle(String name, String range) {
		return "<required namespace='osgi.bundle' name='" + name + "' range='" + range + "'/>";
	}

	/** Writes a repository that every user can read. */
	static Path write(Path folder, Plugin... plugins) {
		return write(folder, _ -> {
		}, plugins);
	}

	/** @param last what is done to each bundle's file before it is noted */
	static Path write(Path folder, Consumer<Path> last, Plugin... plugins) {
		try {
			Path bundles = Files.createDirectories(folder.resolve("plugins"));
			StringBuilder units = new StringBuilder();
			StringBuilder artifacts = new StringBuilder();
			for (Plugin plugin : plugins) {
				Path file = Files.write(bundles.resolve(plugin.id() + "_" + plugin.version() + ".jar"), jar(plugin));
				last.accept(file);
				byte[] jar = Files.readAllBytes(file);
				units.append(units(plugin));
				artifacts.append(
						"<artifact classifier='osgi.bundle' id='%s' version='%s'><properties size='2'><property name='download.size' value='%d'/><property name='download.checksum.sha-256' value='%s'/></properties></artifact>"
								.formatted(plugin.id(), plugin.version(), jar.length,
										HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar))));
			}
			Files.writeString(folder.resolve("content.xml"),
					"""
							<?xml version='1.0' encoding='UTF-8'?>
							<?metadataRepository version='1.2.0'?>
							<repository name='Acme' type='org.eclipse.equinox.internal.p2.metadata.repository.LocalMetadataRepository' version='1'>
							<properties size='1'><property name='p2.timestamp' value='1795626290789'/></properties><units size='%d'>%s</units></repository>
							"""
							.formatted(2 * plugins.length, units));
			Files.writeString(folder.resolve("artifacts.xml"),
					"""
							<?xml version='1.0' encoding='UTF-8'?>
							<?artifactRepository version='1.1.0'?>
							<repository name='Acme' type='org.eclipse.equinox.p2.artifact.repository.simpleRepository' version='1'>
							<properties size='1'><property name='p2.timestamp' value='1795626290789'/></properties>
							<mappings size='1'><rule filter='(&amp; (classifier=osgi.bundle))' output='${repoUrl}/plugins/${id}_${version}.jar'/></mappings>
							<artifacts size='%d'>%s</artifacts></repository>
							"""
							.formatted(plugins.length, artifacts));
			Program.output("chmod", "-R", "u=rwX,go=rX", folder.toString());
			return folder;
		} catch (IOException | NoSuchAlgorithmException e) {
			throw new AssertionError(e);
		}
	}

	private static String units(Plugin p) {
		return """
				<unit id='%1$s.feature.group' version='%2$s' singleton='false'>
				<update id='%1$s.feature.group' range='[0.0.0,%2$s)' severity='0'/>
				<properties size='3'><property name='org.eclipse.equinox.p2.name' value='Test loss of Acme'/><property name='org.eclipse.equinox.p2.provider' value='Acme'/>
				<property name='org.eclipse.equinox.p2.type.group' value='true'/></properties>
				<provides size='1'><provided namespace='org.eclipse.equinox.p2.iu' name='%1$s.feature.group' version='%2$s'/></provides>
				<requires size='1'><required namespace='org.eclipse.equinox.p2.iu' name='%1$s' range='[%2$s,%2$s]'/></requires>
				<touchpoint id='null' version='0.0.0'/></unit>
				<unit id='%1$s' version='%2$s' singleton='true'>
				<update id='%1$s' range='[0.0.0,%2$s)' severity='0'/>
				<provides size='3'><provided namespace='org.eclipse.equinox.p2.iu' name='%1$s' version='%2$s'/><provided namespace='osgi.bundle' name='%1$s' version='%2$s'/>
				<provided namespace='org.eclipse.equinox.p2.eclipse.type' name='bundle' version='1.0.0'/></provides>
				<requires size='%4$d'>%3$s</requires>
				<artifacts size='1'><artifact classifier='osgi.bundle' id='%1$s' version='%2$s'/></artifacts>
				<touchpoint id='org.eclipse.equinox.p2.osgi' version='1.0.0'/>
				<touchpointData size='1'><instructions size='1'><instruction key='manifest'>Bundle-SymbolicName: %1$s&#xA;Bundle-Version: %2$s</instruction></instructions></touchpointData></unit>
				"""
				.formatted(p.id(), p.version(), p.requirements(), p.requirements().split("<required ").length - 1);
	}

	private static byte[] jar(Plugin plugin) throws IOException {
		Path work = Files.createTempDirectory("wirebench-foreign");
		try {
			List<String> words = new ArrayList<>(List.of("-d", work.resolve("classes").toString(), "--release", "25", "-cp", libraries()));
			for (Map.Entry<String, String> type : plugin.classes().entrySet()) {
				Path file = work.resolve("src").resolve(type.getKey().replace('.', '/') + ".java");
				Files.createDirectories(file.getParent());
				words.add(Files.writeString(file, type.getValue()).toString());
			}
			Files.createDirectories(work.resolve("classes"));
			JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
			ByteArrayOutputStream said = new ByteArrayOutputStream();
			if (!plugin.classes().isEmpty() && compiler.run(null, said, said, words.toArray(String[]::new)) != 0)
				throw new AssertionError(said.toString(StandardCharsets.UTF_8));
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			try (ZipOutputStream zip = new ZipOutputStream(bytes); Stream<Path> classes = Files.walk(work.resolve("classes"))) {
				StringBuilder manifest = new StringBuilder("Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: "
						+ plugin.id() + ";singleton:=true\nBundle-Version: " + plugin.version() + "\n");
				plugin.headers()
						.forEach((name, value) -> manifest.append(name).append(": ").append(value.replace(",", ",\n ")).append('\n'));
				entry(zip, "META-INF/MANIFEST.MF", manifest.toString().getBytes(StandardCharsets.UTF_8));
				for (Map.Entry<String, String> file : plugin.files().entrySet())
					entry(zip, file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
				for (Path file : classes.filter(Files::isRegularFile).sorted().toList())
					entry(zip, work.resolve("classes").relativize(file).toString(), Files.readAllBytes(file));
			}
			return bytes.toByteArray();
		} finally {
			Program.output("rm", "-rf", work.toString());
		}
	}

	/** The same content gives the same file whenever it is packed: sites name the digests of their files. */
	private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
		ZipEntry entry = new ZipEntry(name);
		entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
		zip.putNextEntry(entry);
		zip.write(content);
		zip.closeEntry();
	}

	private static String libraries() throws IOException {
		try (Stream<Path> all = Files.list(Installation.ROOT.resolve("releng/io.wirebench.site/target/repository/plugins"))) {
			return String.join(":", all.map(Path::toString)
					.filter(file -> file.matches(".*/(io\\.wirebench\\.(api|dataplane)|org\\.eclipse\\.osgi)_.*")).toList());
		}
	}

	/** Packs a folder. */
	static Path zip(Path folder, Path to) {
		try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(to)); Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.filter(Files::isRegularFile).sorted().toList())
				entry(zip, folder.relativize(file).toString(), Files.readAllBytes(file));
			return to;
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}
}
