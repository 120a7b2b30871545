/** Addresses of repositories: which there are, and what may stand in them. */

/** How a repository is reached. */
export type Transport = 'https' | 'http' | 'ssh';

/** What is wrong with an address, in the words of a problem. */
export interface WrongUrl {
  readonly code: 'secret-in-config' | 'source-url';
  readonly message: string;
  readonly hint: string;
}

/** Which way an address leads, or why it may not be taken. What begins with a hyphen would be an option to ssh. */
export function judgeUrl(url: string): { readonly transport: Transport } | { readonly wrong: WrongUrl } {
  const [, scheme, host] =
    /^([a-z][a-z0-9+.-]*):\/\/(?:[^\s/@-][^\s/@]*@)?(\[[0-9a-fA-F:]+\]|[A-Za-z0-9_][A-Za-z0-9._-]*)(?::[0-9]+)?\/[^\s?#]+$/u.exec(
      url,
    ) ?? [];
  if (/^https?:\/\/[^/]*@/iu.test(url) || /^[^/]*:\/\/[^/@]*:[^/]*@/u.test(url)) return { wrong: withSecret };
  if (scheme === 'https' || scheme === 'ssh') return { transport: scheme };
  if (scheme === 'http') return isLoopback(String(host)) ? { transport: 'http' } : { wrong: inTheOpen };
  if (/^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][A-Za-z0-9._-]*:(?!:)[^\s?#-][^\s?#]*$/u.test(url)) return { transport: 'ssh' };
  return { wrong: unknown };
}

/** Whether a host is this machine itself. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/u.test(host);
}

const withSecret: WrongUrl = {
  code: 'secret-in-config',
  message: 'the url holds credentials',
  hint: 'write it without them, put them into files, and name the files under credentials; then change the password',
};

const inTheOpen: WrongUrl = {
  code: 'source-url',
  message: 'http is not encrypted: anybody on the way could write the spec',
  hint: 'write https://',
};

const unknown: WrongUrl = {
  code: 'source-url',
  message: 'the url is none that a spec is read from',
  hint: 'write https://host/path, ssh://user@host/path or user@host:path; for files beside the daemon there is source.folder',
};
