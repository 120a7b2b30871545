import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { concealed } from '../../../src/core/daemon/conceal.ts';
import type { Calendar } from '../../../src/core/daemon/contradictions.ts';
import { milliseconds } from '../../../src/core/daemon/duration.ts';
import { isConfigFile } from '../../../src/core/daemon/is-config.ts';
import { readConfig } from '../../../src/core/daemon/read.ts';
import { judgeUrl } from '../../../src/core/daemon/repository-url.ts';
import { daemonSchema } from '../../../src/core/daemon/schema.ts';
import { readSpec } from '../../../src/core/spec/read.ts';
import { renderProblems } from '../../../src/render/problems.ts';

const calendar: Calendar = {
  wrong: cron => (/^[\d*/, -]+$/u.test(cron) ? null : 'it is none'),
  hasZone: name => ['UTC', 'Europe/Berlin'].includes(name),
  every: cron => (cron === 'none' ? null : 600_000),
  isOpen: ({ cron, duration }, at) => cron === '* * * * *' && at.getTime() % 3_600_000 <= duration,
};
const judges = { kinds: ['bucket', 'topic', 'trail'], calendar, now: new Date('2026-11-21T12:00:00Z') };

const head = 'apiVersion: trailwarden.dev/v1alpha1\nkind: DaemonConfig\nmetadata: { name: tw }\n';
/** Settings stand from line 5 on. */
const config = (...lines: readonly string[]) => `${head}spec:\n${lines.map(line => `  ${line}\n`).join('')}`;
const folder = 'source: { folder: { paths: [specs] } }';
const git = (more: string) => `source: { git: { url: 'https://h/r.git', ${more} } }`;
const ssh = (more: string) => `source: { git: { url: 'ssh://git@h/r.git', ${more} } }`;

const read = (text: string, path = '/etc/tw/daemon.yaml') => readConfig({ path, text }, judges);

function told(text: string): readonly string[] {
  return read(text).problems.map(({ code, severity, message, label, hint, at }) => {
    const place = typeof at === 'object' ? `${at.line}:${at.column}` : 'nowhere';
    return [`${severity === 'warning' ? 'warning ' : ''}${code} ${place} ${message}`, label, hint]
      .filter(Boolean)
      .join(' | ');
  });
}

