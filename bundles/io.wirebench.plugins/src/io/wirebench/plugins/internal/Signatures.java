package io.wirebench.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Who has signed a jar. */
final class Signatures {

	/**
	 * A signer.
	 *
	 * @param name as the certificate says; empty if not everything in the jar is signed by one signer
	 * @param known whether an authority that this Java knows vouches for it
	 */
	record Signer(String name, boolean known) {
		static final Signer NONE = new Signer("", false);

		/** @return for people */
		String text() {
			return name.isEmpty() || known ? name : name + " (not known to this Java)";
		}
	}

	private Signatures() {
	}

	/**
	 * Reads all of a jar, so that every signature and checksum in it is looked at.
	 *
	 * @throws SecurityException if it was changed after it was signed
	 * @throws IOException if it is no jar
	 */
	static Signer of(Path jar) throws IOException {
		try (JarFile file = new JarFile(jar.toFile(), true)) {
			Set<CodeSigner> common = null;
			for (JarEntry entry : Collections.list(file.entries())) {
				try (InputStream in = file.getInputStream(entry)) {
					in.transferTo(java.io.OutputStream.nullOutputStream());
				}
				if (entry.isDirectory() || isOfTheSignature(entry.getName()))
					continue;
				CodeSigner[] signers = entry.getCodeSigners();
				Set<CodeSigner> all = signers == null ? Set.of() : new HashSet<>(List.of(signers));
				if (common == null)
					common = new HashSet<>(all);
				else
					common.retainAll(all);
			}
			if (common == null || common.isEmpty())
				return Signer.NONE;
			Signer any = Signer.NONE;
			for (CodeSigner signer : common) {
				X509Certificate certificate = (X509Certificate) signer.getSignerCertPath().getCertificates().getFirst();
				any = new Signer(certificate.getSubjectX500Principal().getName(), isKnown(signer));
				if (any.known())
					break;
			}
			return any;
		}
	}

	private static boolean isOfTheSignature(String name) {
		String upper = name.toUpperCase(java.util.Locale.ROOT);
		return upper.equals("META-INF/MANIFEST.MF") || upper.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)")
				|| upper.matches("META-INF/SIG-[^/]*");
	}

	private static boolean isKnown(CodeSigner signer) {
		try {
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init((KeyStore) null);
			Set<java.security.cert.TrustAnchor> anchors = new HashSet<>();
			for (var manager : factory.getTrustManagers())
				if (manager instanceof X509TrustManager x509)
					for (X509Certificate issuer : x509.getAcceptedIssuers())
						anchors.add(new java.security.cert.TrustAnchor(issuer, null));
			if (anchors.stream().anyMatch(a -> a.getTrustedCert().equals(signer.getSignerCertPath().getCertificates().getFirst())))
				return true;
			PKIXParameters parameters = new PKIXParameters(anchors);
			parameters.setRevocationEnabled(false); // That would need a network.
			if (signer.getTimestamp() != null)
				parameters.setDate(new Date(signer.getTimestamp().getTimestamp().getTime()));
			List<? extends java.security.cert.Certificate> path = signer.getSignerCertPath().getCertificates().stream()
					.filter(c -> anchors.stream().noneMatch(a -> a.getTrustedCert().equals(c))).toList();
			List<String> usage = ((X509Certificate) path.getFirst()).getExtendedKeyUsage();
			if (usage == null || !usage.contains("1.3.6.1.5.5.7.3.3")) // code signing
				return false;
			CertPathValidator.getInstance("PKIX").validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
			return true;
		} catch (GeneralSecurityException e) {
			return false;
		}
	}
}
