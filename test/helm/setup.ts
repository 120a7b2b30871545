/** Fetches what judges the chart, all at once. */
import type { TestProject } from 'vitest/node';

import { installed } from '../venv.ts';
import { helmAndKubectl, kubeScore, promtool } from './programs.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths of programs. */
    helm: string;
    kubeScore: string;
    promtool: string;
    kubernetesValidate: string;
  }
}

/** With the schemas of Kubernetes up to that version. */
const validator = 'kubernetes-validate==1.37.0';

export async function setup(project: TestProject): Promise<void> {
  const fetching = Promise.all([helmAndKubectl(), kubeScore(), promtool()]);
  const [{ helm }, score, rules] = await fetching;
  project.provide('helm', helm);
  project.provide('kubeScore', score);
  project.provide('promtool', rules);
  project.provide('kubernetesValidate', installed(validator, 'kubernetes-validate'));
}
