package io.wirebench.cli.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Network files as people, editors and disks spoil them; some come out right. */
final class Mutations {

	private static final Pattern VALUE = Pattern.compile("\"[^\"<>\n]*\"");
	private static final Pattern ATTRIBUTE = Pattern.compile(" [\\w-]+=\"[^\"<>\n]*\"");
	private static final Pattern WORD = Pattern.compile("[\\w.-]+");
	private static final Pattern NUMBER = Pattern.compile("\\b\\d+\\b");
	private static final Pattern TAG_END = Pattern.compile("/?>");
	private static final Pattern LEAF = Pattern.compile("(?m)^\t+<(?:flow|probe|impairment|set|always|within|up|down)\\b.*/>\n");
	private static final Pattern OPTIONAL = Pattern.compile("(?s)\t<(description|scenario)\\b.*?</\\1>\n|\t+<(?:flow|probe)\\b.*?/>\n");

	private final Random random;
	private final List<String> words = new ArrayList<>();

	Mutations(long seed, List<String> examples) {
		random = new Random(seed);
		for (String example : examples)
			WORD.matcher(example).results().map(MatchResult::group).forEach(words::add);
	}

	private MatchResult pick(Pattern pattern, String text) {
		List<MatchResult> found = pattern.matcher(text).results().toList();
		return found.isEmpty() ? null : found.get(random.nextInt(found.size()));
	}

	private static String replace(String text, MatchResult place, String with) {
		return place == null ? text : text.substring(0, place.start()) + with + text.substring(place.end());
	}

	/** @return one to three changes of a text, as the bytes of a file */
	byte[] mutate(String text) {
		String changed = text;
		boolean gentle = random.nextInt(3) == 0;
		for (int i = random.nextInt(gentle ? 3 : 2); i >= 0; i--)
			changed = gentle ? gentle(changed) : rough(changed);
		byte[] bytes = changed.getBytes(StandardCharsets.UTF_8);
		return !gentle && random.nextInt(3) == 0 ? spoil(bytes) : bytes;
	}

	/** What mostly leaves a network. */
	private String gentle(String text) {
		return switch (random.nextInt(8)) {
			case 0 -> replace(text, pick(TAG_END, text.substring(0, text.length() - 1)), null, "<!-- note -->");
			case 1 -> replace(text, pick(OPTIONAL, text), "");
			case 2 -> {
				MatchResult value = pick(VALUE, text);
				yield replace(text, value, "'" + value.group().substring(1, value.group().length() - 1) + "'");
			}
			case 3 -> text.replaceFirst("name=\"([\\w-]+)\"", "name=\"$1\" seed=\"" + random.nextInt(1000) + "\"")
					.replaceFirst("(seed=\"\\d+\")( seed=\"\\d+\")", "$1");
			case 4 -> text.replaceAll("\\bh1\\b", "client" + random.nextInt(10));
			case 5 -> text.replace("\n", "\r\n").replace("\r\r", "\r");
			case 6 -> replace(text, pick(Pattern.compile("\\b(?:10|20|25|5|30|100) (?=ms|Mbit/s)"), text), (1 + random.nextInt(500)) + " ");
			default -> text.replaceAll("\t", " ".repeat(random.nextInt(5)));
		};
	}

	private static String replace(String text, MatchResult place, String nothing, String behind) {
		return place == null ? text : text.substring(0, place.end()) + behind + text.substring(place.end());
	}

	private String rough(String text) {
		switch (random.nextInt(10)) {
			case 0 : {
				MatchResult a = pick(VALUE, text);
				MatchResult b = pick(VALUE, text);
				return a == null || a.start() >= b.start()
						? text
						: text.substring(0, a.start()) + b.group() + text.substring(a.end(), b.start()) + a.group()
								+ text.substring(b.end());
			}
			case 1 : {
				MatchResult a = pick(ATTRIBUTE, text);
				return replace(text, a, "");
			}
			case 2 : {
				MatchResult a = pick(ATTRIBUTE, text);
				MatchResult b = pick(ATTRIBUTE, text);
				return a == null ? text : replace(text, a, b.group());
			}
			case 3 : {
				MatchResult leaf = pick(LEAF, text);
				return leaf == null ? text : replace(text, leaf, leaf.group() + leaf.group());
			}
			case 4 :
				return replace(text, pick(LEAF, text), "");
			case 5 :
				return replace(text, pick(NUMBER, text),
						new String[]{"0", "-1", "99999999999999999999", "1e9", "٣", ""}[random.nextInt(6)]);
			case 6 : {
				String[] lines = text.split("(?<=\n)");
				int from = random.nextInt(lines.length);
				int to = random.nextInt(lines.length);
				String kept = lines[from];
				lines[from] = lines[to];
				lines[to] = kept;
				return String.join("", lines);
			}
			default :
				return replace(text, pick(WORD, text), words.get(random.nextInt(words.size())));
		}
	}

	/** What disks and transfers do. */
	private byte[] spoil(byte[] bytes) {
		int at = random.nextInt(bytes.length);
		int length = Math.min(1 + random.nextInt(40), bytes.length - at);
		switch (random.nextInt(3)) {
			case 0 :
				bytes[at] ^= (byte) (1 << random.nextInt(8));
				return bytes;
			case 1 : {
				byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
				System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
				return shorter;
			}
			default : {
				byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
				System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
				return longer;
			}
		}
	}
}
