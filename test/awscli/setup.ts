/** Installs the AWS CLI of Python's package index, which needs no installer and reads no settings of the machine. */
import type { TestProject } from 'vitest/node';

import { installed } from '../venv.ts';

/** Pinned, so that a new release cannot fail the suite. */
const requirement = 'awscli==1.46.2';

declare module 'vitest' {
  interface ProvidedContext {
    awscli: string;
  }
}

export function setup(project: TestProject): void {
  project.provide('awscli', installed(requirement, 'aws'));
}