describe('a config', () => {
  const verify = { cron: '25 * * * *', timeZone: 'UTC', jitter: 300_000, deadline: 2_700_000 };
  test.each([
    ['verify: {}', { schedule: verify, since: 604_800_000, notBefore: null }],
    [
      'verify: { schedule: { deadline: 1h }, since: 2d, notBefore: 2027-03-01 }',
      { schedule: { ...verify, deadline: 3_600_000 }, since: 172_800_000, notBefore: '2027-03-01T00:00:00.000Z' },
    ],
  ])('says when log files are verified: %s', (line, found) => {
    expect(read(config('mode: observe', folder, line)).config?.verify).toEqual(found);
  });

  test.each([
    ['schedule: { cron: often }', 'wrong-cron'],
    ['schedule: { timeZone: Mars }', 'unknown-time-zone'],
    ['schedule: { deadline: 10ms }', 'out-of-range'],
    ['since: 5m', 'out-of-range'],
    ['notBefore: 2027-02-31', 'no-such-day'],
  ])('is wrong where verifying has %s', (line, code) => {
    const { problems } = read(config('mode: observe', folder, `verify: { ${line} }`));
    expect(problems.map(one => one.code)).toEqual([code]);
  });

  test('has every default filled in', () => {
    const { config: found, problems } = read(config('mode: observe', folder));
    expect(problems).toEqual([]);
    expect(found).toEqual({
      name: 'tw',
      mode: 'observe',
      source: { is: 'folder', paths: ['/etc/tw/specs'] },
      schedule: {
        cron: '*/10 * * * *',
        timeZone: 'UTC',
        jitter: 30_000,
        deadline: 1_800_000,
        retry: { first: 30_000, factor: 2, longest: 900_000 },
      },
      enforce: { kinds: [], targets: [], drift: 'all', windows: { allow: [], deny: [] } },
      suspend: null,
      contest: { after: 3, within: 3_600_000 },
      flapping: { after: 3, within: 3_600_000 },
      events: null,
      history: { path: null, keep: 90 * 86_400_000 },
      reports: null,
      server: {
        host: '127.0.0.1',
        port: 8080,
        readTokenFile: null,
        writeTokenFile: null,
        externalUrl: null,
        allowedHosts: [],
      },
      leadership: null,
      kubernetes: null,
      alerts: null,
      delivery: { log: 3_600_000, digest: 3 * 3_600_000, notification: 3_600_000, gravity: 'high' },
      verify: null,
      attribution: true,
      log: { level: 'info' },
      grace: 20_000,
    });
  });

  test('says all there is to say', () => {
    const { config: found, problems } = read(
      config(
        'mode: enforce',
        'source: { git: { url: "git@h:acme/r.git", ref: { tag: v1 }, path: specs/prod, depth: 0, interval: 90s, timeout: 1m30s,',
        '  credentials: { sshKeyFile: key, knownHostsFile: /etc/known }, verify: { gpgKeysFile: keys },',
        '  webhook: { provider: gitlab, secretFile: hook } } }',
        'schedule: { cron: "0 * * * *", timeZone: Europe/Berlin, jitter: 0s, deadline: 1h, retry: { first: 1s, factor: 1.5, longest: 1m } }',
        'enforce: { kinds: [trail], targets: ["*/*@a"], drift: weakened, windows: {',
        '  allow: [{ cron: "0 6 * * *", duration: 8h }], deny: [{ cron: "0 0 1 * *", timeZone: Europe/Berlin, duration: 1d }] } }',
        'suspend: { reason: x, until: 2027-03-31 }',
        'contest: { after: 5 }',
        'events: { queueUrl: "https://q/1", region: eu-west-1 }',
        'history: { path: h.db }',
        'reports: { bucket: acme-reports, region: eu-west-1 }',
        'server: { host: 0.0.0.0, readTokenFile: r, writeTokenFile: w, externalUrl: "https://tw", allowedHosts: [tw] }',
        'leadership: { name: tw, namespace: audit }',
        'kubernetes: {}',
      ),
    );
    expect(problems).toEqual([]);
    expect(found).toMatchObject({
      source: {
        is: 'git',
        url: 'git@h:acme/r.git',
        ref: { tag: 'v1' },
        path: 'specs/prod',
        depth: 0,
        interval: 90_000,
        timeout: 90_000,
        credentials: {
          usernameFile: null,
          passwordFile: null,
          sshKeyFile: '/etc/tw/key',
          knownHostsFile: '/etc/known',
        },
        verify: { allowedSignersFile: null, gpgKeysFile: '/etc/tw/keys' },
        webhook: { provider: 'gitlab', secretFile: '/etc/tw/hook' },
      },
      schedule: { retry: { first: 1000, factor: 1.5, longest: 60_000 } },
      enforce: {
        windows: {
          allow: [{ cron: '0 6 * * *', timeZone: 'UTC', duration: 8 * 3_600_000 }],
          deny: [{ cron: '0 0 1 * *', timeZone: 'Europe/Berlin', duration: 86_400_000 }],
        },
      },
      suspend: { reason: 'x', until: '2027-04-01T00:00:00.000Z' },
      contest: { after: 5, within: 3_600_000 },
      events: { gather: 5000 },
      history: { path: '/etc/tw/h.db' },
      reports: { prefix: 'trailwarden/' },
      server: { readTokenFile: '/etc/tw/r', writeTokenFile: '/etc/tw/w', externalUrl: 'https://tw' },
      leadership: { duration: 35_000, renewWithin: 30_000, retryEvery: 5000, namespace: 'audit' },
      kubernetes: { events: true, terminationLog: '/dev/termination-log' },
    });
  });

  test.each([
    ['suspend: true', { reason: null, until: null }],
    ['suspend: false', null],
    ['suspend: {}', { reason: null, until: null }],
    ['suspend: { until: "2027-03-31T18:00Z" }', { reason: null, until: '2027-03-31T18:00:00.000Z' }],
  ])('%s', (line, suspend) => {
    expect(read(config('mode: observe', folder, line)).config?.suspend).toEqual(suspend);
  });

  test('follows main, and what it names stands beside it', () => {
    const path = 'daemon.yaml';
    expect(read(config('mode: observe', git('credentials: { passwordFile: t }')), path).config?.source).toMatchObject({
      ref: { branch: 'main' },
      credentials: { passwordFile: 't' },
    });
    const commit = '4f2a91c07d8e5b3a6c1f9e2d4b8a7c5e3f1d0b9a';
    expect(read(config('mode: observe', git(`ref: { commit: ${commit} }`))).config?.source).toMatchObject({
      ref: { commit },
    });
    expect(read(config('mode: observe', 'leadership: { name: x }', folder)).config?.leadership?.namespace).toBeNull();
  });
});

