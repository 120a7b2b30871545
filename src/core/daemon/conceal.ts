/** Secrets that somebody wrote into a config by mistake: nothing that is said of it may repeat them. */
import type { SourceFile } from '../spec/source.ts';

/**
 * The same file with what looks like a secret replaced by as many asterisks: user and password in an address of the web,
 * what stands after its `?`, the password in any other, and the value of a key that says so. Everything keeps its place.
 */
export function concealed({ path, text }: SourceFile): SourceFile {
  return {
    path,
    text: text
      .replaceAll(/(?<=https?:\/\/)[^\s/@"']+(?=@)/giu, stars)
      .replaceAll(/(?<=:\/\/[^\s/:@"']*:)[^\s/@"']+(?=@)/gu, stars)
      .replaceAll(/(?<=https?:\/\/[^\s?"']+\?)[^\s"',}]+/giu, stars)
      .replaceAll(
        /(?<=(?:^|[{,])[ \t]*["']?\w*(?:password|passphrase|token|secret|privatekey)["']?[ \t]*:[ \t]+)[^\s#{[|>].*$/gimu,
        stars,
      ),
  };
}

const stars = (text: string): string => text.replaceAll(/[^\s{},]/gu, '*');

/** Whether something in an address was replaced. */
export function wasConcealed(address: string): boolean {
  return /\*@|\?\*/u.test(address);
}
