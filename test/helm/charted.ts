/** The chart, as Helm makes objects of it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inject } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';

export const chart = join(import.meta.dirname, '../../helm/trailwarden');

/** Every file of values that is shipped beside the chart, by its name without the end. */
export const matrix: readonly string[] = readdirSync(join(chart, 'ci')).map(file => file.replace('-values.yaml', ''));

export const valuesOf = (name: string): string => join(chart, 'ci', `${name}-values.yaml`);

/** As much of an object of Kubernetes as tests look at. */
export interface Made {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

export interface Answered {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function helm(...args: readonly string[]): Answered {
  const { status, stdout, stderr } = spawnSync(inject('helm'), args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { status, stdout, stderr };
}

const withOperator = ['--api-versions', 'monitoring.coreos.com/v1'];

/** What `helm template` prints, in the namespace `security`, of a release `audit`, in a cluster that has Prometheus' operator. */
export function rendered(values: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = helm('template', 'audit', chart, '-n', 'security', '-f', values, ...withOperator, ...args);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

export function objectsIn(text: string): readonly Made[] {
  return parseAllDocuments(text).flatMap(document => (document.contents === null ? [] : [document.toJS() as Made]));
}

/** A file with these values. */
export function written(values: object): string {
  const file = join(mkdtempSync(join(tmpdir(), 'chart-')), 'values.yaml');
  writeFileSync(file, stringify(values, { version: '1.1' }));
  return file;
}

/** The smallest values that can be installed. */
export const least = {
  mode: 'observe',
  existingSpecs: 'acme-specs',
  auth: { existingSecret: 'trailwarden-auth' },
};
