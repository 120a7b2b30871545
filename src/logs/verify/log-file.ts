/** One log file: whether it is what its digest says. */
import type { ListedFile } from '../digest.ts';
import type { Objects } from '../ports.ts';
import { trailingWords } from './digest-file.ts';
import { hashed } from './gzip.ts';
import type { Held } from './lanes.ts';
import { hourWords } from './moments.ts';
import type { Word } from './verdict.ts';

/** What is wrong with it; null: nothing. */
export type FileFault = { readonly word: Word; readonly message: string } | null;

/** The name of SHA-256 in digests. */
const hashAlgorithm = 'SHA-256';

/**
 * Reads a log file and holds it against its digest.
 *
 * @param end of the digest
 */
export async function judgeFile(file: ListedFile, end: string, objects: Objects): Promise<Held<FileFault>> {
  const found = await objects.read(file.bucket, file.key);
  const digest = `the digest of ${hourWords(end)}`;
  if (found.is === 'absent')
    return { result: { word: 'MISSING', message: `${digest} lists it, and it is gone` }, bytes: 0 };
  if (found.is === 'unread') return { result: { word: 'UNREAD', message: found.problem.message }, bytes: 0 };
  const { bytes } = found.body;
  const opened = await hashed(bytes);
  if (opened.is === 'broken') return { result: { word: 'CHANGED', message: opened.why }, bytes: bytes.length };
  const held = bytes.length;
  if (file.algorithm !== hashAlgorithm)
    return {
      result: { word: 'UNREAD', message: `${digest} has its hash by ${file.algorithm}, which is not known` },
      bytes: held,
    };
  const { hash } = opened;
  if (hash !== file.hash.toLowerCase())
    return {
      result: { word: 'CHANGED', message: `SHA-256 is ${brief(hash)}, ${digest} says ${brief(file.hash)}` },
      bytes: held,
    };
  if (opened.trailing > 0)
    return { result: { word: 'TRAILING', message: trailingWords(opened.trailing) }, bytes: held };
  return { result: null, bytes: held };
}

const brief = (hash: string): string => `${hash.slice(0, 4)}…${hash.slice(-4)}`;
