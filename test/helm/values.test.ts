import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { chart, helm, least, objectsIn, rendered, written } from './charted.ts';

const told = (values: object): { readonly status: number | null; readonly stderr: string } => {
  const { status, stderr } = helm('template', 'audit', chart, '-f', written(values));
  return { status, stderr };
};

const spec = (inner: object): object => ({
  mode: 'observe',
  auth: { existingSecret: 'tokens' },
  specs: {
    'trails.yaml': { apiVersion: 'trailwarden.dev/v1alpha1', kind: 'TrailSpec', metadata: { name: 'acme' }, spec: inner },
  },
});
const trail = { region: 'eu-west-1', bucket: 'logs' };
const git = (inner: object): object => {
  const { existingSpecs: _, ...rest } = least;
  return { ...rest, git: { url: 'https://github.com/acme/audit.git', ...inner } };
};

describe('a slip in the values is refused', () => {
  it.each<readonly [string, object, string]>([
    ['at the top', { ...least, replica: 2 }, "additional properties 'replica' not allowed"],
    ['in a section', { ...least, image: { tagg: '1' } }, "additional properties 'tagg' not allowed"],
    ['in the name of an alert', { ...least, prometheusRule: { overrides: { TrailwardenBlimd: {} } } }, 'TrailwardenBlimd'],
    ['in an override', { ...least, prometheusRule: { overrides: { TrailwardenBlind: { severety: 'info' } } } }, 'severety'],
    ['in the config', { ...least, config: { shedule: {} } }, "additional properties 'shedule' not allowed"],
    ['deep in the config', { ...least, config: { enforce: { windows: { alow: [] } } } }, 'alow'],
    ['in a word of the config', { ...least, config: { log: { level: 'loud' } } }, 'config/log/level'],
    ['in a cron expression', { ...least, config: { schedule: { cron: 'every day' } } }, 'config/schedule/cron'],
    ['in a duration', { ...least, config: { grace: '20 seconds' } }, 'config/grace'],
    ['by a secret in the config', { ...least, config: { server: { readToken: 'x' } } }, 'readToken'],
    ['by what the chart sets', { ...least, config: { mode: 'enforce' } }, "additional properties 'mode' not allowed"],
    ['by what the chart sets, deep', { ...least, config: { server: { port: 80 } } }, "additional properties 'port'"],
    ['in the source', git({ branch: 'main' }), "additional properties 'branch' not allowed"],
    ['deep in the source', git({ credentials: { passwordfile: '/x' } }), 'passwordfile'],
    ['in a spec', spec({ trials: {} }), "additional properties 'trials' not allowed"],
    ['deep in a spec', spec({ trails: { main: { ...trail, logFileValidaton: true } } }), 'logFileValidaton'],
    ['in a type of a spec', spec({ trails: { main: { ...trail, region: 7 } } }), 'trails/main/region'],
    ['in the name of a file', { ...spec({}), specs: { 'trails.txt': {} } }, 'trails.txt'],
    ['in the kind', { ...least, kind: 'statefulset' }, "value must be one of 'daemon', 'cronjob'"],
    ['in the mode', { ...least, mode: 'enforced' }, "value must be one of 'observe', 'enforce'"],
    ['in a number', { ...least, replicas: 0 }, '/replicas'],
    ['in a line that begins another', { ...least, priorityClassName: 'p\nhostPID: true' }, 'priorityClassName'],
    ['in the name of a Secret', { ...least, secrets: { git: 'x\nhostPID: true' } }, 'secrets/git'],
  ])('%s', (_, values, said) => {
    const { status, stderr } = told(values);
    expect(status).not.toBe(0);
    expect(stderr).toContain(said);
  });
});

describe('a secret where the name of a file belongs', () => {
  const receiver = (inner: object): object => ({ ...least, config: { alerts: { receivers: [{ name: 'ops', ...inner }] } } });

  it.each<readonly [string, object]>([
    ['an address', receiver({ slack: { webhookUrlFile: 'https://hooks.slack.com/services/T0/B0/CANARY' } })],
    ['a token', receiver({ slack: { tokenFile: 'xoxb-CANARY', channel: 'C012AB3CD' } })],
    ['a token of an app', receiver({ slack: { tokenFile: 'XAPP-CANARY', channel: 'C012AB3CD' } })],
    ['the address of a webhook', receiver({ webhook: { urlFile: 'http://10.0.0.1/CANARY' } })],
    ['a credential of Git', git({ credentials: { passwordFile: 'https://x:CANARY@github.com' } })],
  ])('%s is refused and not shown', (_, values) => {
    const { status, stderr } = told(values);
    expect(status).not.toBe(0);
    expect(stderr).toContain("'not' failed");
    expect(stderr).not.toContain('CANARY');
  });
});

describe('a value with marks of YAML in it', () => {
  it('stays one value', () => {
    const values = { ...least, priorityClassName: 'p, hostPID: true } # "x"', auth: { existingSecret: 'a }, x: { b' } };
    const pods = objectsIn(rendered(written(values))).filter(({ kind }) => kind === 'Deployment');
    const { priorityClassName } = values;
    expect(pods).toMatchObject([{ spec: { template: { spec: { priorityClassName } } } }]);
    expect(JSON.stringify(pods)).not.toContain('"hostPID"');
  });
});

