/** Tells a saved plan from a spec, by what stands in the file. */
import { readFile, stat } from 'node:fs/promises';

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
