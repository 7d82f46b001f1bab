package io.wirebench.control.internal.wire;

import io.wirebench.control.protocol.ErrorCode;
import io.wirebench.control.protocol.Protocol;
import io.wirebench.core.emulation.EmulationException;
import io.wirebench.core.plugins.PluginException;

import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** Makes answers of failures. */
public final class Failures {

	private Failures() {
	}

	public static ResponseErrorException of(ErrorCode code, String message) {
		return of(code, message, "", "", List.of());
	}

	public static ResponseErrorException of(ErrorCode code, String message, String element, String remedy,
			List<Protocol.NetworkProblem> problems) {
		return new ResponseErrorException(
				new ResponseError(code.number(), message, new Protocol.ErrorData(code.name(), element, remedy, problems)));
	}

	public static ResponseErrorException input(String message) {
		return of(ErrorCode.INPUT, message);
	}

	/** Work whose failure is about one element. */
	@FunctionalInterface
	public interface About<T> {
		T run() throws Exception;
	}

	/** Names the element in what goes wrong. */
	public static <T> T about(String element, About<T> work) throws Exception {
		try {
			return work.run();
		} catch (IllegalArgumentException | EmulationException e) {
			ResponseError error = error(e);
			if (!(error.getData() instanceof Protocol.ErrorData data) || !data.element().isEmpty())
				throw e;
			throw new ResponseErrorException(new ResponseError(error.getCode(), error.getMessage(),
					new Protocol.ErrorData(data.code(), element, data.remedy(), data.problems())));
		}
	}

	/** @return the answer to a request that failed so */
	public static ResponseError error(Throwable thrown) {
		Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
		return switch (cause) {
			case ResponseErrorException e -> e.getResponseError();
			case CancellationException _ -> new ResponseError(ResponseErrorCode.RequestCancelled, "the request was cancelled", null);
			case EmulationException e when e.getCause() instanceof CancellationException ->
				new ResponseError(ResponseErrorCode.RequestCancelled, "the request was cancelled; its changes were undone", null);
			case EmulationException e -> of(e.machineCannot() ? ErrorCode.MACHINE : ErrorCode.INPUT, e.getMessage()).getResponseError();
			case PluginException e when e.getCause() instanceof CancellationException ->
				new ResponseError(ResponseErrorCode.RequestCancelled, "the request was cancelled; nothing was changed", null);
			case PluginException e -> of(e.machineCannot() ? ErrorCode.MACHINE : ErrorCode.INPUT, e.getMessage()).getResponseError();
			case IllegalArgumentException e -> of(ErrorCode.INPUT, String.valueOf(e.getMessage())).getResponseError();
			case java.io.IOException e -> of(ErrorCode.FAILED, String.valueOf(e.getMessage())).getResponseError();
			case Throwable e -> {
				System.getLogger("io.wirebench.control").log(System.Logger.Level.ERROR, "a request failed in a way that it should not", e);
				yield of(ErrorCode.FAILED, "this should not have happened: " + e + "; please report it with the engine's log")
						.getResponseError();
			}
		};
	}
}
