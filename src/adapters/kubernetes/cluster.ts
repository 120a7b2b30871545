/** The cluster that the daemon runs in, and its own Pod there. Loads the client of Kubernetes: import it where it is needed. */
import { readFile } from 'node:fs/promises';

import { KubeConfig, Observable } from '@kubernetes/client-node';
import type { ConfigurationOptions } from '@kubernetes/client-node';

/** Where a service account stands in a Pod. */
const account = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  /** Null: nobody told the Pod. */
  readonly uid: string | null;
}

/**
 * How to reach the API server: of the Pod's service account in a cluster, else of the user's own configuration
 * (`KUBECONFIG`, `~/.kube/config`).
 */
export function clusterConfig(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromDefault();
  return config;
}

/**
 * The Pod, by `POD_NAME`, `POD_NAMESPACE` and `POD_UID` of the downward API, else by its host name and the file that every
 * service account has.
 *
 * @param namespace as the config says; null: the Pod's own
 */
export async function ownPod(
  environment: Readonly<Record<string, string | undefined>>,
  namespace: string | null = null,
): Promise<Pod> {
  const { POD_NAME, POD_NAMESPACE, POD_UID, HOSTNAME } = environment;
  const own = POD_NAMESPACE ?? (await readFile(`${account}/namespace`, 'utf8').catch(() => 'default')).trim();
  return { namespace: namespace ?? own, name: POD_NAME ?? HOSTNAME ?? 'trailwarden', uid: POD_UID ?? null };
}

/** A request ends with the signal: the client's own methods know no end. */
export function until(signal: AbortSignal): ConfigurationOptions {
  return {
    middlewareMergeStrategy: 'append',
    middleware: [
      {
        pre(request) {
          request.setSignal(signal);
          return new Observable(Promise.resolve(request));
        },
        post: response => new Observable(Promise.resolve(response)),
      },
    ],
  };
}

/** The status that an API server answered; undefined: it did not answer. */
export function statusOf(error: unknown): number | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** What went wrong with a request, in short: of an answer the status and the server's own words, without its headers. */
export function saidBy(error: unknown): string {
  const status = statusOf(error);
  if (status === undefined) return error instanceof Error ? error.message : String(error);
  const body: unknown = error instanceof Error && 'body' in error ? error.body : undefined;
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  const message = /"message":"((?:[^"\\]|\\.)*)"/u.exec(text)?.[1] ?? '';
  return `the API server answered ${status}${message === '' ? '' : `: ${message.slice(0, 300)}`}`;
}