describe('a name with nothing behind it', () => {
  const names = parse(readFileSync(join(chart, 'files/names.yaml'), 'utf8')) as readonly string[];
  const sections = new Set(names.filter(name => name.includes('.')).map(name => name.split('.')[0] ?? ''));

  it('takes a default away, which is told', () => {
    const top = names.filter(name => !name.includes('.'));
    const { stderr } = told({ ...Object.fromEntries(top.map(name => [name, null])), mode: 'observe' });
    expect(namesIn(stderr)).toEqual(top);
  });

  it('does so within a section', () => {
    const inner = names.filter(name => name.includes('.'));
    const values = [...sections].map(section => [
      section,
      Object.fromEntries(inner.flatMap(name => (name.startsWith(`${section}.`) ? [[name.split('.')[1], null]] : []))),
    ]);
    const { stderr } = told({ ...least, ...Object.fromEntries(values) });
    expect(namesIn(stderr)).toEqual(inner);
  });

  const namesIn = (text: string): readonly string[] => [...text.matchAll(/^ {2}- (\S+)$/gmu)].map(([, name = '']) => name);
});

describe('labels that the chart gives', () => {
  it.each([
    { ...least, commonLabels: { 'app.kubernetes.io/name': 'x' } },
    { ...least, podLabels: { 'app.kubernetes.io/component': 'x' } },
    { ...least, podAnnotations: { 'checksum/config': 'x' } },
    { ...least, prometheusRule: { alertLabels: { severity: 'x' } } },
  ])('cannot be given otherwise: %j', values => {
    expect(told(values).stderr).toContain("'not' failed");
  });

  it('stand once where the same label is given twice', () => {
    const values = { ...least, commonLabels: { release: 'all' }, serviceMonitor: { enabled: true, labels: { release: 'one' } } };
    const made = objectsIn(rendered(written(values)));
    expect(made.find(({ kind }) => kind === 'ServiceMonitor')?.metadata.labels?.['release']).toBe('one');
    expect(made.find(({ kind }) => kind === 'Deployment')?.metadata.labels?.['release']).toBe('all');
  });
});

describe('what YAML 1.1 and 1.2 read differently', () => {
  it('arrives as it was meant', () => {
    const spec = {
      accounts: {
        on: { id: '012345678901', role: 'audit' },
        '1e3': { id: '000000000017', role: 'audit' },
      },
      buckets: { logs: { region: 'eu-west-1', account: '1e3', retention: { minDays: 3_650_000 } } },
    };
    const { existingSpecs: _, ...rest } = least;
    const document = { apiVersion: 'trailwarden.dev/v1alpha1', kind: 'TrailSpec', metadata: { name: 'acme' }, spec };
    // quoted, as people have to for Helm, which reads YAML 1.1
    const values = written({ ...rest, kind: 'cronjob', specs: { 'a.yaml': document }, cronJob: { activeDeadlineSeconds: 12_345_678 } });
    const made = objectsIn(rendered(values));
    const map = made.find(({ metadata }) => metadata.name.endsWith('-specs'));
    expect(parse(map?.data?.['a.yaml'] ?? '')).toEqual(document);
    expect(made.find(({ kind }) => kind === 'CronJob')?.spec).toMatchObject({
      jobTemplate: { spec: { activeDeadlineSeconds: 12_345_678 } },
    });
  });
});

describe('what cannot be together is refused, all of it at once', () => {
  const { existingSpecs: _, ...nowhere } = least;
  const { auth: __, ...tokenless } = least;

  it.each<readonly [string, object, readonly string[]]>([
    ['no mode', { ...least, mode: undefined }, ['mode is not chosen: --set mode=observe']],
    ['nothing at all', {}, ['mode is not chosen', 'the spec is nowhere', 'auth.existingSecret is missing']],
    ['no spec', nowhere, ['the spec is nowhere']],
    ['no URL', { ...nowhere, git: { path: 'specs' } }, ['git.url is missing']],
    ['two specs', { ...git({}), existingSpecs: 'acme-specs' }, ['the spec is in several places (existingSpecs, git)']],
    ['no token', tokenless, ['auth.existingSecret is missing']],
    ['a Secret that is not mounted', git({ credentials: { passwordFile: '/etc/trailwarden/secrets/git/token' } }), ['secrets.git is not']],
    ['a daemon with the command of a CronJob', { ...least, cronJob: { command: 'drift' } }, ['is for kind: cronjob']],
    ['an observer that applies', { ...least, kind: 'cronjob', cronJob: { command: 'apply' } }, ['mode is observe']],
    ['a plan of a repository', { ...git({}), kind: 'cronjob', cronJob: { command: 'plan' } }, ['take cronJob.command: once']],
    ['one database for two', { ...least, replicas: 2, persistence: { enabled: true } }, ['several replicas cannot share']],
    ['two replicas with a config of their own', { ...least, replicas: 2, existingConfig: 'acme' }, ['need the Lease']],
    ['two configs', { ...least, existingConfig: 'acme', config: { grace: '1m' } }, ['config and git would not count']],
    ['an end before the end', { ...least, terminationGracePeriodSeconds: 60, config: { grace: '1m30s' } }, ['config.grace (90 s)']],
    ['nobody', { ...least, serviceAccount: { create: false } }, ['serviceAccount.name is missing']],
  ])('%s', (_, values, said) => {
    const { status, stderr } = told(values);
    expect(status).not.toBe(0);
    for (const one of said) expect(stderr).toContain(one);
  });
});
