/** Characters that would be invisible or reorder their surroundings, written out, so that no text can hide in text. */

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const UNSEEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

export function visible(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(UNSEEN, (char) => {
    const code = char.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

/** Size of a text as people say it: bytes in UTF-8 below a kilobyte, then kB with one digit, then MB. */
export function sizeOf(text: string): string {
  return bytes(utf8Length(text));
}

export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`;
  if (count < 1_000_000) return `${(count / 1_000).toFixed(count < 100_000 ? 1 : 0)} kB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
}

/** The beginning of a text, cut at a line end where one is near and never inside a character. */
export function head(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const newline = text.lastIndexOf("\n", limit);
  if (newline > limit * 0.6) return text.slice(0, newline);
  const splitsPair = /[\uD800-\uDBFF]/.test(text[limit - 1] ?? "");
  return text.slice(0, splitsPair ? limit - 1 : limit);
}
