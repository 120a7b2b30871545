import { describe, expect, it } from 'vitest';

import { eventsIn, principalOf } from '../../../src/core/drift/history.ts';

const record = {
  eventID: 'e-1',
  eventName: 'StopLogging',
  eventSource: 'cloudtrail.amazonaws.com',
  eventTime: '2026-11-19T03:07:12Z',
  awsRegion: 'eu-west-1',
  userIdentity: {
    type: 'IAMUser',
    userName: 'mallory',
    arn: 'arn:aws:iam::111111111111:user/mallory',
    accountId: '111111111111',
  },
  sourceIPAddress: '203.0.113.24',
  userAgent: '[aws-cli/2.31]',
  requestID: 'r-1',
  readOnly: false,
  requestParameters: { name: 'main' },
  recipientAccountId: '111111111111',
};

const listed = (over: object = {}, more: object = {}) => ({
  Events: [
    {
      EventId: 'e-1',
      CloudTrailEvent: JSON.stringify({ ...record, ...over }),
      Resources: [{ ResourceName: 'main' }, {}],
      ...more,
    },
  ],
});

describe('an event of the history', () => {
  it('is taken apart', () => {
    expect(eventsIn(listed())).toEqual([
      {
        eventId: 'e-1',
        name: 'StopLogging',
        source: 'cloudtrail.amazonaws.com',
        at: '2026-11-19T03:07:12.000Z',
        region: 'eu-west-1',
        principal: {
          name: 'mallory',
          type: 'IAMUser',
          arn: 'arn:aws:iam::111111111111:user/mallory',
          account: '111111111111',
          issuer: null,
          mfa: null,
        },
        sourceIp: '203.0.113.24',
        userAgent: 'aws-cli/2.31',
        requestId: 'r-1',
        readOnly: false,
        account: '111111111111',
        parameters: { name: 'main' },
        resources: ['main'],
      },
    ]);
  });

  it('may lack nearly everything', () => {
    const CloudTrailEvent = JSON.stringify({
      eventID: 'e',
      eventName: 'X',
      eventSource: 's',
      eventTime: '2026-11-19T03:07:12Z',
      requestParameters: null,
    });
    expect(eventsIn({ Events: [{ CloudTrailEvent }] })).toEqual([
      {
        eventId: 'e',
        name: 'X',
        source: 's',
        at: '2026-11-19T03:07:12.000Z',
        region: '',
        principal: { name: 'somebody', type: 'Unknown', arn: null, account: null, issuer: null, mfa: null },
        sourceIp: null,
        userAgent: null,
        requestId: null,
        readOnly: false,
        account: null,
        parameters: {},
        resources: [],
      },
    ]);
  });

  it('says that it failed, that it reads, and whose it is', () => {
    const over = { errorCode: 'AccessDenied', readOnly: true, recipientAccountId: undefined };
    expect(eventsIn(listed(over))).toMatchObject([
      { errorCode: 'AccessDenied', readOnly: true, account: '111111111111' },
    ]);
  });

  it.each([
    ['no list', {}],
    ['no record', listed({}, { CloudTrailEvent: undefined })],
    ['no JSON', listed({}, { CloudTrailEvent: '{' })],
    ['no object', listed({}, { CloudTrailEvent: '[]' })],
    ['no id', listed({ eventID: undefined })],
    ['no name', listed({ eventName: 7 })],
    ['no source', listed({ eventSource: undefined })],
    ['no time', listed({ eventTime: undefined })],
    ['a time that is none', listed({ eventTime: 'yesterday' })],
  ])('is none with %s', (_, answer) => {
    expect(eventsIn(answer)).toEqual([]);
  });
});

describe('who called', () => {
  const arn = 'arn:aws:sts::111111111111:assumed-role/BreakGlass/jdoe';
  const issuer = { type: 'Role', userName: 'BreakGlass', arn: 'arn:aws:iam::111111111111:role/ops/BreakGlass' };
  it.each([
    ['a session of a role', { type: 'AssumedRole', arn, sessionContext: { sessionIssuer: issuer } }, 'BreakGlass/jdoe'],
    [
      'a session with slashes',
      { type: 'AssumedRole', arn: `${arn}/x`, sessionContext: { sessionIssuer: issuer } },
      'BreakGlass/jdoe/x',
    ],
    ['a session of nobody knows which role', { type: 'AssumedRole', arn }, 'BreakGlass/jdoe'],
    [
      'a session without an ARN',
      { type: 'AssumedRole', principalId: 'AROAX:jdoe', sessionContext: { sessionIssuer: issuer } },
      'BreakGlass/jdoe',
    ],
    ['a session of which nothing is known', { type: 'AssumedRole' }, '/'],
    [
      'a session with a source identity',
      { type: 'AssumedRole', arn, sessionContext: { sourceIdentity: 'jane' } },
      'BreakGlass/jdoe (jane)',
    ],
    [
      'a session with an empty one',
      { type: 'AssumedRole', arn, sessionContext: { sourceIdentity: '' } },
      'BreakGlass/jdoe',
    ],
    ['a user', { type: 'IAMUser', userName: 'mallory' }, 'mallory'],
    ['root', { type: 'Root', arn: 'arn:aws:iam::111111111111:root', userName: 'acme-alias' }, 'root'],
    ['a service', { type: 'AWSService', invokedBy: 'config.amazonaws.com' }, 'config.amazonaws.com'],
    ['a service that says nothing', { type: 'AWSService' }, 'somebody'],
    ['an event of a service', { invokedBy: 'config.amazonaws.com' }, 'config.amazonaws.com'],
    ['a user of Identity Center', { type: 'IdentityCenterUser', onBehalfOf: { userId: 'u-1' } }, 'u-1'],
    ['one of whom no id is known', { type: 'IdentityCenterUser', principalId: 'p' }, 'p'],
    ['another account', { type: 'AWSAccount', principalId: 'AIDA:x', accountId: '222222222222' }, 'AIDA:x'],
    [
      'an ARN alone',
      { type: 'FederatedUser', arn: 'arn:aws:sts::1:federated-user/x' },
      'arn:aws:sts::1:federated-user/x',
    ],
  ])('%s', (_, identity, expected) => {
    expect(principalOf(identity).name).toBe(expected);
  });

  it('says which role, whether with MFA, and of which kind', () => {
    const attributes = { mfaAuthenticated: 'true' };
    expect(
      principalOf({
        type: 'AssumedRole',
        arn,
        accountId: '111111111111',
        sessionContext: { sessionIssuer: issuer, attributes },
      }),
    ).toEqual({
      name: 'BreakGlass/jdoe',
      type: 'AssumedRole',
      arn,
      account: '111111111111',
      issuer: issuer.arn,
      mfa: true,
    });
    expect(principalOf({ invokedBy: 'config.amazonaws.com' })).toMatchObject({ type: 'AWSService', mfa: null });
  });
});
