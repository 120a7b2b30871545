/** Secrets that somebody wrote into a config by mistake: nothing that is said of it may repeat them. */
import type { SourceFile } from '../spec/source.ts';

/**
 * The same file with what looks like a secret written over: user and password in an address of the web, what stands after its
 * `?`, the password in any other, what Slack gives out, and the value of a key that says so. Everything keeps its place.
 */
export function concealed({ path, text }: SourceFile): SourceFile {
  return { path, text: secrets.reduce((shown, pattern) => shown.replaceAll(pattern, overwritten), text) };
}

const key = String.raw`["']?[\w-]*(?:password|passphrase|token|secret|private-?key|routing-?key|webhook-?url)["']?[ \t]*:[ \t]*`;
const inQuotes = String.raw`"(?:[^"\\\n]|\\.)*"|'[^'\n]*'`;

const secrets: readonly RegExp[] = [
  /(?<=https?:\/\/)[^\s/@"']+(?=@)/giu,
  /(?<=:\/\/[^\s/:@"']*:)[^\s/@"']+(?=@)/giu,
  /(?<=https?:\/\/[^\s?"']+\?)[^\s"',}]+/giu,
  /(?<=https?:\/\/hooks\.slack[\w.-]*\/)[^\s"',}]+/giu,
  /(?<=File["']?[ \t]*:[ \t]*["']?https?:\/\/)[^\s"',}]+/giu,
  /(?<=\b(?:xox[a-z]|xapp)-)[\w-]+/giu,
  new RegExp(String.raw`(?<=^[ \t]*(?:- )?${key})(?:${inQuotes}|[^\s"'#{[|>].*$)`, 'gimu'), // to the end of its line
  new RegExp(String.raw`(?<=[{,][ \t]*${key})(?:${inQuotes}|[^\s"'#{[|>,}][^,}\n]*)`, 'gimu'), // within braces
];

const overwritten = (text: string): string => text.replaceAll(/[^\s"']/gu, 'x');
