package io.wirebench.kinds.internal;

import java.util.ArrayList;
import java.util.List;

/** Splits a command line into words as a shell does, with quotes and backslashes, and without expanding anything. */
final class CommandLine {

	private CommandLine() {
	}

	/** @throws IllegalArgumentException if a quote is not closed or there is no word */
	static List<String> split(String text) {
		List<String> words = new ArrayList<>();
		StringBuilder word = null;
		char quote = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (quote != 0) {
				if (c == quote)
					quote = 0;
				else if (c == '\\' && quote == '"' && i + 1 < text.length() && "\"\\$`".indexOf(text.charAt(i + 1)) >= 0)
					word.append(text.charAt(++i));
				else
					word.append(c);
			} else if (Character.isWhitespace(c)) {
				if (word != null)
					words.add(word.toString());
				word = null;
			} else {
				if (word == null)
					word = new StringBuilder();
				if (c == '\'' || c == '"')
					quote = c;
				else if (c == '\\' && i + 1 < text.length())
					word.append(text.charAt(++i));
				else
					word.append(c);
			}
		}
		if (quote != 0)
			throw new IllegalArgumentException("the command has an opening " + quote + " without a closing one: " + text);
		if (word != null)
			words.add(word.toString());
		if (words.isEmpty())
			throw new IllegalArgumentException("the command is empty");
		return words;
	}
}
