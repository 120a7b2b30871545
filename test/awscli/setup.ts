/** Installs the AWS CLI of Python's package index, which needs no installer and reads no settings of the machine. */
import type { TestProject } from 'vitest/node';

import { awsCliRequirement, installed } from '../venv.ts';

declare module 'vitest' {
  interface ProvidedContext {
    awscli: string;
  }
}

export function setup(project: TestProject): void {
  project.provide('awscli', installed(awsCliRequirement, 'aws'));
}