describe('a mistake is told at its place, with its mend', () => {
  test.each<readonly [lines: readonly string[], told: readonly string[]]>([
    [[folder], ['missing-key 5:3 spec needs "mode" | write mode, for example mode: observe']],
    [['mode: observe'], ['missing-key 5:3 spec needs "source" | write source']],
    [['mode: watch', folder], ['wrong-value 5:9 spec.mode cannot be "watch" | one of observe, enforce']],
    [['mode: observe', 'source: {}'], ['config-contradicts 6:11 the source is not named | write folder or git']],
    [
      [
        'mode: enforce',
        folder,
        'schedule: { cron: "*/70 * * * *", jitter: 2h }',
        'enforce: { windows: { deny: [{ cron: "0 */3 */31 * *", duration: 1h }] } }',
        'suspend: { until: 2026-11-20 }',
        'contest: { within: 1s }',
        'events: { queueUrl: "https://sqs.eu-west-1.amazonaws.com/1/q", region: eu-west-2 }',
      ],
      [
        'warning config-contradicts 7:21 */70 steps over all minutes: it means the first alone | write a shorter step, or the moment itself',
        'warning config-contradicts 7:45 jitter of 2h is as long as the time between two runs | the schedule looks every 600 s',
        'warning config-contradicts 8:40 */31 steps over all days of the month: it means the first alone | write a shorter step, or the moment itself',
        'warning config-contradicts 9:21 2026-11-20 is over: nothing is suspended | remove suspend',
        'warning config-contradicts 10:22 nothing can be put back 3 times within 1s | a change takes some 10 s to be told and put back',
        'config-contradicts 11:74 the queue stands in eu-west-1 | region: eu-west-1',
      ],
    ],
    [
      [
        'mode: observe',
        folder,
        'suspend: { until: 2026-11-21 }',
        'contest: { within: 1s }',
        'events: { queueUrl: "https://sqs.eu-west-2.amazonaws.com/1/q", region: eu-west-2 }',
      ],
      [
        'warning config-contradicts 8:22 nothing can be put back 3 times within 1s | a change takes some 10 s to be told and put back',
      ],
    ],
    [
      ['mode: enforce', folder, 'enforce: { windows: { deny: [{ cron: "* * * * *", duration: 1h }] } }'],
      [
        'warning config-contradicts 7:31 these windows deny all of the next four weeks: nothing is ever changed | write shorter windows, or mode: observe',
      ],
    ],
    [['mode: enforce', folder, 'enforce: { windows: { deny: [{ cron: "* * * * *", duration: 50m }] } }'], []],
    [
      [
        'mode: enforce',
        folder,
        'enforce: { windows: { deny: [{ cron: "* * * * *" }, { cron: none, duration: 1h }] } }',
      ],
      [
        'missing-key 7:32 spec.enforce.windows.deny[0] needs "duration" | write duration, for example duration: "90s"',
        'wrong-cron 7:63 "none" is no cron expression: it is none | for example "*/10 * * * *": minute, hour, day of month, month, day of week',
      ],
    ],
    [
      [
        'mode: enforce',
        folder,
        'enforce: { windows: { deny: [{ cron: 5, duration: 1h }, { cron: "* * * * *", duration: 5 }] } }',
      ],
      [
        'wrong-type 7:40 spec.enforce.windows.deny[0].cron must be text, not 5 | YAML reads this as a number | put it in quotes: "5"',
        'wrong-type 7:90 spec.enforce.windows.deny[1].duration must be a number with its unit, not 5 | duration: 5s, if seconds are meant',
      ],
    ],
    [
      [
        'mode: enforce',
        folder,
        'enforce: { windows: { deny: [{ duration: 1h }, { cron: "* * * * *", timeZone: X, duration: 1h }] } }',
      ],
      [
        'missing-key 7:32 spec.enforce.windows.deny[0] needs "cron" | write cron, for example cron: "*/10 * * * *"',
        'unknown-time-zone 7:81 there is no time zone "X" | for example Europe/Berlin',
      ],
    ],
    [
      ['mode: observe', folder, 'suspend: { until: 2026-11-21T12:00:00Z }', 'contest: { within: 1s }'],
      [
        'warning config-contradicts 7:21 2026-11-21T12:00:00Z is over: nothing is suspended | remove suspend',
        'warning config-contradicts 8:22 nothing can be put back 3 times within 1s | the schedule looks every 600 s',
      ],
    ],
    [
      ['mode: observe', folder, 'schedule: { cron: none, jitter: 2h }'],
      [
        'wrong-cron 7:21 "none" is no cron expression: it is none | for example "*/10 * * * *": minute, hour, day of month, month, day of week',
      ],
    ],
    [
      ['mode: observe', 'source: { gti: { url: "https://h/r" } }'],
      ['unknown-key 6:13 spec.source has no setting "gti" | did you mean git? | write git'],
    ],
    [
      ['mode: observe', 'source: { folder: { paths: [a] }, git: { url: "https://h/r" } }'],
      ['config-contradicts 6:42 the source is a folder and a repository | remove one: there is one source'],
    ],
    [
      ['mode: observe', 'source: { folder: { paths: [a] }, git: { url: "http://h/r", interval: 0s } }'],
      [
        'config-contradicts 6:42 the source is a folder and a repository | remove one: there is one source',
        'source-url 6:49 http is not encrypted: anybody on the way could write the spec | write https://',
        'out-of-range 6:73 interval is shorter than 5s | interval: 5s, or more',
      ],
    ],
    [
      ['mode: observe', git('interval: 60')],
      [
        'wrong-type 6:54 spec.source.git.interval must be a number with its unit, not 60 | interval: 60s, if seconds are meant',
      ],
    ],
    [['mode: observe', git('interval: 1s')], ['out-of-range 6:54 interval is shorter than 5s | interval: 5s, or more']],
    [
      ['mode: observe', 'source: { git: { ref: {} } }'],
      [
        'missing-key 6:18 spec.source.git needs "url" | write url, for example url: "https://github.com/acme/audit.git"',
        'config-contradicts 6:25 ref names nothing | write one of branch, tag and commit',
      ],
    ],
    [
      ['mode: observe', git('ref: { branch: a, commit: b }')],
      [
        'wrong-form 6:70 spec.source.git.ref.commit cannot be "b" | for example 4f2a91c07d8e5b3a6c1f9e2d4b8a7c5e3f1d0b9a',
      ],
    ],
    [
      ['mode: observe', git('ref: { branch: a, tag: b }')],
      ['config-contradicts 6:49 ref names branch and tag | write one of branch, tag and commit'],
    ],
    ...['--upload-pack=x', 'a..b', 'a b', '/a', 'a.lock', 'a//b', 'a/', '@{1}'].map(
      branch =>
        [
          ['mode: observe', git(`ref: { branch: "${branch}" }`)],
          [`wrong-form 6:59 spec.source.git.ref.branch cannot be "${branch}" | for example main`],
        ] as const,
    ),
    ...['/etc', '../x', 'a/../b', './a', 'a//b'].map(
      path =>
        [
          ['mode: observe', git(`path: "${path}"`)],
          [`wrong-form 6:50 spec.source.git.path cannot be "${path}" | for example specs`],
        ] as const,
    ),
    [
      ['mode: observe', git('verify: {}')],
      ['config-contradicts 6:52 verify names no keys | write allowedSignersFile or gpgKeysFile'],
    ],
    [
      ['mode: observe', git('credentials: { sshKeyFile: k, usernameFile: u }')],
      [
        'config-contradicts 6:57 there is a user name and no password | write passwordFile',
        'config-contradicts 6:71 sshKeyFile means nothing for https | remove it',
      ],
    ],
    [
      ['mode: observe', ssh('credentials: { passwordFile: k }')],
      [
        'config-contradicts 6:59 ssh needs "sshKeyFile" | write sshKeyFile under credentials',
        'config-contradicts 6:59 ssh needs "knownHostsFile" | write knownHostsFile under credentials',
        'config-contradicts 6:75 passwordFile means nothing for ssh | remove it',
      ],
    ],
    [
      ['mode: observe', ssh('credentials: { sshKeyFile: k, knownHostFile: h }')],
      [
        'unknown-key 6:76 spec.source.git.credentials has no setting "knownHostFile" | did you mean knownHostsFile? | write knownHostsFile, and the value into a file',
      ],
    ],
    [
      ['mode: observe', folder, 'schedule: { cron: every day, timeZone: Berlin }'],
      [
        'wrong-cron 7:21 "every day" is no cron expression: it is none | for example "*/10 * * * *": minute, hour, day of month, month, day of week',
        'unknown-time-zone 7:42 there is no time zone "Berlin" | for example Europe/Berlin',
      ],
    ],
    [
      ['mode: enforce', folder, 'enforce: { windows: { allow: [{ duration: 0s, cron: x }, {}] } }'],
      [
        'config-contradicts 7:45 the window is never open | give it a duration',
        'wrong-cron 7:55 "x" is no cron expression: it is none | for example "*/10 * * * *": minute, hour, day of month, month, day of week',
        'missing-key 7:60 spec.enforce.windows.allow[1] needs "cron" | write cron, for example cron: "*/10 * * * *"',
        'missing-key 7:60 spec.enforce.windows.allow[1] needs "duration" | write duration, for example duration: "90s"',
      ],
    ],
    [
      ['mode: enforce', folder, 'enforce: { windows: { allow: [{ duration: long, cron: 5 }] } }'],
      [
        'wrong-form 7:45 spec.enforce.windows.allow[0].duration cannot be "long" | for example 90s',
        'wrong-type 7:57 spec.enforce.windows.allow[0].cron must be text, not 5 | YAML reads this as a number | put it in quotes: "5"',
      ],
    ],
    [
      ['mode: observe', folder, 'enforce: { windows: { deny: [{ duration: 1h, cron: "* * * * *" }] } }'],
      [
        'warning config-contradicts 7:23 windows mean nothing while mode is observe | write mode: enforce once they are to count',
      ],
    ],
    [
      ['mode: observe', folder, 'suspend: { until: 2027-02-30 }'],
      ['no-such-day 7:21 there is no moment "2027-02-30" | for example 2027-03-31, or 2027-03-31T18:00:00Z'],
    ],
    [
      ['mode: observe', folder, 'suspend: { until: 2027-02-20T25:00Z }'],
      ['no-such-day 7:21 there is no moment "2027-02-20T25:00Z" | for example 2027-03-31, or 2027-03-31T18:00:00Z'],
    ],
    [
      ['mode: observe', folder, 'server: { host: 0.0.0.0 }'],
      [
        'config-contradicts 7:11 "0.0.0.0" is reached from other machines, and anybody could read there | write readTokenFile under server, or host: 127.0.0.1',
      ],
    ],
    [
      ['mode: observe', folder, 'leadership: { name: x, duration: 10s, retryEvery: 40s }'],
      [
        'config-contradicts 7:15 renewWithin is not shorter than duration | a leader must stop before another may take the lease',
        'config-contradicts 7:53 retryEvery is not between 0 and renewWithin | a leader must be able to try more than once',
      ],
    ],
    [
      [
        'mode: observe',
        folder,
        'schedule: { deadline: 0s, retry: { first: 1m, longest: 30s } }',
        'history: { keep: 1m }',
      ],
      [
        'out-of-range 7:25 deadline is shorter than 1s | deadline: 1s, or more',
        'out-of-range 7:58 longest is shorter than 1m | longest: 1m, or more',
        'out-of-range 8:20 keep is shorter than 1h | keep: 1h, or more',
      ],
    ],
    [
      ['mode: observe', folder, 'leadership: { name: x, retryEvery: 0s }'],
      [
        'config-contradicts 7:38 retryEvery is not between 0 and renewWithin | a leader must be able to try more than once',
      ],
    ],
  ])('%j', (lines, expected) => {
    expect(told(config(...lines))).toEqual(expected);
  });

  test.each([
    ['', ['file-empty 1:1 the file says nothing | write a spec into it, or remove it']],
    [
      'kind: Pod\napiVersion: v1',
      [
        'not-a-config 1:7 this is no trailwarden config | kind is "Pod" | begin with apiVersion: trailwarden.dev/v1alpha1 and kind: DaemonConfig, or keep this file out',
      ],
    ],
    [
      `${head.replace('DaemonConfig', 'TrailSpec')}spec: { buckets: { a: {} }, trails: { a: {} } }`,
      [
        'not-a-config 2:7 this is a spec, and no config of a daemon | leave it as it is: the config is a file of its own, and names the spec under source',
      ],
    ],
    [
      head.replace('v1alpha1', 'v9'),
      [
        'unknown-version 1:13 version "trailwarden.dev/v9" of the format is not known | apiVersion: trailwarden.dev/v1alpha1',
      ],
    ],
    [head, ['missing-key 1:1 the document needs "spec" | write spec']],
    [`${head}spec: []`, ['wrong-type 4:7 spec must be a map, not a list']],
    [
      `${config('mode: observe', folder)}---\nkind: DaemonConfig`,
      ['config-contradicts 8:1 the file holds a second document | one file holds one config'],
    ],
  ])('%j', (text, expected) => {
    expect(told(text)).toEqual(expected);
    expect(read(text).config).toBeNull();
  });
});

