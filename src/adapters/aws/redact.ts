/** What stands where a secret stood. */
const HIDDEN = 'REDACTED';

/** A name under which a secret travels, in a header, a query, JSON, an ini file or an environment. */
const secretName =
  '(?:aws_?)?secret_?access_?key|(?:aws_?)?session_?token|x-amz-security-token|x-amz-signature|x-amz-credential|security_?token|password';

const patterns: readonly (readonly [RegExp, string])[] = [
  // Node's words for a program that failed, e.g. a credential_process: its command line, then all it wrote.
  [/(command failed:).*/gis, `$1 ${HIDDEN}`],
  // A whole Authorization header, whatever its scheme, to the end of the line.
  [/(authorization["']?\s*[:=]\s*["']?)[^\r\n"']+/gi, `$1${HIDDEN}`],
  [/\b(AWS4-HMAC-SHA256\s+Credential=)[^\r\n"']+/g, `$1${HIDDEN}`],
  [new RegExp(`((?:${secretName})["']?\\s*[:=]\\s*["']?)[^\\s"'&,;}]+`, 'gi'), `$1${HIDDEN}`],
  // User and password of a URL.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, `$1${HIDDEN}@`],
  // Session tokens of STS, by the bytes they begin with.
  [/\b(?:IQoJ|FwoG|FQoG|AgoJ)[A-Za-z0-9+/=]{16,}/g, HIDDEN],
];

/** A run of 40 characters of base64: the shape of a secret access key, and of a SHA-1, which is none. */
const fortyCharacters = /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;

/**
 * A text without secrets: secret access keys, session tokens, authorization headers, the signature and credential of
 * signed URLs, passwords in URLs, what a failed program was called with and wrote. Access key ids, ARNs, account ids and
 * request ids stay: they are needed to find the cause and open nothing.
 */
export function redact(text: string): string {
  const withoutNamed = patterns.reduce((rest, [pattern, hidden]) => rest.replaceAll(pattern, hidden), text);
  return withoutNamed.replaceAll(fortyCharacters, run => (looksRandom(run) ? HIDDEN : run));
}

/** Forty characters of a path or a hex digest lack one of the three. */
function looksRandom(run: string): boolean {
  return /[A-Z]/.test(run) && /[a-z]/.test(run) && /[0-9]/.test(run);
}
