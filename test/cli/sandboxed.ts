/** A sandbox for one test, and the documents that the program prints, held against their schemas. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished } from 'vitest';

import { schemas } from '../../src/render/schemas/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { endpointAt } from '../e2e/endpoint.ts';
import { folderWith, lastLine, trailwarden } from './program.ts';
import type { Ran, Running } from './program.ts';

export interface Stage {
  readonly sandbox: Sandbox;
  readonly folder: string;
  /** The SDK's own clients, of somebody who tampers. */
  readonly by: ReturnType<typeof endpointAt>;
  run(args: readonly string[], running?: Running): Promise<Ran>;
}

/** A sandbox with nothing in it, and a folder with these files. */
export async function stage(files: Readonly<Record<string, string>>): Promise<Stage> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const folder = folderWith(files);
  return {
    sandbox,
    folder,
    by: endpointAt(sandbox.url),
    run: (args, running) => trailwarden(args, { endpoint: sandbox.url, folder, ...running }),
  };
}

/** Every operation that wrote something, without its service. */
export function written({ sandbox }: Stage): readonly string[] {
  return sandbox
    .calls()
    .map(({ operation }) => operation.replace(/^.*:/, ''))
    .filter(operation => /^(Create|Update|Put|Set|Start|Stop|Add|Remove|Tag|Untag|Delete)/.test(operation));
}

/** What was printed on stdout, which must be one document that its schema takes. */
export function documentIn({ stdout }: Ran, schema: keyof typeof schemas): Readonly<Record<string, unknown>> {
  const document = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  const ajv = new Ajv2020({ allErrors: true, strict: false, formats: { 'date-time': true } });
  const valid = ajv.validate(schemas[schema] ?? false, document);
  expect(valid ? [] : ajv.errors).toEqual([]);
  return document;
}

/** Exit code and last line of stdout: what pipelines look at. */
export function ending({ code, stdout }: Ran): readonly [number | null, string] {
  return [code, lastLine(stdout)];
}
