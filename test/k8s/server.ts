/** Runs etcd and a real API server of Kubernetes while the suite runs, with a user for each replica that may do no more than it must. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { parseAllDocuments } from 'yaml';
import type { TestProject } from 'vitest/node';

import { builtApiServer, installedEtcd } from './built.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Kubeconfigs by user: two replicas, and an administrator. */
    kubeconfigs: Readonly<Record<string, string>>;
  }
}

const users = ['replica-a', 'replica-b'];

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [etcd, apiServer] = [installedEtcd(), builtApiServer()];
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-k8s-'));
  const [clients, peers, secure] = [await freePort(), await freePort(), await freePort()];
  const running: ChildProcess[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(running.map(ended));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    running.push(start(etcd, etcdArgs(folder, clients, peers)));
    key(folder);
    writeFileSync(
      join(folder, 'tokens.csv'),
      [...users.map(name => `${name},${name},${name}`), 'admin,admin,admin,system:masters'].join('\n'),
    );
    running.push(start(apiServer, apiServerArgs(folder, { clients, secure })));
    const url = `https://127.0.0.1:${secure}`;
    await ready(url, running);
    await allow(url);
    const names = [...users, 'admin'];
    project.provide('kubeconfigs', Object.fromEntries(names.map(name => [name, kubeconfig(url, name)])));
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

function etcdArgs(folder: string, clients: number, peers: number): readonly string[] {
  const [client, peer] = [`http://127.0.0.1:${clients}`, `http://127.0.0.1:${peers}`];
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ];
}

function key(folder: string): void {
  const args = ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', join(folder, 'sa.key')];
  const { status, error } = spawnSync('openssl', args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`openssl is missing, which this suite needs: ${error?.message ?? status}`);
}

function apiServerArgs(
  folder: string,
  ports: { readonly clients: number; readonly secure: number },
): readonly string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${ports.clients}`,
    `--secure-port=${ports.secure}`,
    '--bind-address=127.0.0.1',
    `--cert-dir=${join(folder, 'certificates')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
    `--service-account-key-file=${join(folder, 'sa.key')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
  ];
}

function start(program: string, args: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGKILL');
  await over;
}

async function ready(url: string, running: readonly ChildProcess[]): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (running.some(({ exitCode }) => exitCode !== null)) throw new Error('etcd or the API server ended early');
    if ((await ask(`${url}/readyz`).catch(() => 0)) === 200) return;
    await sleep(200);
  }
  throw new Error('the API server does not become ready');
}

/** The role that the documentation tells people to make, and nothing more. */
async function allow(url: string): Promise<void> {
  const page = readFileSync(join(import.meta.dirname, '../../docs/high-availability.md'), 'utf8');
  const block = /```yaml\n(apiVersion: rbac[\s\S]*?)```/u.exec(page)?.[1];
  if (block === undefined) throw new Error('docs/high-availability.md has no Role');
  const [role] = parseAllDocuments(block).map(document => document.toJS() as object);
  const rbac = `${url}/apis/rbac.authorization.k8s.io/v1/namespaces/audit`;
  const binding = {
    metadata: { name: 'trailwarden' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'trailwarden' },
    subjects: users.map(name => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name })),
  };
  const made = [
    await ask(`${url}/api/v1/namespaces`, { metadata: { name: 'audit' } }),
    await ask(`${rbac}/roles`, role),
    await ask(`${rbac}/rolebindings`, binding),
  ];
  if (made.some(status => status !== 201)) throw new Error(`the role could not be made: ${made.join(', ')}`);
}

/** By curl: Node's own client has no way to take a certificate that nobody signed. */
async function ask(url: string, body?: object): Promise<number> {
  const sent = body ? ['-X', 'POST', '-H', 'content-type: application/json', '-d', JSON.stringify(body)] : [];
  const { stdout, error } = spawnSync(
    'curl',
    ['-sk', '-o', '/dev/null', '-w', '%{http_code}', '-H', 'authorization: Bearer admin', ...sent, url],
    { encoding: 'utf8' },
  );
  if (error) throw new Error(`curl is missing, which this suite needs: ${error.message}`);
  return Promise.resolve(Number(stdout));
}

function kubeconfig(server: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    clusters: [{ name: 'here', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'me', user: { token } }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'me' } }],
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise(closed => server.close(closed));
  return port;
}
