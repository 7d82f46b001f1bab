package io.wirebench.plugins.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.equinox.internal.p2.repository.Transport;
import org.eclipse.equinox.p2.core.ProvisionException;

/** How p2 reads a site: from files. The engine has no network of its own; what comes over one is fetched by its clients. */
final class FileTransport extends Transport {

	private static final String ID = "io.wirebench.plugins";

	@Override
	public IStatus download(URI from, OutputStream to, IProgressMonitor monitor) {
		try (InputStream in = Files.newInputStream(path(from))) {
			byte[] piece = new byte[1 << 16];
			for (int n; (n = in.read(piece)) >= 0;) {
				if (monitor != null && monitor.isCanceled())
					return Status.CANCEL_STATUS;
				to.write(piece, 0, n);
			}
			return Status.OK_STATUS;
		} catch (NoSuchFileException e) {
			return new Status(IStatus.ERROR, ID, ProvisionException.ARTIFACT_NOT_FOUND, "the site has no " + path(from), e);
		} catch (IOException e) {
			return new Status(IStatus.ERROR, ID, ProvisionException.REPOSITORY_FAILED_READ,
					path(from) + " cannot be read: " + e.getMessage(), e);
		}
	}

	@Override
	public InputStream stream(URI from, IProgressMonitor monitor) throws FileNotFoundException, CoreException {
		try {
			return Files.newInputStream(path(from));
		} catch (NoSuchFileException e) {
			throw new FileNotFoundException(path(from).toString());
		} catch (IOException e) {
			throw new CoreException(new Status(IStatus.ERROR, ID, path(from) + " cannot be read: " + e.getMessage(), e));
		}
	}

	@Override
	public long getLastModified(URI from, IProgressMonitor monitor) throws FileNotFoundException, CoreException {
		try {
			return Files.getLastModifiedTime(path(from)).toMillis();
		} catch (NoSuchFileException e) {
			throw new FileNotFoundException(path(from).toString());
		} catch (IOException e) {
			throw new CoreException(new Status(IStatus.ERROR, ID, path(from) + " cannot be read: " + e.getMessage(), e));
		}
	}

	private static Path path(URI from) {
		if (!"file".equals(from.getScheme()))
			throw new IllegalArgumentException(from + " is no file: the engine has no network of its own");
		return Path.of(from);
	}
}
