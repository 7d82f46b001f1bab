package io.wirebench.emfgen;

import org.eclipse.core.runtime.IStatus;
import org.eclipse.emf.codegen.ecore.generator.Generator;
import org.eclipse.emf.codegen.ecore.generator.GeneratorAdapterFactory;
import org.eclipse.emf.codegen.ecore.genmodel.GenModel;
import org.eclipse.emf.codegen.ecore.genmodel.GenModelPackage;
import org.eclipse.emf.codegen.ecore.genmodel.generator.GenBaseGeneratorAdapter;
import org.eclipse.emf.codegen.ecore.genmodel.generator.GenModelGeneratorAdapterFactory;
import org.eclipse.emf.common.util.BasicMonitor;
import org.eclipse.emf.common.util.Diagnostic;
import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.EcorePackage;
import org.eclipse.emf.ecore.plugin.EcorePlugin;
import org.eclipse.emf.ecore.resource.impl.ResourceSetImpl;
import org.eclipse.emf.ecore.xmi.impl.XMIResourceFactoryImpl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * Generates the Java code of an EMF model outside any workbench. Not safe for use by several threads: EMF keeps its
 * registries in static fields.
 */
public final class EmfGenerator {

	private EmfGenerator() {
	}

	/**
	 * Generates into the project itself.
	 *
	 * @param arguments the project's folder and the generator model's path in it
	 */
	public static void main(String[] arguments) throws IOException {
		if (arguments.length != 2)
			throw new IllegalArgumentException("usage: EmfGenerator <project folder> <path of the .genmodel inside it>");
		var project = Path.of(arguments[0]).toAbsolutePath().normalize();
		System.out.println("EMF: " + generate(project, arguments[1]) + " files in " + project.resolve("src-gen"));
	}

	/**
	 * Generates {@code src-gen} of a project anew.
	 *
	 * @param project the project's folder; its last segment is the bundle's name
	 * @param genModelPath the generator model's path inside the project, with slashes
	 * @return how many Java files were made
	 * @throws IllegalStateException if the model is not valid or the generator failed; the message has the details
	 */
	public static int generate(Path project, String genModelPath) throws IOException {
		var output = project.resolve("src-gen");
		// EMF writes texts for a user interface next to the code; the model has none.
		var texts = project.resolve("plugin.properties");
		var hadTexts = Files.exists(texts);
		deleteBelow(output);
		Files.createDirectories(output);
		var name = project.getFileName().toString();
		EcorePackage.eINSTANCE.eClass();
		GenModelPackage.eINSTANCE.eClass();
		EcorePlugin.getPlatformResourceMap().put(name, URI.createFileURI(project + "/"));
		GeneratorAdapterFactory.Descriptor.Registry.INSTANCE.addDescriptor(GenModelPackage.eNS_URI,
				GenModelGeneratorAdapterFactory.DESCRIPTOR);
		var resources = new ResourceSetImpl();
		resources.getResourceFactoryRegistry().getExtensionToFactoryMap().put("*", new XMIResourceFactoryImpl());
		resources.getURIConverter().getURIMap().putAll(EcorePlugin.computePlatformURIMap(false));
		var uri = URI.createPlatformResourceURI(name + "/" + genModelPath, true);
		var genModel = (GenModel) resources.getResource(uri, true).getContents().getFirst();
		genModel.reconcile();
		genModel.setCanGenerate(true);
		genModel.setValidateModel(true);
		check(genModel.validate());
		var generator = new Generator();
		generator.setInput(genModel);
		check(generator.generate(genModel, GenBaseGeneratorAdapter.MODEL_PROJECT_TYPE, new BasicMonitor()));
		if (!hadTexts)
			Files.deleteIfExists(texts);
		try (var files = Files.walk(output)) {
			return (int) files.filter(file -> file.toString().endsWith(".java")).count();
		}
	}

	private static void check(Object result) {
		var failed = switch (result) {
			case Diagnostic diagnostic -> diagnostic.getSeverity() >= Diagnostic.ERROR;
			case IStatus status -> status.getSeverity() >= IStatus.ERROR;
			default -> false;
		};
		if (failed)
			throw new IllegalStateException("the EMF model cannot be generated: " + result);
	}

	private static void deleteBelow(Path folder) throws IOException {
		if (!Files.exists(folder))
			return;
		try (var files = Files.walk(folder)) {
			for (var file : files.sorted(Comparator.reverseOrder()).toList())
				Files.delete(file);
		}
	}
}
