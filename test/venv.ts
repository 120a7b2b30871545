/**
 * Python programs that suites run, each in a virtual environment of its own under `.cache`. What is missing on the machine
 * is a failure that says so, never a skip.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The AWS CLI. Pinned, so that a new release cannot fail a suite, and two measurements compare with the same program. */
export const awsCliRequirement = 'awscli==1.46.2';

/**
 * Installs a package once, and answers the path of one of its programs.
 *
 * @param requirement with its version, as pip takes it: `moto[server]==5.2.1`
 */
export function installed(requirement: string, program: string): string {
  const folder = resolve(import.meta.dirname, '../.cache', requirement.replaceAll(/[^\w.]+/gu, '-'));
  const path = resolve(folder, 'bin', program);
  if (existsSync(path)) return path;
  try {
    execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' });
  } catch (error) {
    const missing = `${requirement} needs python3 with venv (Debian: apt-get install python3-venv)`;
    throw new Error(missing, { cause: error });
  }
  execFileSync(resolve(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', requirement], {
    stdio: 'inherit',
  });
  return path;
}
