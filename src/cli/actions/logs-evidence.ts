/** Writes what the event history still knows to a folder of its own, with a manifest. */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Keep, Remains } from '../../app/logs/recover.ts';
import { evidenceLine, evidenceName } from '../../logs/blind/recover.ts';
import type { RecoverQuestion } from '../../logs/blind/recover.ts';
import { jsonText } from '../../render/json-text.ts';
import { Refusal } from '../trouble.ts';
import { version } from '../version.ts';

/** Evidence that is being written. */
export interface Evidence {
  readonly folder: string;
  readonly keep: Keep;
  /** Writes the manifest. @param by ARN of who asked */
  finish(remains: readonly Remains[], by: string): Promise<void>;
}

interface File {
  readonly name: string;
  readonly hash: Hash;
  bytes: number;
}

/**
 * Makes the folder at once, so that nobody waits for nothing.
 *
 * @throws Refusal where there is one, or none can be made
 */
export async function beginEvidence(typed: string | true, now: Date): Promise<Evidence> {
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[-:]/gu, '');
  const folder = typed === true ? `recovered-events-${stamp}Z` : typed;
  await orRefusal(folder, mkdir(folder, { mode: 0o700 }));
  const files = new Map<string, File>();
  const fileOf = (question: RecoverQuestion): File => {
    const key = JSON.stringify(question);
    const file = files.get(key) ?? { name: freeName(question, files), hash: createHash('sha256'), bytes: 0 };
    files.set(key, file);
    return file;
  };
  const askedAt = now.toISOString();
  return {
    folder,
    async keep(question, listed) {
      const file = fileOf(question);
      const text = listed.map(one => evidenceLine(one, question, askedAt)).join('');
      file.hash.update(text);
      file.bytes += Buffer.byteLength(text);
      await orRefusal(folder, appendFile(join(folder, file.name), text, { mode: 0o600 }));
    },
    async finish(remains, by) {
      for (const { question } of remains)
        await orRefusal(folder, appendFile(join(folder, fileOf(question).name), '', { mode: 0o600 })); // also of nothing
      const entries = remains.map(one => entryOf(one, fileOf(one.question)));
      const text = `${jsonText({ ...head, asked_at: askedAt, asked_by: by, files: entries })}\n`;
      await orRefusal(folder, writeFile(join(folder, 'manifest.json'), text, { flag: 'wx', mode: 0o600 }));
    },
  };
}

const head = {
  format_version: '1.0',
  kind: 'recovered-events',
  note: 'Events from the event history of AWS, of times in which no trail recorded. They are no log files: no digest lists them, and nobody can prove that they were not changed. Management events only.',
  trailwarden_version: version,
};

function entryOf({ question, events, cut, problem }: Remains, { name, hash, bytes }: File) {
  return {
    name,
    sha256: hash.digest('hex'),
    bytes,
    events,
    complete: !cut,
    problem: problem?.message ?? null,
    query: { operation: 'cloudtrail:LookupEvents', ...question },
  };
}

/** Two times may begin at the same moment, for different classes. */
function freeName(question: RecoverQuestion, files: ReadonlyMap<string, File>): string {
  const name = evidenceName(question);
  const alike = [...files.values()].filter(file => file.name.startsWith(name.slice(0, -'.ndjson'.length))).length;
  return alike === 0 ? name : name.replace(/\.ndjson$/u, `_${alike + 1}.ndjson`);
}

async function orRefusal(folder: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const isThere = error.code === 'EEXIST';
    throw new Refusal(isThere ? 'invalid' : 'error', {
      code: 'file-not-written',
      message: isThere ? `${folder} exists` : `${folder} could not be written: ${error.message}`,
      hint: 'name another folder with --recover',
    });
  }
}
