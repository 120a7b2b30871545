/** The AWS CLI, installed from PyPI into a virtual environment of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Pinned, so that two runs compare with the same program. */
const requirement = 'awscli==1.45.11';
const folder = resolve(import.meta.dirname, '../../.cache', requirement.replaceAll(/[^\w.]+/gu, '-'));
const program = resolve(folder, 'bin/aws');

/** Its path, or why there is none: Python 3 with venv, and PyPI are needed. */
export function awsCli(): { readonly program: string } | { readonly missing: string } {
  try {
    if (!existsSync(program)) {
      execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'pipe' });
      execFileSync(resolve(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', requirement], {
        stdio: 'pipe',
      });
    }
    return { program };
  } catch (error) {
    return { missing: `no AWS CLI: ${(error instanceof Error ? error.message : String(error)).split('\n', 1)[0]}` };
  }
}
