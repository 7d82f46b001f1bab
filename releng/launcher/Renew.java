import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Brings the classes of a folder that were compiled for a Java before 7 into a newer form of the same code: java Renew.java FOLDER.
 * The JVM keeps no others in its cache of prepared classes (picocli's are for Java 5), and loads them anew at each start.
 */
class Renew {

	/** The first form whose code says which types it has where (JVMS 4.10.1), with all that came since. */
	private static final int OLDEST_MAJOR = 51;

	public static void main(String[] arguments) throws Exception {
		Path folder = Path.of(arguments[0]);
		List<Path> all;
		try (Stream<Path> files = Files.walk(folder)) {
			all = files.filter(file -> file.toString().endsWith(".class") && !file.endsWith("module-info.class")).toList();
		}
		try (URLClassLoader loader = new URLClassLoader(new URL[]{folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
			ClassFile files = ClassFile.of(ClassFile.StackMapsOption.STACK_MAPS_WHEN_REQUIRED,
					ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)
							.orElse(ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())).cached()));
			ClassTransform renew = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL).andThen((builder, element) -> {
				if (element instanceof ClassFileVersion)
					builder.withVersion(ClassFile.JAVA_17_VERSION, 0);
				else
					builder.with(element);
			});
			for (Path file : all) {
				byte[] bytes = Files.readAllBytes(file);
				if ((bytes[6] << 8 | bytes[7]) >= OLDEST_MAJOR)
					continue;
				Files.write(file, files.transformClass(files.parse(bytes), renew));
			}
		}
	}
}
