/** Why a container ended, where `kubectl describe pod` shows it. */
import { writeFile } from 'node:fs/promises';

/** Kubernetes keeps no more of it, in bytes. */
const most = 4096;

/**
 * Writes the message; the end of the process never waits for more than this, and never fails by it.
 *
 * @param path `terminationMessagePath` of the container
 * @returns whether it was written
 */
export async function writeTermination(path: string, message: string): Promise<boolean> {
  try {
    await writeFile(path, shortened(message));
    return true;
  } catch {
    return false; // outside of a container there is no such file to write
  }
}

/** Cut between characters, never within one. */
export function shortened(message: string): string {
  const bytes = new TextEncoder().encode(message);
  if (bytes.length <= most) return message;
  return `${new TextDecoder().decode(bytes.subarray(0, most - 4)).replace(/\uFFFD$/u, '')}…`;
}
