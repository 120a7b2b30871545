/** JSON Schema of `policy`, with keywords that mean the same in draft-07 and in 2020-12. */
const strings = { type: ['string', 'array'], items: { type: 'string' } } as const;
const principal = { type: ['string', 'object'], additionalProperties: strings } as const;

const statement = {
  type: 'object',
  title: 'Statement',
  description: 'A statement in AWS’s own terms.',
  additionalProperties: false,
  required: ['Sid', 'Effect'],
  properties: {
    Sid: {
      type: 'string',
      minLength: 1,
      description: 'What the statement is told by. It must not begin with Trailwarden.',
    },
    Effect: { type: 'string', enum: ['Allow', 'Deny'], description: 'What the statement does.' },
    Principal: { ...principal, description: 'Who: *, or a map such as AWS: [arn, …] or Service: name.' },
    NotPrincipal: { ...principal, description: 'Everybody but these.' },
    Action: { ...strings, description: 'What: one action or a list, such as s3:GetObject.' },
    NotAction: { ...strings, description: 'Everything but these.' },
    Resource: { ...strings, description: 'On what: one ARN or a list.' },
    NotResource: { ...strings, description: 'On everything but these.' },
    Condition: {
      type: 'object',
      description: 'When: operator, key, value or list of values.',
      additionalProperties: {
        type: 'object',
        additionalProperties: {
          type: ['string', 'number', 'boolean', 'array'],
          items: { type: ['string', 'number', 'boolean'] },
        },
      },
    },
  },
} as const;

/**
 * What people may write under `policy`.
 *
 * @param kind whose policy
 * @param room how much it holds, for people
 */
export function policySchema(kind: string, room: string) {
  return {
    type: 'object',
    title: 'Policy',
    description: `The policy of the ${kind}: who may use it.`,
    additionalProperties: false,
    properties: {
      unmanaged: {
        type: 'string',
        enum: ['keep', 'remove'],
        title: 'Statements of others',
        description:
          'What becomes of statements that stand in the policy and neither are ours nor in the spec. A statement that leaves the spec becomes one of these.',
        default: 'keep',
        examples: ['remove'],
      },
      grants: {
        type: 'string',
        enum: ['auto', 'trails', 'accounts', 'organization'],
        title: 'Grants',
        description: `How the trails that use the ${kind} are let in: each by its ARN, by account and name, or by organization. auto is the narrowest that fits into ${room} beside what else stands there.`,
        default: 'auto',
        examples: ['trails'],
      },
      statements: {
        type: 'array',
        title: 'Statements',
        description: 'More statements of your own, told by their Sid.',
        items: statement,
        default: [],
        examples: [[]],
      },
    },
    default: {},
    examples: [{ unmanaged: 'remove' }],
  } as const;
}
