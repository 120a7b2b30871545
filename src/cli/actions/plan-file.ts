/** The files of saved plans: told from specs by what stands in them, and never written over anything else. */
import { lstat, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';

import { Refusal } from '../trouble.ts';

/** The text of the saved plan, or undefined when a spec was meant. What is neither a plan nor a spec is taken for a plan. */
export async function savedPlanText(args: readonly string[]): Promise<string | undefined> {
  const [path, ...more] = args;
  if (path === undefined || more.length > 0) return undefined;
  const facts = await stat(path).catch(() => undefined); // what cannot be read is told where specs are read
  if (!facts?.isFile()) return undefined;
  const text = await readFile(path, 'utf8').catch(() => '');
  return isMeantAsPlan(text) ? text : undefined;
}

/** JSON that is not a spec. A plan that lost its end is still meant as one. */
function isMeantAsPlan(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === 'object' && document !== null && !('apiVersion' in document);
  } catch {
    return /"kind":\s*"plan"/.test(text);
  }
}

/**
 * Writes a saved plan whole or not at all. A plan says what stands where, so nobody else may read it; what stands in its
 * place must be an earlier plan.
 *
 * @throws Refusal when it cannot be written, or when something else stands there
 */
export async function writePlanFile(file: string, text: string): Promise<void> {
  if (!(await mayBeReplaced(file)))
    throw new Refusal('invalid', {
      code: 'file-not-written',
      message: `${file} exists and is no saved plan`,
      hint: 'nothing was changed; name another file',
    });
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text, { mode: 0o600, flag: 'wx' });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Refusal('error', {
      code: 'file-not-written',
      message: `${file} could not be written: ${error.message}`,
      hint: 'nothing was changed; name another file',
    });
  }
}

/** Nothing stands there, or an earlier plan. A link may lead anywhere, so it is never replaced. */
async function mayBeReplaced(file: string): Promise<boolean> {
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) return true;
  if (!facts.isFile()) return false;
  try {
    const document: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof document === 'object' && document !== null && 'kind' in document && document.kind === 'plan';
  } catch {
    return false;
  }
}
