import fc from 'fast-check';

import { announcement } from '../../../src/core/policy/announcement.ts';
import type { Arn } from '../../../src/core/model.ts';
import type { OtherStatements } from '../../../src/core/policy/sorting.ts';
import type { Grants } from '../../../src/core/policy/state.ts';
import { ourHeader } from '../../../src/core/policy/statement.ts';
import type { Statement } from '../../../src/core/policy/statement.ts';
import { fields } from '../../../src/resources/topic/fields.ts';
import type { TopicState } from '../../../src/resources/topic/state.ts';
import { anything, both, change, gain, loss, onlyNeutral, tellsEffects, neverNeutral } from '../effects.ts';
import type { Row } from '../effects.ts';

const arn: Arn = 'arn:aws:sns:eu-west-1:111111111111:log-files';
const trailArn = (name: string) => `arn:aws:cloudtrail:eu-west-1:111111111111:trail/${name}` as const;

/** Grants of these trails, each by its ARN, over a policy that lets in nobody. */
function grants(...names: readonly string[]): Grants {
  const given = names.map(name => ({
    by: 'trail' as const,
    trail: trailArn(name),
    account: '111111111111',
    prefix: '',
    organization: null,
  }));
  const statements = announcement.statements(given, arn, 'acme');
  const answer = { by: null, doubts: [], mend: null } as const;
  const judged = given.map(({ trail }) => ({
    need: { to: 'announce-logs' as const, of: arn, trail, everyRegion: true },
    now: { verdict: 'denied' as const, allows: 'no' as const, ...answer },
    then: { verdict: 'allowed' as const, allows: 'yes' as const, ...answer },
    byOthers: false,
  }));
  return { pin: null, by: names.length > 0 ? 'trails' : null, statements, withdrawn: [], judged };
}

const own: Statement = {
  Sid: 'Mine',
  Effect: 'Allow',
  Principal: { AWS: '222222222222' },
  Action: 'sns:Subscribe',
  Resource: arn,
};
const denies: Statement = { Sid: 'No', Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: arn };
const opens: Statement = { ...own, Sid: 'Open', Principal: '*' };
const kept: OtherStatements = { keep: true, denials: [{ sid: 'No', mend: 'Mend it.' }], statements: [own] };

const deniedText = 'A statement denies CloudTrail to announce log files, or may.';
const notWritten = "The spec's own statements do not stand in the policy as written.";

const told = { raw: false, role: null };

const rows: readonly Row<TopicState>[] = [
  ['grants', grants('a'), grants(), loss('high'), `CloudTrail cannot announce log files for ${trailArn('a')}.`],
  ['grants', grants(), grants('a'), gain('medium'), `CloudTrail may also publish here for ${trailArn('a')}.`],
  [
    'grants',
    { ...grants(), withdrawn: [trailArn('a')] },
    grants('a'),
    { drift: 'strengthens', repair: 'neutral', gravity: 'medium' },
    `CloudTrail may also publish here for ${trailArn('a')}.`,
  ],
  ['grants', grants('a'), grants('b'), both('high'), `CloudTrail cannot announce log files for ${trailArn('a')}.`],
  ['statements', [own], [], change('high'), notWritten],
  ['statements', [own], [denies], loss('critical'), deniedText],
  ['statements', [denies], [own], gain('high'), notWritten],
  ['statements', [opens], [denies], both('critical'), deniedText],
  ['otherStatements', [], [own], change('high'), 'The policy has statements that the spec does not know: Mine.'],
  ['otherStatements', [], [denies], loss('critical'), deniedText],
  ['otherStatements', [denies], [own], gain('high'), 'The policy has statements that the spec does not know: Mine.'],
  ['otherStatements', [], [opens], change('critical'), 'A statement lets in everybody.'],
  ['otherStatements', kept, [own, denies], loss('critical'), deniedText.replace(', or may', ': No')],
  [
    'policyHeader',
    ourHeader,
    { ...ourHeader, id: 'x' },
    change('info'),
    'The version and the Id of the policy are kept while statements of others are.',
  ],
  ['displayName', 'Logs', null, change('info'), 'The topic is shown as its name.'],
  ['displayName', null, 'Logs', change('info'), 'The topic is shown as Logs.'],
  ['kmsKey', 'k1', null, loss('high'), 'Messages are not encrypted with k1.'],
  [
    'kmsKey',
    'k1',
    'k2',
    change('high'),
    'Messages are encrypted with k2, not with k1; CloudTrail can announce only if that key lets it in.',
  ],
  [
    'kmsKey',
    null,
    'k2',
    gain('high'),
    'Messages are encrypted with k2; CloudTrail can announce only if that key lets it in.',
  ],
  [
    'subscriptions',
    { 'sqs q': told },
    {},
    { drift: 'neutral', repair: 'strengthens', gravity: 'medium' },
    'New log files are not announced to sqs q.',
  ],
  [
    'subscriptions',
    {},
    { 'sqs q': { ...told, arn: 'arn' } },
    { drift: 'strengthens', repair: 'neutral', gravity: 'medium' },
    'New log files are announced to sqs q too, which the spec does not ask for.',
  ],
  [
    'subscriptions',
    { 'sqs q': told },
    { 'sqs r': { ...told, arn: 'arn' } },
    change('medium'),
    'New log files are announced to sqs r instead of sqs q.',
  ],
  [
    'subscriptions',
    { 'sqs q': told },
    { 'sqs q': { ...told, raw: true, arn: 'arn' } },
    change('medium'),
    'Messages to sqs q are delivered otherwise than the spec says.',
  ],
  [
    'subscriptions',
    { 'sqs q': told },
    { 'sqs q': { ...told, arn: 'arn', filtered: true } },
    change('medium'),
    'A filter keeps announcements of log files from sqs q.',
  ],
  ['tags', { team: 'a' }, {}, change('low'), 'Tags are not as written: team.'],
  ['protect', true, false, loss('medium'), 'It lacks the tag that protects it from being deleted.'],
  ['owner', 'acme', 'other', change('high'), 'It carries the owner tag of other.'],
];

const statements = fc.subarray([own, denies, opens]);

tellsEffects<TopicState>({
  fields,
  rows,
  can: {
    grants: anything,
    statements: anything,
    otherStatements: anything,
    policyHeader: onlyNeutral,
    displayName: onlyNeutral,
    kmsKey: anything,
    subscriptions: ['strengthens', 'neutral'],
    tags: onlyNeutral,
    protect: neverNeutral,
    owner: onlyNeutral,
  },
  values: {
    grants: fc.subarray(['a', 'b', 'c']).map(names => grants(...names)),
    statements,
    otherStatements: fc.oneof(statements, fc.constant('keep' as const)),
    policyHeader: fc.record({ version: fc.constantFrom('2012-10-17', '2008-10-17'), id: fc.option(fc.string()) }),
    displayName: fc.option(fc.string()),
    kmsKey: fc.constantFrom(null, 'k1', 'k2'),
    subscriptions: fc.dictionary(
      fc.constantFrom('sqs a', 'sqs b', 'email c'),
      fc.record({ raw: fc.boolean(), role: fc.constant(null), arn: fc.constant('arn') }),
    ),
    tags: fc.dictionary(fc.constantFrom('a', 'b'), fc.string()),
    protect: fc.boolean(),
    owner: fc.option(fc.constantFrom('acme', 'other')),
  },
});
