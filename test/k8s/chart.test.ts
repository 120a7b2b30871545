/** The chart in a real API server: what it makes is taken, changed and removed. There is no node, so that nothing runs. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeAll, describe, expect, inject, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';

import { helmAndKubectl } from '../helm/programs.ts';

const shipped = join(import.meta.dirname, '../../helm/trailwarden');
const namespace = 'restricted';

/** The chart, but for the version that it asks for: a server that was built from its source does not know its own. */
const chart = join(mkdtempSync(join(tmpdir(), 'chart-')), 'trailwarden');
cpSync(shipped, chart, { recursive: true });
const about = join(chart, 'Chart.yaml');
writeFileSync(about, readFileSync(about, 'utf8').replace(/^kubeVersion:.*$/mu, ''));

/** Pods that do not meet `restricted` are not let in. */
const guarded = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
};

/** As much of the kinds of Prometheus' operator as makes them known. */
const known = ['ServiceMonitor', 'PrometheusRule'].map(kind => {
  const plural = `${kind.toLowerCase()}s`;
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.monitoring.coreos.com` },
    spec: {
      group: 'monitoring.coreos.com',
      names: { kind, plural },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
});

interface Made {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

let programs: { readonly helm: string; readonly kubectl: string };
let config = '';

function run(program: 'helm' | 'kubectl', args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(programs[program], ['--kubeconfig', config, ...args], {
    input,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

const documents = (objects: readonly object[]): string => objects.map(one => stringify(one)).join('---\n');
const valuesOf = (name: string): string => join(chart, 'ci', `${name}-values.yaml`);
const rendered = (name: string): readonly Made[] =>
  parseAllDocuments(
    run('helm', [
      'template',
      'audit',
      chart,
      '-n',
      namespace,
      '-f',
      valuesOf(name),
      '--api-versions',
      'monitoring.coreos.com/v1',
    ]),
  ).flatMap(document => (document.contents === null ? [] : [document.toJS() as Made]));

beforeAll(async () => {
  programs = await helmAndKubectl();
  config = join(mkdtempSync(join(tmpdir(), 'chart-')), 'config');
  writeFileSync(config, inject('kubeconfigs')['admin'] ?? '');
  run('kubectl', ['apply', '-f', '-'], documents([guarded, ...known]));
  run('kubectl', ['wait', '--for=condition=Established', ...known.map(({ metadata }) => `crd/${metadata.name}`)]);
});

describe.each(readdirSync(join(chart, 'ci')).map(file => file.replace('-values.yaml', '')))('values of %s', name => {
  it('make objects that the API server takes, and knows every field of', () => {
    const objects = rendered(name).map(one => ({ ...one, metadata: { ...one.metadata, namespace } }));
    const told = run('kubectl', ['apply', '--dry-run=server', '--validate=strict', '-f', '-'], documents(objects));
    expect(told.trim().split('\n')).toHaveLength(objects.length);
  });

  it('make Pods that are let in where nothing but the restricted profile is', () => {
    const pods = rendered(name).flatMap(({ kind, metadata, spec }) => {
      const { spec: inner = {} } = kind === 'CronJob' ? (spec['jobTemplate'] as Made) : { spec };
      const template = kind === 'Pod' ? { spec } : (inner['template'] as { readonly spec: object } | undefined);
      return template
        ? [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: metadata.name, namespace }, spec: template.spec }]
        : [];
    });
    expect(pods.length).toBeGreaterThan(0);
    const told = run('kubectl', ['create', '--dry-run=server', '-f', '-'], documents(pods));
    expect(told.trim().split('\n')).toHaveLength(pods.length);
  });
});

it('a Pod that does not meet the profile would not be let in', () => {
  const spec = { containers: [{ name: 'x', image: 'x' }] };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', namespace }, spec };
  expect(() => run('kubectl', ['create', '--dry-run=server', '-f', '-'], documents([pod]))).toThrow(
    'violates PodSecurity',
  );
});

describe('a release', () => {
  const objects = ['deployment', 'service', 'role', 'rolebinding', 'networkpolicy', 'serviceaccount', 'configmap'];
  const standing = (): readonly string[] =>
    run('kubectl', [
      '-n',
      namespace,
      'get',
      [...objects, 'servicemonitor', 'prometheusrule', 'pdb'].join(','),
      '-o',
      'name',
    ])
      .trim()
      .split('\n')
      .filter(line => line.includes('audit'));
  const release = (verb: string, values: string): string =>
    run('helm', [verb, 'audit', chart, '-n', namespace, '-f', valuesOf(values)]);

  it('is installed, upgraded to another source and more replicas, rolled back, and removed', () => {
    expect(release('install', 'observe')).toContain('MODE observe');
    expect(standing()).toContain('deployment.apps/audit-trailwarden');
    expect(standing()).not.toContain('poddisruptionbudget.policy/audit-trailwarden');

    expect(release('upgrade', 'enforce-git')).toContain('MODE enforce');
    expect(standing()).toEqual(
      expect.arrayContaining([
        'poddisruptionbudget.policy/audit-trailwarden',
        'prometheusrule.monitoring.coreos.com/audit-trailwarden',
        'servicemonitor.monitoring.coreos.com/audit-trailwarden',
      ]),
    );

    run('helm', ['rollback', 'audit', '-n', namespace]);
    expect(standing()).not.toContain('poddisruptionbudget.policy/audit-trailwarden');
    expect(standing()).toContain('configmap/audit-trailwarden-specs');

    run('helm', ['uninstall', 'audit', '-n', namespace]);
    expect(standing()).toEqual([]);
  });

  it('lets its service account have the one Lease, and nothing more', () => {
    release('install', 'enforce-git');
    const may = (...what: readonly string[]): boolean => {
      const who = `system:serviceaccount:${namespace}:audit-trailwarden`;
      const args = ['--kubeconfig', config, '-n', namespace, 'auth', 'can-i', ...what, '--as', who];
      return spawnSync(programs.kubectl, args, { encoding: 'utf8' }).status === 0;
    };
    expect(may('update', 'leases.coordination.k8s.io/audit-trailwarden')).toBe(true);
    expect(may('create', 'events.events.k8s.io')).toBe(true);
    expect(may('update', 'leases.coordination.k8s.io/other')).toBe(false);
    expect(may('get', 'secrets')).toBe(false);
    expect(may('create', 'pods')).toBe(false);
    run('helm', ['uninstall', 'audit', '-n', namespace]);
  });
});