describe('which file is one', () => {
  test.each([
    [config('mode: observe'), true],
    ['{"kind":"DaemonConfig"}', true],
    ['kind: DeamonConfig', true],
    ['kind: DaemonSet', false],
    ['kind: TrailSpec', false],
    ['kind: d: e: f', false],
  ])('%j', (text, expected) => {
    expect(isConfigFile({ path: 'a.yaml', text })).toBe(expected);
  });

  test('and a spec has none among its files', () => {
    const { problems } = readSpec([{ path: 'a.yaml', text: config('mode: observe', folder) }], []);
    expect(problems).toMatchObject([
      { code: 'not-a-spec', message: 'this is the config of a daemon, and no part of a spec' },
    ]);
  });
});

describe('secrets', () => {
  const secret = 'hunter2secret';
  test.each([
    [git('').replace('//h', `//x-token:${secret}@h`), 'secret-in-config'],
    [git('').replace('//h', `//${secret}@h`), 'secret-in-config'],
    [ssh('credentials: { sshKeyFile: k, knownHostsFile: h }').replace('git@', `git:${secret}@`), 'secret-in-config'],
    [git('').replace('r.git', `r.git?access_token=${secret}`), 'source-url'],
    [git(`credentials: { password: ${secret} }`), 'unknown-key'],
    [git(`credentials: { password: "${secret}, and {more}" }`), 'unknown-key'],
    [git(`credentials: { "token": '${secret}' }`), 'unknown-key'],
    [git(`credentials: { passwordFile: [${secret}`), 'yaml-syntax'],
    [`${folder}\n  password: ${secret}, ${secret}}`, 'unknown-key'],
    [`${folder}\n  webhookSecret: ${secret}`, 'unknown-key'],
    [`${folder}\n  server: { readToken: ${secret} }`, 'unknown-key'],
    [`${folder}\n  server: { externalUrl: "https://a:${secret}@h" }`, undefined],
    [`${folder}\n  reports: https://a:${secret}@h`, 'wrong-type'],
  ])('%s is not repeated', (line, code) => {
    const { problems, file } = read(config('mode: observe', line));
    if (code !== undefined) expect(problems.map(one => one.code)).toContain(code);
    const shown = renderProblems(problems, new Map([[file.path, file.text]]), { color: false, ascii: false });
    const named = line.includes('passwordFile'); // the name of a file is none
    expect(JSON.stringify(problems) + shown).not.toContain(named ? `password: ${secret}` : secret);
  });

  test('what is none stays', () => {
    const text = config(
      'mode: observe',
      git('credentials: { passwordFile: /run/token, usernameFile: u }, webhook: { provider: github, secretFile: s }'),
      'server: { readTokenFile: token, externalUrl: "https://tw.example/a@b" } # token: none',
      'suspend: { reason: "token: none" }',
    );
    expect(concealed({ path: 'a', text }).text).toBe(text);
  });

  test('lines and columns stay', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), text => {
        const shown = concealed({ path: 'a', text }).text;
        expect(shown).toHaveLength(text.length);
        expect(shown.split('\n').map(line => line.length)).toEqual(text.split('\n').map(line => line.length));
      }),
    );
  });
});

describe('addresses of repositories', () => {
  test.each([
    ['https://github.com/acme/audit.git', 'https'],
    ['https://[2001:db8::1]:8443/r', 'https'],
    ['ssh://git@github.com:22/acme/audit', 'ssh'],
    ['git@github.com:acme/audit.git', 'ssh'],
    ['http://localhost:3000/r', 'http'],
    ['http://127.0.0.1/r', 'http'],
    ['http://[::1]:80/r', 'http'],
    ['http://git.internal/r', 'source-url'],
    ['http://127.0.0.1.evil.example/r', 'source-url'],
    ['file:///srv/r', 'source-url'],
    ['/srv/r', 'source-url'],
    ['../r', 'source-url'],
    ['git://h/r', 'source-url'],
    ['ext::sh -c id', 'source-url'],
    ['ssh://-oProxyCommand=id/r', 'source-url'],
    ['ssh://-x/r', 'source-url'],
    ['ssh://-x@h/r', 'source-url'],
    ['ssh://git@-x/r', 'source-url'],
    ['ssh://g it@h/r', 'source-url'],
    ['ssh://git@-oProxyCommand=id/r', 'source-url'],
    ['-oProxyCommand=id@h:r', 'source-url'],
    ['git@-oProxyCommand=id:r', 'source-url'],
    ['git@h:-r', 'source-url'],
    ['git@h::r', 'source-url'],
    ['https://h/r#main', 'source-url'],
    ['https://h', 'source-url'],
    ['https:///r', 'source-url'],
    ['h:r', 'source-url'],
    ['https://user@h/r', 'secret-in-config'],
    ['ssh://git:pw@h/r', 'secret-in-config'],
  ])('%s: %s', (url, expected) => {
    const judged = judgeUrl(url);
    expect('wrong' in judged ? judged.wrong.code : judged.transport).toBe(expected);
  });

  test('never lead to a command or a file', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', 'file://', 'ext::', 'git://', '-', 'fd::', '/'), (text, scheme) => {
        const judged = judgeUrl(scheme + text);
        if ('transport' in judged)
          expect(scheme + text).toMatch(/^(https?:\/\/|ssh:\/\/|[A-Za-z0-9_][\w.-]*@[A-Za-z0-9])/u);
      }),
    );
  });
});

describe('durations', () => {
  test.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['2d', 172_800_000],
    ['0s', 0],
  ])('%s is %d ms', (text, expected) => {
    expect(milliseconds(text)).toBe(expected);
  });
});

describe('the schema', () => {
  test('is one that editors take, and the examples fit', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false, allErrors: true });
    expect(ajv.compile(daemonSchema(judges.kinds))).toBeTypeOf('function');
    const root = resolve(import.meta.dirname, '../../../examples');
    for (const name of ['daemon.yaml', 'daemon-git.yaml']) {
      const path = join(root, name);
      expect(readConfig({ path, text: readFileSync(path, 'utf8') }, judges)).toMatchObject({ problems: [] });
    }
  });
});

test('whatever a file holds, reading it does not throw and nothing is taken that has an error', () => {
  const word = fc.constantFrom(
    'mode',
    'source',
    'git',
    'folder',
    'url',
    'ref',
    'paths',
    'cron',
    'windows',
    'allow',
    'enforce',
    'schedule',
    'server',
    'suspend',
    'until',
    'leadership',
    'observe',
    'x',
  );
  const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<unknown>(null, true, 1, '1h', 'x', 'observe', 'https://h/r', '* * * * *'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(word, tie('tree'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(tree, spec => {
      const text = JSON.stringify({
        apiVersion: 'trailwarden.dev/v1alpha1',
        kind: 'DaemonConfig',
        metadata: { name: 'a' },
        spec,
      });
      const { config: found, problems } = read(text);
      expect(found === null).toBe(problems.some(({ severity }) => severity !== 'warning'));
    }),
    { numRuns: 300 },
  );
});
